"""Commands on payees, and who lacks what."""

import pytest

from domain.errors import NotNow
from domain.log.event_log import EventLog
from payments.payees.payee import MANDATE_VERSION
from payments.payees.payee_commands import PayeeCommands, missing_by_expert, missing_of, payee_of
from payments.payees.payee_details import MissingDetail
from tests.support.people import EXPERT, OTHER_EXPERT, after


@pytest.fixture
def log(database_url):
    return EventLog(database_url)


@pytest.fixture
def payees(log):
    return PayeeCommands(log)


def assert_missing(log, expert_id, *missing):
    assert missing_of(log, expert_id) == missing
    assert missing_by_expert(log)[expert_id] == missing


def test_everything_is_missing_of_an_expert_who_recorded_nothing(log):
    assert_missing(log, EXPERT, *MissingDetail)


def test_what_is_missing_is_listed_by_expert(log, payees):
    payees.record_details(EXPERT, "FR", [MissingDetail.BANK_ACCOUNT], EXPERT, after(0))
    payees.grant_mandate(OTHER_EXPERT, MANDATE_VERSION, OTHER_EXPERT, after(0))

    assert_missing(log, EXPERT, MissingDetail.BANK_ACCOUNT, MissingDetail.MANDATE)
    assert_missing(
        log,
        OTHER_EXPERT,
        MissingDetail.IDENTITY,
        MissingDetail.BANK_ACCOUNT,
        MissingDetail.TAX_DETAILS,
    )


def test_the_list_follows_every_change(log, payees):
    payees.record_details(EXPERT, "FR", [], EXPERT, after(0))
    payees.grant_mandate(EXPERT, MANDATE_VERSION, EXPERT, after(1))
    assert_missing(log, EXPERT)

    payees.record_details(EXPERT, "FR", [MissingDetail.BANK_ACCOUNT], EXPERT, after(2))
    assert_missing(log, EXPERT, MissingDetail.BANK_ACCOUNT)

    payees.withdraw_mandate(EXPERT, EXPERT, after(3))
    payees.erase_details(EXPERT, after(4))
    assert_missing(log, EXPERT, *MissingDetail)


def test_a_refused_mandate_writes_nothing(log, payees):
    with pytest.raises(NotNow):
        payees.grant_mandate(EXPERT, "2020-01", EXPERT, after(0))

    assert log.rows.head() == 0


def test_a_payee_has_an_account_at_stripe(log, payees):
    payees.link_recipient(EXPERT, "acct_1", EXPERT, after(0))

    assert payee_of(log, EXPERT).stripe_account_id == "acct_1"
