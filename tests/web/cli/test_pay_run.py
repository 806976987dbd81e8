"""`comptoir pay-run`: the run of a week, the same one twice, and its file for the bank."""

import hashlib
from dataclasses import replace

import pytest

from domain.errors import NotAllowed
from payments.pay_runs.pay_run import pay_run_id
from payments.pay_runs.payout import Rail
from tests.payments.ledger.ledger_fixture import opened_ledger
from tests.payments.pay_runs.pay_run_fixture import TUESDAY, WEEK, PayRunDesk, payout_of
from tests.payments.payees.payee_examples import COMPLETE
from tests.support.people import EXPERT, after
from web.private_store.accounts import account_of
from web.private_store.payees import save_payee
from web.private_store.store import open_private_store
from web.settings import Settings

FRAN = "fran@comptoir.example"
OPTIONS = ("--week", str(WEEK), "--format", "json")
SEPA = {
    "COMPTOIR_COMPANY_NAME": "Comptoir SAS",
    "COMPTOIR_COMPANY_ADDRESS": "10 rue de l’Exemple, 69001 Lyon",
    "COMPTOIR_COMPANY_SIREN": "999999998",
    "COMPTOIR_COMPANY_VAT_NUMBER": "FR11999999998",
    "COMPTOIR_COMPANY_IBAN": "FR76 3000 6000 0112 3456 7890 189",
}


@pytest.fixture
def program(comptoir):
    """An expert with payment details is owed 25 euros by the statement of a week."""
    comptoir.works("add-account", FRAN, "--role", "finance")
    comptoir.works("add-account", "ed@expert.example", "--role", "expert")
    comptoir.run("register-brand", "road", "--name", "Road", "--zone", "UTC", "--currency", "EUR")
    with opened_ledger(comptoir.database_url) as ledger_desk:
        PayRunDesk(ledger_desk).owes()
    store = open_private_store(settings_of(comptoir))
    with store.engine.begin() as db:
        save_payee(EXPERT, COMPLETE, after(0), db)
    store.close()
    return comptoir


def change_iban(program):
    store = open_private_store(settings_of(program))
    with store.engine.begin() as db:
        save_payee(EXPERT, COMPLETE._replace(iban="DE89370400440532013000"), after(9), db)
    store.close()


def settings_of(program):
    return Settings(program.database_url, "for tests only", bytes(range(64)))


def test_a_run_is_prepared_and_started_and_the_second_time_it_is_the_same(program):
    first = program.works("pay-run", *OPTIONS).figures
    head = program.head
    again = program.works("pay-run", *OPTIONS).figures

    assert again == first
    assert program.head == head
    assert (first["status"], first["needs_approval"]) == ("started", False)
    assert first["pay_run_id"] == str(pay_run_id(str(WEEK), Rail.MANUAL))
    assert first["totals"] == [{"currency": "EUR", "amount_minor": 2_500}]
    [payout] = first["payouts"]
    assert (payout["payout_id"], payout["status"]) == (str(payout_of()), "initiated")
    ledger = program.works("ledger", "--format", "json").figures
    assert ledger["sum_by_unit"]["EUR"] == 0
    assert f"expert:{EXPERT}:in_transit" in [one["name"] for one in ledger["accounts"]]


def test_the_run_as_text_says_that_people_pay(program):
    output = program.works("pay-run", "--week", str(WEEK)).output

    assert f"Pay run {WEEK}, manual: started" in output
    assert "Total 25.00 EUR" in output
    assert "Comptoir does not see the payments" in output


def test_over_the_limit_it_is_only_prepared_and_says_who_must_approve(program):
    limited = replace(program, settings={"COMPTOIR_PAY_RUN_LIMIT": "2499"} | SEPA)
    options = (*OPTIONS, "--rail", "sepa", "--by", FRAN)

    figures = limited.works("pay-run", *options).figures
    refused = limited.run("pay-run", *options, "--to", program.folder / "f.xml")

    assert (figures["status"], figures["needs_approval"]) == ("prepared", True)
    assert [payout["status"] for payout in figures["payouts"]] == ["not_initiated"]
    output = limited.works("pay-run", "--week", str(WEEK), "--rail", "sepa").output
    assert "A person of finance must approve" in output
    assert refused.code == 1
    assert "A person of finance must approve" in refused.sentence


def test_over_the_limit_the_person_who_prepares_it_is_named_and_cannot_approve_it(program):
    limited = replace(program, settings={"COMPTOIR_PAY_RUN_LIMIT": "2499"})
    head = program.head

    refused = limited.run("pay-run", *OPTIONS)
    assert (refused.code, program.head) == (1, head)
    assert "Name the person who prepares it with --by" in refused.sentence
    limited.works("pay-run", *OPTIONS, "--by", FRAN)

    store = open_private_store(settings_of(program))
    with store.sessions() as session:
        fran_id = account_of(session, FRAN).id
    store.close()
    with opened_ledger(program.database_url) as ledger_desk:
        desk = PayRunDesk(ledger_desk)
        assert desk.run(pay_run_id(str(WEEK), Rail.MANUAL)).prepared_by == fran_id
        with pytest.raises(NotAllowed, match="Another person"):
            desk.runs.approve(pay_run_id(str(WEEK), Rail.MANUAL), fran_id, TUESDAY)


def test_who_starts_it_is_named(program):
    program.works("pay-run", *OPTIONS, "--by", FRAN)

    with opened_ledger(program.database_url) as ledger_desk:
        run = PayRunDesk(ledger_desk).run(pay_run_id(str(WEEK), Rail.MANUAL))
    assert run.started_by == run.prepared_by != None  # noqa: E711 - read as a chain


@pytest.mark.parametrize("email", ["ed@expert.example", "unknown@comptoir.example"])
def test_others_than_people_of_finance_are_refused(program, email):
    refused = program.run("pay-run", *OPTIONS, "--by", email)

    assert (refused.code, "people of finance" in refused.sentence) == (1, True)


def test_the_file_of_a_run_has_the_same_bytes_each_time(program):
    with_account, path = replace(program, settings=SEPA), program.folder / "run.xml"

    figures = with_account.works("pay-run", *OPTIONS, "--rail", "sepa", "--to", path).figures
    first = path.read_bytes()
    again = with_account.works("pay-run", *OPTIONS, "--rail", "sepa", "--to", path).figures

    assert path.read_bytes() == first
    assert again == figures
    assert figures["file_sha256"] == hashlib.sha256(first).hexdigest()
    for part in (b"Edith Xpert", COMPLETE.iban.encode(), b"25.00", payout_of().hex.encode()):
        assert part in first


def test_the_first_file_of_a_run_is_kept_also_when_an_account_number_changes(program):
    with_account, path = replace(program, settings=SEPA), program.folder / "run.xml"
    options = (*OPTIONS, "--rail", "sepa", "--to", path)
    with_account.works("pay-run", *options)
    first = path.read_bytes()
    change_iban(program)
    path.unlink()

    with_account.works("pay-run", *options)

    assert path.read_bytes() == first


@pytest.mark.parametrize(
    ("options", "code", "sentence"),
    [
        (("--week", "June"), 2, "Enter a week such as 2017-W40."),
        (("--week", "2099-W01"), 1, "This week is not over yet."),
        ((*OPTIONS, "--rail", "stripe"), 1, "There is nothing to pay for this week on this rail."),
        ((*OPTIONS, "--to", "f.xml"), 2, "Only --rail sepa has a file. Leave out --to."),
        ((*OPTIONS, "--rail", "sepa", "--to", "f.xml"), 1, "set COMPTOIR_COMPANY_NAME"),
    ],
)
def test_what_cannot_be_done_says_why(program, options, code, sentence):
    refused = program.run("pay-run", *options)

    assert refused.code == code
    assert sentence in refused.sentence
