"""How far a volunteer has come with a brand: points and why, tiers, badges, and gifts in reach."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from domain.rewards.points import total_points
from domain.rewards.reward_rules import Badge, Grade, RewardRules, Tier, TrackRecord
from projections.brands.brands import BrandSummary
from projections.conversations.track_record import points_by_month, track_record_of
from projections.rewards.catalogue import (
    GiftSummary,
    RedemptionSummary,
    gifts_of,
    redemptions_of,
    reward_rules_of,
)
from projections.rewards.recognitions import (
    HeldBadge,
    badges_of,
    point_changes_of,
    tiers_reached,
)
from web.marketplace import Marketplace


class TierProgress(NamedTuple):
    """A tier of the rules, and what is missing to reach it."""

    tier: Tier
    is_reached: bool
    missing: int
    """Conversations."""


class BadgeProgress(NamedTuple):
    """A badge of the rules: the grade that the volunteer has, and the next one."""

    badge: Badge
    held: HeldBadge | None
    next_grade: Grade | None
    """None: the volunteer has the highest."""
    record: TrackRecord
    """What counts for it: of all time, or of its last days."""


class GiftChoice(NamedTuple):
    """A gift that is offered, and how many points are missing for it."""

    gift: GiftSummary
    missing: int

    @property
    def can_be_requested(self) -> bool:
        return not self.missing and self.gift.stock > 0


class PointLine(NamedTuple):
    """Why points came or went: a month of conversations, or an event."""

    sort_key: str
    kind: str
    """conversations, tier, gift, gift_cancelled or expired."""
    when: date
    item: str
    n: int
    """How many conversations."""
    points: int


class RewardProgress(NamedTuple):
    """All of it, for one brand."""

    brand: BrandSummary
    rules: RewardRules | None
    points: int
    """Those that have not expired and were not redeemed."""
    record: TrackRecord
    tiers: Sequence[TierProgress]
    badges: Sequence[BadgeProgress]
    gifts: Sequence[GiftChoice]
    lines: Sequence[PointLine]
    requests: Sequence[RedemptionSummary]
    gift_names: dict[UUID, dict[str, str]]

    @property
    def next_tier(self) -> TierProgress | None:
        return next((tier for tier in self.tiers if not tier.is_reached), None)


def progress_of(
    member_id: UUID, brand: BrandSummary, today: date, at: datetime, marketplace: Marketplace
) -> RewardProgress:
    """today: in the brand's zone; at: the same moment, in UTC."""
    models, brand_id = marketplace.read_models, brand.brand_id
    with models.read(models.reward_catalogue) as db:
        rules = reward_rules_of(brand_id, db)
        gifts, requests = gifts_of(brand_id, db), redemptions_of(brand_id, member_id, db)
    with models.read(models.recognitions) as db:
        reached = tiers_reached(brand_id, member_id, db)
        badges = {badge.badge: badge for badge in badges_of(brand_id, member_id, at, db)}
    records = track_records(member_id, brand_id, rules, today, marketplace)
    points = available_points(member_id, brand_id, at, marketplace)
    return RewardProgress(
        brand,
        rules,
        points,
        records[None],
        [_tier(tier, reached, records[None]) for tier in (rules.tiers if rules else ())],
        [_badge(badge, badges, records) for badge in (rules.badges if rules else ())],
        [_choice(gift, points) for gift in gifts if gift.is_offered],
        _lines(member_id, brand_id, marketplace),
        requests[::-1],
        {gift.gift_id: gift.name_by_language for gift in gifts},
    )


def track_records(
    member_id: UUID,
    brand_id: UUID,
    rules: RewardRules | None,
    today: date,
    marketplace: Marketplace,
) -> dict[int | None, TrackRecord]:
    """What counts for the badges of the rules, by the days they are valid; None: all time."""
    spans = {None, *(badge.valid_days for badge in (rules.badges if rules else ()))}
    models = marketplace.read_models
    with models.read(models.facts) as db:
        return {
            days: track_record_of(
                brand_id, member_id, today - timedelta(days=days) if days else None, db
            )
            for days in spans
        }


def available_points(
    member_id: UUID, brand_id: UUID, at: datetime, marketplace: Marketplace
) -> int:
    """From the balances themselves, as an order is checked against them."""
    programmes = marketplace.programmes
    return total_points(programmes.of(brand_id).usable(programmes.lots(brand_id, member_id), at))


def _tier(tier: Tier, reached: set[str], record: TrackRecord) -> TierProgress:
    missing = max(0, tier.conversations - record.conversations)
    return TierProgress(tier, tier.key in reached, missing)


def _badge(
    badge: Badge, held: dict[str, HeldBadge], records: dict[int | None, TrackRecord]
) -> BadgeProgress:
    own = held.get(badge.key)
    later = badge.grades[own.grade if own else 0 :]
    return BadgeProgress(badge, own, later[0] if later else None, records[badge.valid_days])


def _choice(gift: GiftSummary, points: int) -> GiftChoice:
    return GiftChoice(gift, max(0, gift.points - points))


def _lines(member_id: UUID, brand_id: UUID, marketplace: Marketplace) -> list[PointLine]:
    models = marketplace.read_models
    with models.read(models.facts) as db:
        months = points_by_month(brand_id, member_id, db)
    with models.read(models.recognitions) as db:
        changes = point_changes_of(brand_id, member_id, db)
    lines = [
        PointLine(
            f"{month.month}-99",
            "conversations",
            date.fromisoformat(f"{month.month}-01"),
            "",
            month.conversations,
            month.points,
        )
        for month in months
    ]
    lines += [
        PointLine(
            f"{change.at:%Y-%m-%d}", change.kind, change.at.date(), change.item, 0, change.points
        )
        for change in changes
    ]
    return sorted(lines, key=lambda line: line.sort_key, reverse=True)
