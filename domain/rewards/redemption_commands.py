"""Commands on redemptions; every command returns the log's position after it."""

from datetime import datetime
from uuid import UUID

from domain.log.entries import Decision, IdempotencyKey
from domain.log.event_log import EventLog
from domain.rewards.points import credit, debit
from domain.rewards.programme_commands import ProgrammeCommands, stock_of
from domain.rewards.redemption import CancellationReason, Redemption


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
