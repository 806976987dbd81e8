"""A volunteer's recognition by a brand: tiers, badges, thanks, and points that expire."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from domain.aggregate import Aggregate, Event
from domain.errors import NotAllowed, translatable
from domain.rewards.points import Lot
from domain.rewards.reward_rules import Badge, Tier, TrackRecord


class Recognition(Aggregate):
    """What one brand recognises one volunteer for."""

    ABSENT = translatable("This recognition does not exist.")

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.tiers: set[str] = set()
        self.badges: dict[str, Recognition.BadgeAwarded] = {}

    # Events, and what each changes.

    class TierReached(Event, frozen=True):
        """A volunteer reached a tier, which earns bonus points once."""

        brand_id: UUID
        member_id: UUID
        tier: str
        conversations: int
        """How many the volunteer had answered for the brand."""
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
        """A temporary badge expired; it can be earned again."""

        brand_id: UUID
        member_id: UUID
        badge: str
        grade: int

        def apply(self, recognition: "Recognition") -> None:
            del recognition.badges[self.badge]

    class Thanked(Event, frozen=True):
        """A person thanked the volunteer; the note, if any, is in the private store."""

        brand_id: UUID
        member_id: UUID
        by: UUID
        conversation_id: UUID | None = None
        note_text_id: UUID | None = None

    class PointsExpired(Event, frozen=True):
        """The remaining points of a month expired."""

        brand_id: UUID
        member_id: UUID
        month: str
        points: int

    # Decisions: the rules, then the event.

    def reach_tiers(
        self,
        brand_id: UUID,
        member_id: UUID,
        tiers: Sequence[Tier],
        conversations: int,
        at: datetime,
    ) -> int:
        """Record the tiers that are reached now; return the sum of their bonus points."""
        new = [
            tier
            for tier in tiers
            if tier.conversations <= conversations and tier.key not in self.tiers
        ]
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
        """Award the highest grade that the record meets, if it is above the present one."""
        self.expire_badges(at)
        present, grade = self.badges.get(badge.key), badge.grade_of(record)
        if grade <= (present.grade if present else 0):
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
        """Record the expiry of each badge whose validity has ended."""
        for badge in list(self.badges.values()):
            if badge.valid_until is not None and badge.valid_until <= at:
                self.record(
                    self.BadgeExpired(
                        at=at,
                        brand_id=badge.brand_id,
                        member_id=badge.member_id,
                        badge=badge.badge,
                        grade=badge.grade,
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
        """Raises NotAllowed to the volunteer."""
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
        """Record that these lots, which have expired, hold no points any more."""
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
