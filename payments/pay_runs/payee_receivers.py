"""Which rail can pay an expert, by the payment details and the account at Stripe."""

from typing import assert_never

from domain.errors import NotNow
from domain.log.event_log import EventLog
from payments.company.debtor import CURRENCY
from payments.earnings.unstated_items import AccountHolder
from payments.pay_runs.payout import Rail
from payments.pay_runs.receivers import Receiver, ReceiverOf
from payments.payees.payee import Payee
from payments.payees.payee_commands import payee_of
from payments.payees.payee_details import MissingDetail


def receivers_in(log: EventLog) -> ReceiverOf:
    """What pay runs need to know of experts, from the log."""

    def receiver_of(holder: AccountHolder, rail: Rail) -> Receiver:
        """By Stripe with an account there, by SEPA without one, in euros; otherwise anyone."""
        payee = payee_of(log, holder.expert_id)
        match rail:
            case Rail.MANUAL | Rail.PRACTICE:
                return Receiver("", payee.missing)
            case Rail.SEPA:
                return _by_sepa(payee, holder.currency)
            case Rail.STRIPE:
                return _by_stripe(payee)
            case unknown:
                assert_never(unknown)

    return receiver_of


def _by_sepa(payee: Payee, currency: str) -> Receiver:
    if currency != CURRENCY or payee.stripe_account_id:
        raise NotNow("The file for the bank pays euros to experts without a Stripe account.")
    return Receiver("", payee.missing)


def _by_stripe(payee: Payee) -> Receiver:
    """Stripe has the number of the bank account: we need none."""
    if not payee.stripe_account_id:
        raise NotNow("Stripe pays experts who have an account there.")
    missing = tuple(one for one in payee.missing if one is not MissingDetail.BANK_ACCOUNT)
    return Receiver(payee.stripe_account_id, missing)
