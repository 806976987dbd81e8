"""The reactor that accrues what the rail will charge for each payout."""

from collections.abc import Sequence
from uuid import UUID

from domain.log.envelope import EventEnvelope
from payments.pay_runs.payout import Payout, Rail
from payments.rail_statements.rail_fee import ChargedPayout
from payments.rail_statements.rail_statement import RailAccount
from web.mail.message import EmailMessage
from web.marketplace import Marketplace
from web.reactors.reactor import Reactor

PAID = (Payout.Paid, Payout.PaidAfterRefusal, Payout.FoundPaid)
"""What a rail paid, as it says or as a person found."""


class RailFeeAccruals:
    """Begins at the start of the log: what was paid before it was there is charged as well."""

    def __init__(self, marketplace: Marketplace) -> None:
        self._rail_statements = marketplace.rail_statements

    @property
    def reactor(self) -> Reactor:
        return Reactor("accrue_rail_fees", PAID, self.react, reads_history=True)

    def react(
        self,
        event: EventEnvelope[Payout.Paid | Payout.PaidAfterRefusal | Payout.FoundPaid],
        _key: str,
    ) -> Sequence[EmailMessage]:
        """Done twice, it accrues once."""
        paid = event.data
        is_by_bank = isinstance(paid, Payout.FoundPaid) and paid.paid_from is RailAccount.BANK
        if paid.rail is Rail.STRIPE and not is_by_bank:
            payout = ChargedPayout(
                UUID(bytes=event.stream),
                paid.expert_id,
                RailAccount.STRIPE,
                paid.amount,
                paid.paid_on,
            )
            self._rail_statements.accrue_fee(payout, paid.at)
        return []
