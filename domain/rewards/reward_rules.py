"""The reward rules a brand publishes: points, tiers, badges, and how long points last."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from domain.errors import Invalid
from domain.money import Money

NameByLanguage = dict[str, str]
"""A name by ISO 639-1 code, such as `fr` and `en`."""

WHOLE = 100
"""Percent."""


class TrackRecord(msgspec.Struct, frozen=True):
    """What a volunteer did: conversations answered, ratings received, and ratings of 4 or 5."""

    conversations: int
    ratings: int = 0
    good_ratings: int = 0


class Tier(msgspec.Struct, frozen=True):
    """A number of answered conversations that earns bonus points once."""

    key: str
    conversations: int
    bonus_points: int
    name_by_language: NameByLanguage


class Grade(msgspec.Struct, frozen=True):
    """What a badge's grade requires: conversations, and ratings with a percentage of good ones."""

    conversations: int = 0
    ratings: int = 0
    good_percent: int = 0

    def is_met_by(self, record: TrackRecord) -> bool:
        """Whether the record reaches every requirement."""
        return (
            record.conversations >= self.conversations
            and record.ratings >= self.ratings
            and record.good_ratings * WHOLE >= record.ratings * self.good_percent
        )

    def asks_more_than(self, other: "Grade") -> bool:
        """Whether no requirement is lower than the other grade's, and one is higher."""
        pairs = zip(msgspec.structs.astuple(self), msgspec.structs.astuple(other), strict=True)
        return self != other and all(own >= others for own, others in pairs)


class Badge(msgspec.Struct, frozen=True):
    """
    A recognition for a track record, in grades from the easiest to the most demanding.

    valid_days: a temporary badge counts the record of so many days, and expires after as many;
    None for a permanent badge.
    """

    key: str
    name_by_language: NameByLanguage
    grades: tuple[Grade, ...]
    valid_days: int | None = None

    def grade_of(self, record: TrackRecord) -> int:
        """The number of the highest grade that the record meets, from 1; 0 when it meets none."""
        met = [n for n, grade in enumerate(self.grades, start=1) if grade.is_met_by(record)]
        return max(met, default=0)


class RewardRules(msgspec.Struct, frozen=True):
    """What a brand's volunteers earn, from when the rules are published."""

    points_per_conversation: int
    """For information: what a conversation earns is fixed by the terms of the engagement."""
    tiers: tuple[Tier, ...]
    badges: tuple[Badge, ...]
    points_expire_after_months: int | None
    """Points expire at the end of the n-th month after the one they were earned in; None: never."""
    cost_per_100_points: Money
    """What the brand expects 100 redeemed points to cost."""
    breakage_percent: int
    """The percentage of points that the brand expects never to be redeemed."""

    def expected_cost(self, points: int) -> Money:
        """
        What these points are expected to cost: their cost less the breakage.

        points * cost_per_100_points / 100 * (100 - breakage_percent) / 100, rounded half up.
        """
        part = points * self.cost_per_100_points.amount * (WHOLE - self.breakage_percent)
        return Money(
            (part + WHOLE * WHOLE // 2) // (WHOLE * WHOLE), self.cost_per_100_points.currency
        )


def reward_rule_errors(rules: RewardRules) -> Iterator[Invalid]:
    """A refusal for each rule that is invalid; none when all are valid."""
    if rules.points_per_conversation < 0:
        yield Invalid("The points for a conversation cannot be negative.")
    if rules.points_expire_after_months is not None and rules.points_expire_after_months < 1:
        yield Invalid("Points must be valid for at least one month.")
    if not 0 <= rules.breakage_percent <= WHOLE:
        yield Invalid("The share of points never redeemed must be between 0 and 100 percent.")
    yield from _tier_errors(rules.tiers)
    yield from _badge_errors(rules.badges)


def _tier_errors(tiers: Sequence[Tier]) -> Iterator[Invalid]:
    if not _named([(tier.key, tier.name_by_language) for tier in tiers]):
        yield Invalid("Each tier needs its own identifier, and a name in at least one language.")
    if any(tier.conversations < 1 or tier.bonus_points < 0 for tier in tiers):
        yield Invalid(
            "A tier must require at least 1 conversation, and its points cannot be negative."
        )
    if any(this.conversations >= after.conversations for this, after in pairwise(tiers)):
        yield Invalid("Each tier must require more conversations than the one before.")


def _badge_errors(badges: Sequence[Badge]) -> Iterator[Invalid]:
    if not _named([(badge.key, badge.name_by_language) for badge in badges]):
        yield Invalid("Each badge needs its own identifier, and a name in at least one language.")
    if any(badge.valid_days is not None and badge.valid_days < 1 for badge in badges):
        yield Invalid("A temporary badge must be valid for at least one day.")
    for badge in badges:
        yield from _grade_errors(badge.grades)


def _grade_errors(grades: Sequence[Grade]) -> Iterator[Invalid]:
    if not grades or Grade() in grades:
        yield Invalid(
            "A badge needs at least one grade, and each grade must require conversations or"
            " ratings."
        )
    if any(grade.conversations < 0 or grade.ratings < 0 for grade in grades):
        yield Invalid("The conversations and ratings required by a grade cannot be negative.")
    if any(not 0 <= grade.good_percent <= WHOLE for grade in grades):
        yield Invalid("The share of good ratings must be between 0 and 100 percent.")
    if any(grade.good_percent and not grade.ratings for grade in grades):
        yield Invalid("A share of good ratings requires at least one rating.")
    if any(not after.asks_more_than(this) for this, after in pairwise(grades)):
        yield Invalid("Each grade of a badge must require more than the one before.")


def _named(names: Sequence[tuple[str, NameByLanguage]]) -> bool:
    """Whether each has a key of its own, and a name in a language."""
    keys = {key for key, _ in names}
    return (
        all(keys)
        and len(keys) == len(names)
        and all(name_by_language for _, name_by_language in names)
    )
