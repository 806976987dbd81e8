"""The file for the bank has every payout of a started run, and the same bytes each time."""

import pytest

from domain.errors import NotNow
from payments.company.debtor import Debtor
from payments.pay_runs.payout import Rail
from payments.pay_runs.run_file import file_of_run
from payments.payees.payee_details import PayeeDetails
from tests.payments.pay_runs.pay_run_fixture import TUESDAY, WEEK, payout_of
from tests.payments.payees.payee_examples import COMPLETE
from tests.support.people import EXPERT, OTHER_EXPERT

PLATFORM = Debtor("Comptoir SAS", "FR7630006000011234567890189", "AGRIFRPP")
ACCOUNTS = {
    EXPERT: COMPLETE,
    OTHER_EXPERT: COMPLETE._replace(last_name="Autre", iban="DE89370400440532013000"),
}
NAMES = {EXPERT: "Édith", OTHER_EXPERT: "Zoé"}


@pytest.fixture
def by_bank(desk):
    desk.owes(EXPERT, OTHER_EXPERT)
    return desk


def file_of(desk, id, accounts=ACCOUNTS):
    run = desk.run(id)
    return file_of_run(desk.log, run, PLATFORM, accounts.get, NAMES.__getitem__, TUESDAY)


def test_each_payout_goes_to_its_experts_account_on_the_next_business_day(by_bank):
    id = by_bank.starts(Rail.SEPA)

    written = file_of(by_bank, id).content.decode()

    for expert_id, account in ACCOUNTS.items():
        _, found, transfer = written.partition(payout_of(expert_id).hex)
        assert found
        transfer = transfer.partition("</CdtTrfTxInf>")[0]
        assert f"<IBAN>{account.iban}</IBAN>" in transfer
        assert account.last_name in transfer
        assert f"<Ustrd>{PLATFORM.name} {WEEK}</Ustrd>" in transfer
    assert f"{TUESDAY.date().replace(day=TUESDAY.day + 1)}</" in written


def test_the_same_run_has_the_same_bytes(by_bank):
    id = by_bank.starts(Rail.SEPA)

    assert file_of(by_bank, id) == file_of(by_bank, id)


def test_another_rail_has_no_file(by_bank):
    with pytest.raises(NotNow, match=r"^Only a pay run on the SEPA rail has a file\.$"):
        file_of(by_bank, by_bank.starts())


def test_a_run_that_was_not_started_has_no_file(by_bank):
    with pytest.raises(NotNow, match=r"^The file is written once the pay run has been started\.$"):
        file_of(by_bank, by_bank.prepares(Rail.SEPA))


@pytest.mark.parametrize("account", [None, PayeeDetails(first_name="Zoé")])
def test_without_an_account_number_there_is_no_file(by_bank, account):
    id = by_bank.starts(Rail.SEPA)

    with pytest.raises(NotNow, match=r"^The account number of Zoé is gone\. "):
        file_of(by_bank, id, ACCOUNTS | {OTHER_EXPERT: account})
