"""A redemption: an ambassador asks for a gift with points, and the brand sends it."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.aggregate import Aggregate, Event
from domain.errors import NotNow
from domain.log.entries import Decision, IdempotencyKey
from domain.log.event_log import EventLog
from domain.money import Money
from domain.rewards.points import Lot, by_month, credit, debit, month_of, oldest_first, total_points
from domain.rewards.programme import Programme, ProgrammeCommands, stock_of


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
            raise NotNow("You have already requested this gift.")
        if not stock:
            raise NotNow("This gift is out of stock. Choose another one or come back later.")
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
            raise NotNow("This gift has already been sent.")
        if self.status is RedemptionStatus.CANCELLED or self.requested is None:
            raise NotNow("This gift request has already been cancelled.")
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


class RedemptionCommands:
    """What people do with redemptions; every command returns the log's position after it."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._programmes = ProgrammeCommands(log)

    def request(
        self,
        redemption_id: UUID,
        brand_id: UUID,
        member_id: UUID,
        gift_id: UUID,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """
        Take a gift out of the stock, and its points out of the oldest lots that have not expired.

        Raises NotNow when points are missing or none is left; NotAllowed to a stranger.
        """

        def decide() -> Decision:
            self._programmes.must_take_part(brand_id, member_id)
            programme = self._programmes.of(brand_id)
            stock = self._programmes.stock(brand_id, gift_id)
            lots = programme.usable(self._programmes.lots(brand_id, member_id), at)
            redemption = self._log.load_or_new(Redemption, redemption_id)
            asked = redemption.request(member_id, programme.gift(gift_id), stock, lots, at)
            balance_changes = debit(brand_id, member_id, asked.lots)
            return Decision(
                [redemption],
                balance_changes=[*balance_changes, stock_of(brand_id, gift_id, debited=1)],
            )

        return self._log.execute(decide, idempotency_key)

    def send(
        self,
        redemption_id: UUID,
        by: UUID,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        return self._log.update(
            Redemption, redemption_id, lambda each: each.send(by, at), idempotency_key
        )

    def cancel(
        self,
        redemption_id: UUID,
        reason: CancellationReason,
        by: UUID,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """Put the points and the gift back; where points go that expired, `returned` says."""

        def decide() -> Decision:
            redemption = self._log.load(Redemption, redemption_id)
            programme = self._programmes.of(redemption.asked().brand_id)
            back = redemption.cancel(programme, reason, by, at)
            balance_changes = credit(back.brand_id, back.member_id, back.lots)
            return Decision(
                [redemption],
                balance_changes=[
                    *balance_changes,
                    stock_of(back.brand_id, back.gift_id, credited=1),
                ],
            )

        return self._log.execute(decide, idempotency_key)
