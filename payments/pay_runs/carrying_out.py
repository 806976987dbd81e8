"""
Carrying out payouts: each try is committed before the rail is asked, its outcome afterwards.

No transaction is open during a call. A worker that is killed leaves an attempt without an outcome:
the same attempt is made again, and the gateway finds what the first one did. A worker that wakes up
late says of which attempt its answer is.
"""

import logging
from uuid import UUID

from domain.clock import Clock
from domain.errors import NotNow
from payments.gateway import (
    GatewayBug,
    PaymentGateway,
    PaymentMade,
    PaymentOutcome,
    PaymentRefused,
    PaymentUnknown,
    TransferIntent,
)
from payments.pay_runs.payout_commands import PayoutCommands

logger = logging.getLogger(__name__)


class PayoutCarrier:
    """Asks one gateway for payouts; any number of workers may do it at once."""

    def __init__(self, payouts: PayoutCommands, gateway: PaymentGateway, clock: Clock) -> None:
        self._payouts, self._gateway, self._clock = payouts, gateway, clock

    def carry_out(self, id: UUID) -> None:
        """Ask the rail for a payout that is due; nothing when another worker does so."""
        try:
            intent = self._payouts.attempt(id, self._clock())
        except NotNow:
            return
        try:
            outcome = self._gateway.transfer(intent)
        except GatewayBug as bug:
            logger.error("The payout %s needs a person: %s", id, bug)  # noqa: TRY400
            self._payouts.stop(id, intent.attempt, str(bug), self._clock())
        else:
            self._note(intent, outcome)

    def _note(self, intent: TransferIntent, outcome: PaymentOutcome) -> None:
        id, attempt, at = intent.id, intent.attempt, self._clock()
        match outcome:
            case PaymentMade():
                self._payouts.note_paid(
                    id, attempt, outcome.reference, at, outcome.made_on, outcome.attempt
                )
            case PaymentRefused(code):
                self._payouts.refuse(id, attempt, code, at)
            case PaymentUnknown(reason):
                self._payouts.note_unknown(id, attempt, reason, at)
