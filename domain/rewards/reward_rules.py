"""The rule a brand publishes for its volunteers: what they earn, and how long it lasts."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from domain.money import Money

NameByLanguage = dict[str, str]
"""By language, `fr` and `en`."""

WHOLE = 100
"""Percent."""


class TrackRecord(msgspec.Struct, frozen=True):
    """What a volunteer did: so many conversations, so many marks, so many of them 4 or 5."""

    conversations: int
    ratings: int = 0
    good_ratings: int = 0


class Tier(msgspec.Struct, frozen=True):
    """A number of conversations that is celebrated once, with points on top."""

    key: str
    conversations: int
    bonus_points: int
    name_by_language: NameByLanguage


class Grade(msgspec.Struct, frozen=True):
    """What a badge's grade asks: conversations, and ratings of which so many percent are good."""

    conversations: int = 0
    ratings: int = 0
    good_percent: int = 0

    def is_met_by(self, record: TrackRecord) -> bool:
        return (
            record.conversations >= self.conversations
            and record.ratings >= self.ratings
            and record.good_ratings * WHOLE >= record.ratings * self.good_percent
        )

    def asks_more_than(self, other: "Grade") -> bool:
        pairs = zip(msgspec.structs.astuple(self), msgspec.structs.astuple(other), strict=True)
        return self != other and all(mine >= theirs for mine, theirs in pairs)


class Badge(msgspec.Struct, frozen=True):
    """
    What a volunteer may show: the grades go from the first to the most demanding.

    A badge with a validity looks at the track record of so many days, and lapses after as many.
    """

    key: str
    name_by_language: NameByLanguage
    grades: tuple[Grade, ...]
    valid_days: int | None = None

    def grade_of(self, record: TrackRecord) -> int:
        """The highest grade that is met, the first being 1; 0 when none is."""
        met = [n for n, grade in enumerate(self.grades, start=1) if grade.is_met_by(record)]
        return max(met, default=0)


class RewardRules(msgspec.Struct, frozen=True):
    points_per_conversation: int
    """For information: what counts are the terms on which a volunteer was welcomed."""
    tiers: tuple[Tier, ...]
    badges: tuple[Badge, ...]
    points_expire_after_months: int | None
    """Points expire at the end of the month so many months after theirs; None: never."""
    cost_per_100_points: Money
    """What the brand expects 100 redeemed points to cost it."""
    breakage_percent: int
    """How many points of a hundred the brand expects never to be redeemed."""

    def expected_cost(self, points: int) -> Money:
        """What the brand expects these points to cost it, less those never redeemed."""
        part = points * self.cost_per_100_points.amount * (WHOLE - self.breakage_percent)
        return Money(
            (part + WHOLE * WHOLE // 2) // (WHOLE * WHOLE), self.cost_per_100_points.currency
        )


def objections(rules: RewardRules) -> Iterator[str]:
    """What makes no sense in a rule, in sentences."""
    if rules.points_per_conversation < 0:
        yield "The points for a conversation cannot be negative."
    if rules.points_expire_after_months is not None and rules.points_expire_after_months < 1:
        yield "Points must be valid for at least one month."
    if not 0 <= rules.breakage_percent <= WHOLE:
        yield "The share of points never redeemed must be between 0 and 100 percent."
    yield from _objections_to_tiers(rules.tiers)
    yield from _objections_to_badges(rules.badges)


def _objections_to_tiers(tiers: Sequence[Tier]) -> Iterator[str]:
    if not _named([(tier.key, tier.name_by_language) for tier in tiers]):
        yield "Each tier needs its own identifier, and a name in at least one language."
    if any(tier.conversations < 1 or tier.bonus_points < 0 for tier in tiers):
        yield "A tier must require at least 1 conversation, and its points cannot be negative."
    if any(this.conversations >= after.conversations for this, after in pairwise(tiers)):
        yield "Each tier must require more conversations than the one before."


def _objections_to_badges(badges: Sequence[Badge]) -> Iterator[str]:
    if not _named([(badge.key, badge.name_by_language) for badge in badges]):
        yield "Each badge needs its own identifier, and a name in at least one language."
    if any(badge.valid_days is not None and badge.valid_days < 1 for badge in badges):
        yield "A temporary badge must be valid for at least one day."
    for badge in badges:
        yield from _objections_to_grades(badge.grades)


def _objections_to_grades(grades: Sequence[Grade]) -> Iterator[str]:
    if not grades or Grade() in grades:
        yield (
            "A badge needs at least one grade, and each grade must require conversations or"
            " ratings."
        )
    if any(grade.conversations < 0 or grade.ratings < 0 for grade in grades):
        yield "The conversations and ratings required by a grade cannot be negative."
    if any(not 0 <= grade.good_percent <= WHOLE for grade in grades):
        yield "The share of good ratings must be between 0 and 100 percent."
    if any(grade.good_percent and not grade.ratings for grade in grades):
        yield "A share of good ratings requires at least one rating."
    if any(not after.asks_more_than(this) for this, after in pairwise(grades)):
        yield "Each grade of a badge must require more than the one before."


def _named(things: Sequence[tuple[str, NameByLanguage]]) -> bool:
    keys = {key for key, _ in things}
    return (
        all(keys)
        and len(keys) == len(things)
        and all(name_by_language for _, name_by_language in things)
    )
