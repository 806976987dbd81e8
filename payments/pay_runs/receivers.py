"""Who can be paid by a rail, and what is missing before."""

from typing import NamedTuple

from domain.errors import NotNow
from domain.log.event_log import EventLog
from payments.debtor import CURRENCY
from payments.earnings.unstated_items import AccountHolder
from payments.pay_runs.payout import Rail
from payments.payees.payee_commands import payee_of
from payments.payees.payee_details import MissingDetail


class Receiver(NamedTuple):
    """An expert on a rail."""

    stripe_account_id: str
    """'' on other rails."""
    missing: tuple[MissingDetail, ...]
    """What is missing before the expert can be paid by this rail."""


def receiver_of(log: EventLog, holder: AccountHolder, rail: Rail) -> Receiver:
    """
    An expert on a rail: by Stripe with an account there, by SEPA without one, in euros.

    Raises NotNow when another rail pays the expert.
    """
    payee = payee_of(log, holder.expert_id)
    match rail:
        case Rail.MANUAL:
            return Receiver("", payee.missing)
        case Rail.SEPA if holder.currency != CURRENCY or payee.stripe_account_id:
            raise NotNow("The file for the bank pays euros to experts without a Stripe account.")
        case Rail.SEPA:
            return Receiver("", payee.missing)
        case Rail.STRIPE if not payee.stripe_account_id:
            raise NotNow("Stripe pays experts who have an account there.")
        case Rail.STRIPE:
            # Stripe has the number of the bank account, we need none.
            needed = tuple(one for one in payee.missing if one is not MissingDetail.BANK_ACCOUNT)
            return Receiver(payee.stripe_account_id, needed)
