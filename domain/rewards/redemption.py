"""A redemption: an ambassador asks for a gift with points, and the brand sends it."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.aggregate import Aggregate, Event
from domain.errors import NotNow
from domain.money import Money
from domain.rewards.points import Lot, by_month, month_of, oldest_first, total_points
from domain.rewards.programme import Programme


class RedemptionStatus(StrEnum):
    REQUESTED = "requested"
    SENT = "sent"
    CANCELLED = "cancelled"


class CancellationReason(StrEnum):
    UNAVAILABLE = "unavailable"
    UNDELIVERABLE = "undeliverable"
    CHANGED_MIND = "changed_mind"
    MISTAKE = "mistake"


class Redemption(Aggregate):
    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.status: RedemptionStatus | None = None
        self.requested: Redemption.Requested | None = None

    # What can happen, and what each event changes.

    class Requested(Event, frozen=True):
        """An ambassador asked for a gift, and gave these points for it."""

        brand_id: UUID
        member_id: UUID
        gift_id: UUID
        points: int
        lots: tuple[Lot, ...]
        """Where the points came from: the oldest that had not expired."""
        unit_cost: Money
        """What the gift costs the brand; the ambassador is never paid it."""

        def apply(self, redemption: "Redemption") -> None:
            redemption.requested = self
            redemption.status = RedemptionStatus.REQUESTED

    class Sent(Event, frozen=True):
        """The brand sent the gift."""

        brand_id: UUID
        member_id: UUID
        gift_id: UUID
        unit_cost: Money
        by: UUID

        def apply(self, redemption: "Redemption") -> None:
            redemption.status = RedemptionStatus.SENT

    class Cancelled(Event, frozen=True):
        """The gift will not come: it went back into the stock, and the points to the ambassador."""

        brand_id: UUID
        member_id: UUID
        gift_id: UUID
        lots: tuple[Lot, ...]
        """Where the points went: into the lots they came from, but see `returned`."""
        reason: CancellationReason
        by: UUID

        def apply(self, redemption: "Redemption") -> None:
            redemption.status = RedemptionStatus.CANCELLED

    # What people ask of it: the rules, then the event.

    def request(
        self,
        member_id: UUID,
        gift: Programme.GiftStocked,
        stock: int,
        lots: Sequence[Lot],
        at: datetime,
    ) -> "Redemption.Requested":
        """Ask for a gift; lots: the points that have not expired."""
        if self.requested:
            raise NotNow("You have asked for this gift already.")
        if not stock:
            raise NotNow("This gift is out of stock; please choose another, or come back later.")
        asked = self.Requested(
            at=at,
            brand_id=gift.brand_id,
            member_id=member_id,
            gift_id=gift.gift_id,
            points=gift.points,
            lots=oldest_first(lots, gift.points),
            unit_cost=gift.unit_cost,
        )
        self.record(asked)
        return asked

    def send(self, by: UUID, at: datetime) -> None:
        asked = self.asked()
        self.record(
            self.Sent(
                at=at,
                brand_id=asked.brand_id,
                member_id=asked.member_id,
                gift_id=asked.gift_id,
                unit_cost=asked.unit_cost,
                by=by,
            )
        )

    def cancel(
        self, programme: Programme, reason: CancellationReason, by: UUID, at: datetime
    ) -> "Redemption.Cancelled":
        asked = self.asked()
        cancelled = self.Cancelled(
            at=at,
            brand_id=asked.brand_id,
            member_id=asked.member_id,
            gift_id=asked.gift_id,
            lots=returned(asked, programme, by, at),
            reason=reason,
            by=by,
        )
        self.record(cancelled)
        return cancelled

    def asked(self) -> "Redemption.Requested":
        """Return what was asked for, which must be neither sent nor cancelled."""
        if self.status is RedemptionStatus.SENT:
            raise NotNow("This gift was sent already.")
        if self.status is RedemptionStatus.CANCELLED or self.requested is None:
            raise NotNow("This request was cancelled already.")
        return self.requested


def returned(
    asked: Redemption.Requested, programme: Programme, by: UUID, at: datetime
) -> tuple[Lot, ...]:
    """
    Where the points of a cancelled request go: into the lots they came from.

    When a lot has expired while the ambassador waited, its points come back in the month of the
    cancellation: a brand that does not deliver costs nobody points. Ambassadors who cancel
    themselves get them in the lot they came from, so that asking and cancelling makes no point
    last longer.
    """
    if by == asked.member_id:
        return asked.lots
    late = programme.expired(asked.lots, at)
    in_time = programme.usable(asked.lots, at)
    return tuple(by_month([*in_time, Lot(month_of(at), total_points(late))]))
