"""Commands on redemptions; every command returns the log's position after it."""

from datetime import datetime
from uuid import UUID

from domain.errors import NotNow
from domain.log.commands import Commands, updates
from domain.log.entries import Decision, IdempotencyKey
from domain.log.event_log import EventLog
from domain.rewards.points import credit, debit
from domain.rewards.programme_commands import ProgrammeCommands, stock_of
from domain.rewards.redemption import CancellationReason, Redemption


class RedemptionCommands(Commands):
    def __init__(self, log: EventLog) -> None:
        super().__init__(log)
        self._programmes = ProgrammeCommands(log)

    def request(
        self,
        redemption_id: UUID,
        brand_id: UUID,
        member_id: UUID,
        gift_id: UUID,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
        shown_points: int | None = None,
    ) -> int:
        """
        Request a gift: one leaves the stock, and its points leave the oldest usable lots.

        shown_points: what the member read that it costs; None for no check.
        Raises NotAllowed without an engagement with the brand; NotFound when it does not offer
        the gift; NotNow when points are missing, the stock is empty, the gift costs other
        points than shown, or the redemption exists.
        """

        def decide() -> Decision:
            self._programmes.must_take_part(brand_id, member_id)
            programme = self._programmes.of(brand_id)
            stock = self._programmes.stock(brand_id, gift_id)
            lots = programme.usable(self._programmes.lots(brand_id, member_id), at)
            gift = programme.gift(gift_id)
            if shown_points not in (None, gift.points):
                raise NotNow("The points of this gift were changed meanwhile. Check them again.")
            redemption = self._log.load_or_new(Redemption, redemption_id)
            requested = redemption.request(member_id, gift, stock, lots, at)
            balance_changes = debit(brand_id, member_id, requested.lots)
            return Decision(
                [redemption],
                balance_changes=[*balance_changes, stock_of(brand_id, gift_id, debited=1)],
            )

        return self._log.execute(decide, idempotency_key)

    send = updates(Redemption, Redemption.send)

    def cancel(
        self, redemption_id: UUID, reason: CancellationReason, by: UUID, at: datetime
    ) -> int:
        """
        Cancel a request: the gift goes back into the stock, and the points to `returned_lots`.

        Raises what Redemption.cancel raises; NotFound without the redemption.
        """

        def decide() -> Decision:
            redemption = self._log.load(Redemption, redemption_id)
            programme = self._programmes.of(redemption.open_request().brand_id)
            cancelled = redemption.cancel(programme, reason, by, at)
            balance_changes = credit(cancelled.brand_id, cancelled.member_id, cancelled.lots)
            return Decision(
                [redemption],
                balance_changes=[
                    *balance_changes,
                    stock_of(cancelled.brand_id, cancelled.gift_id, credited=1),
                ],
            )

        return self._log.execute(decide)
