"""What a brand's volunteer is recognised for: tiers, badges, thanks; and points that expire."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from domain.aggregate import Aggregate, Event
from domain.errors import NotAllowed
from domain.rewards.points import Lot
from domain.rewards.reward_rules import Badge, Tier, TrackRecord


class Recognition(Aggregate):
    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.tiers: set[str] = set()
        self.badges: dict[str, Recognition.BadgeAwarded] = {}

    # What can happen, and what each event changes.

    class TierReached(Event, frozen=True):
        """A volunteer reached a tier of the brand's rule, which earns points once."""

        brand_id: UUID
        member_id: UUID
        tier: str
        conversations: int
        """How many the volunteer had answered."""
        bonus_points: int

        def apply(self, recognition: "Recognition") -> None:
            recognition.tiers.add(self.tier)

    class BadgeAwarded(Event, frozen=True):
        """A volunteer earned a badge, or a higher grade of it."""

        brand_id: UUID
        member_id: UUID
        badge: str
        grade: int
        """From 1, the first."""
        valid_until: datetime | None
        track_record: TrackRecord

        def apply(self, recognition: "Recognition") -> None:
            recognition.badges[self.badge] = self

    class BadgeExpired(Event, frozen=True):
        """A temporary badge came to the end of its validity; it can be earned again."""

        brand_id: UUID
        member_id: UUID
        badge: str
        grade: int

        def apply(self, recognition: "Recognition") -> None:
            del recognition.badges[self.badge]

    class Thanked(Event, frozen=True):
        """Somebody thanked the volunteer; the words, if any, are in the private store."""

        brand_id: UUID
        member_id: UUID
        by: UUID
        conversation_id: UUID | None = None
        note_text_id: UUID | None = None

    class PointsExpired(Event, frozen=True):
        """What was left of a month's points came to the end of its life."""

        brand_id: UUID
        member_id: UUID
        month: str
        points: int

    # What people ask of it: the rules, then the event.

    def reach_tiers(
        self,
        brand_id: UUID,
        member_id: UUID,
        tiers: Sequence[Tier],
        conversations: int,
        at: datetime,
    ) -> int:
        """Reach those of the tiers that are new; return the points they earn together."""
        new = [t for t in tiers if t.conversations <= conversations and t.key not in self.tiers]
        for tier in new:
            self.record(
                self.TierReached(
                    at=at,
                    brand_id=brand_id,
                    member_id=member_id,
                    tier=tier.key,
                    conversations=conversations,
                    bonus_points=tier.bonus_points,
                )
            )
        return sum(tier.bonus_points for tier in new)

    def award_badge(
        self, brand_id: UUID, member_id: UUID, badge: Badge, record: TrackRecord, at: datetime
    ) -> None:
        self.expire_badges(at)
        held, grade = self.badges.get(badge.key), badge.grade_of(record)
        if grade <= (held.grade if held else 0):
            return
        days = badge.valid_days
        self.record(
            self.BadgeAwarded(
                at=at,
                brand_id=brand_id,
                member_id=member_id,
                badge=badge.key,
                grade=grade,
                valid_until=at + timedelta(days=days) if days else None,
                track_record=record,
            )
        )

    def expire_badges(self, at: datetime) -> None:
        for held in list(self.badges.values()):
            if held.valid_until is not None and held.valid_until <= at:
                self.record(
                    self.BadgeExpired(
                        at=at,
                        brand_id=held.brand_id,
                        member_id=held.member_id,
                        badge=held.badge,
                        grade=held.grade,
                    )
                )

    def thank(
        self,
        brand_id: UUID,
        member_id: UUID,
        by: UUID,
        conversation_id: UUID | None,
        note_text_id: UUID | None,
        at: datetime,
    ) -> None:
        if by == member_id:
            raise NotAllowed("You cannot thank yourself.")
        self.record(
            self.Thanked(
                at=at,
                brand_id=brand_id,
                member_id=member_id,
                by=by,
                conversation_id=conversation_id,
                note_text_id=note_text_id,
            )
        )

    def expire_lots(
        self, brand_id: UUID, member_id: UUID, lots: Sequence[Lot], at: datetime
    ) -> None:
        for lot in lots:
            self.record(
                self.PointsExpired(
                    at=at,
                    brand_id=brand_id,
                    member_id=member_id,
                    month=lot.month,
                    points=lot.points,
                )
            )
