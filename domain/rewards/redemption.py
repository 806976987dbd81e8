"""A redemption: an ambassador exchanges points for a gift, and the brand sends it."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.aggregate import Aggregate, Event
from domain.errors import NotNow, translatable
from domain.money import Money
from domain.rewards.points import Lot, by_month, month_of, oldest_first, total_points
from domain.rewards.programme import Programme


class RedemptionStatus(StrEnum):
    """Requested until it is sent or cancelled."""

    REQUESTED = "requested"
    SENT = "sent"
    CANCELLED = "cancelled"


class CancellationReason(StrEnum):
    """Why the gift will not be sent."""

    UNAVAILABLE = "unavailable"
    UNDELIVERABLE = "undeliverable"
    CHANGED_MIND = "changed_mind"
    MISTAKE = "mistake"


class Redemption(Aggregate):
    """One request for a gift, until it is sent or cancelled."""

    ABSENT = translatable("This gift request does not exist.")

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.status: RedemptionStatus | None = None
        self.requested: Redemption.Requested | None = None

    # Events, and what each changes.

    class Requested(Event, frozen=True):
        """An ambassador requested a gift, and these points were debited."""

        brand_id: UUID
        member_id: UUID
        gift_id: UUID
        points: int
        lots: tuple[Lot, ...]
        """The lots the points came from: the oldest that had not expired."""
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
        """The gift will not be sent: it went back into the stock, and its points to the member."""

        brand_id: UUID
        member_id: UUID
        gift_id: UUID
        lots: tuple[Lot, ...]
        """The lots the points went to, as `returned_lots` says."""
        reason: CancellationReason
        by: UUID

        def apply(self, redemption: "Redemption") -> None:
            redemption.status = RedemptionStatus.CANCELLED

    # Decisions: the rules, then the event.

    def request(
        self,
        member_id: UUID,
        gift: Programme.GiftStocked,
        stock: int,
        lots: Sequence[Lot],
        at: datetime,
    ) -> "Redemption.Requested":
        """
        Request a gift, and return the event.

        stock: how many are left. lots: the points that have not expired.
        Raises NotNow when it was requested before, the stock is empty, or points are missing.
        """
        if self.requested:
            raise NotNow("You have already requested this gift.")
        if not stock:
            raise NotNow("This gift is out of stock. Choose another one or come back later.")
        requested = self.Requested(
            at=at,
            brand_id=gift.brand_id,
            member_id=member_id,
            gift_id=gift.gift_id,
            points=gift.points,
            lots=oldest_first(lots, gift.points),
            unit_cost=gift.unit_cost,
        )
        self.record(requested)
        return requested

    def send(self, by: UUID, at: datetime) -> None:
        """Record that the brand sent it. Raises NotNow when it was sent or cancelled before."""
        requested = self.open_request()
        self.record(
            self.Sent(
                at=at,
                brand_id=requested.brand_id,
                member_id=requested.member_id,
                gift_id=requested.gift_id,
                unit_cost=requested.unit_cost,
                by=by,
            )
        )

    def cancel(
        self, programme: Programme, reason: CancellationReason, by: UUID, at: datetime
    ) -> "Redemption.Cancelled":
        """Cancel, and return the event. Raises NotNow when it was sent or cancelled before."""
        requested = self.open_request()
        cancelled = self.Cancelled(
            at=at,
            brand_id=requested.brand_id,
            member_id=requested.member_id,
            gift_id=requested.gift_id,
            lots=returned_lots(requested, programme, by, at),
            reason=reason,
            by=by,
        )
        self.record(cancelled)
        return cancelled

    def open_request(self) -> "Redemption.Requested":
        """The request. Raises NotNow when it was sent or cancelled."""
        if self.status is RedemptionStatus.SENT:
            raise NotNow("This gift has already been sent.")
        if self.status is RedemptionStatus.CANCELLED or self.requested is None:
            raise NotNow("This gift request has already been cancelled.")
        return self.requested


def returned_lots(
    requested: Redemption.Requested, programme: Programme, by: UUID, at: datetime
) -> tuple[Lot, ...]:
    """
    The lots that get the points of a cancelled request: those they came from.

    When a lot has expired while the ambassador waited, its points return in the month of the
    cancellation, so that no ambassador loses points by a brand that does not deliver. Ambassadors
    who cancel themselves get them in the original lots, so that requesting and cancelling a gift
    makes no point last longer.
    """
    if by == requested.member_id:
        return requested.lots
    expired = programme.expired(requested.lots, at)
    usable = programme.usable(requested.lots, at)
    return tuple(by_month([*usable, Lot(month_of(at), total_points(expired))]))
