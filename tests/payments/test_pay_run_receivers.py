"""Which rail pays whom: by hand anyone, by SEPA euros without Stripe, by Stripe its recipients."""

import pytest

from domain.errors import NotNow
from domain.log.event_log import EventLog
from payments.earnings.unstated_items import AccountHolder
from payments.pay_runs.payee_receivers import receivers_in
from payments.pay_runs.payout import Rail
from payments.pay_runs.receivers import Receiver
from payments.payees.payee_commands import PayeeCommands
from payments.payees.payee_details import MissingDetail
from tests.support.people import EXPERT, after

IN_EUROS, IN_POUNDS = AccountHolder(EXPERT, "EUR"), AccountHolder(EXPERT, "GBP")
NO_ACCOUNT = (MissingDetail.BANK_ACCOUNT, MissingDetail.MANDATE)


@pytest.fixture
def log(sqlite_url):
    """An expert without a bank account and a mandate."""
    with EventLog(sqlite_url) as log:
        missing = [MissingDetail.BANK_ACCOUNT]
        PayeeCommands(log).record_details(EXPERT, "FR", missing, EXPERT, after(0))
        yield log


@pytest.fixture
def with_stripe(log):
    PayeeCommands(log).link_recipient(EXPERT, "acct_1", EXPERT, after(1))
    return log


@pytest.mark.parametrize("rail", [Rail.MANUAL, Rail.PRACTICE])
@pytest.mark.parametrize("holder", [IN_EUROS, IN_POUNDS])
def test_by_hand_and_in_practice_anyone_is_paid(with_stripe, rail, holder):
    assert receivers_in(with_stripe)(holder, rail) == Receiver("", NO_ACCOUNT)


def test_the_file_for_the_bank_pays_euros(log):
    receiver_of = receivers_in(log)

    assert receiver_of(IN_EUROS, Rail.SEPA) == Receiver("", NO_ACCOUNT)
    with pytest.raises(NotNow, match=r"^The file for the bank pays euros"):
        receiver_of(IN_POUNDS, Rail.SEPA)


def test_the_file_for_the_bank_pays_none_whom_stripe_pays(with_stripe):
    with pytest.raises(NotNow, match=r"without a Stripe account\.$"):
        receivers_in(with_stripe)(IN_EUROS, Rail.SEPA)


def test_stripe_needs_no_bank_account_of_ours(with_stripe):
    receiver = receivers_in(with_stripe)(IN_POUNDS, Rail.STRIPE)

    assert receiver == Receiver("acct_1", (MissingDetail.MANDATE,))


def test_stripe_pays_none_without_an_account_there(log):
    with pytest.raises(NotNow, match=r"^Stripe pays experts who have an account there\.$"):
        receivers_in(log)(IN_EUROS, Rail.STRIPE)
