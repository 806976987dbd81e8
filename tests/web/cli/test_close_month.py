"""`comptoir close-month`: by a person of finance, with the checklist."""

import pytest

from payments.ledger.general_ledger import GENERAL_LEDGER
from tests.payments.accounting.months_of_business import two_months
from tests.payments.ledger.ledger_fixture import opened_ledger
from tests.payments.statements.test_statement_commands import StatementDesk

FRAN, ED = "fran@comptoir.example", "ed@expert.example"
BY_FRAN = ("--by", FRAN)


@pytest.fixture
def program(comptoir):
    """Two months of business, of which the first is closed, and two people."""
    comptoir.works("ledger")
    comptoir.works("add-account", FRAN, "--role", "finance")
    comptoir.works("add-account", ED, "--role", "expert")
    with opened_ledger(comptoir.database_url) as desk:
        two_months(desk)
    return comptoir


def months_closed(program):
    with opened_ledger(program.database_url) as desk:
        return [event.data.month for event in desk.log.history(GENERAL_LEDGER)]


def test_a_month_is_closed_once(program):
    close = ("close-month", "2026-06", *BY_FRAN, "--with-open-lines")
    assert program.works(*close).output.endswith("2026-06 is closed.\n")

    refused = program.run(*close)

    assert (refused.code, refused.sentence) == (1, "comptoir: This month is already closed.")
    assert months_closed(program) == ["2026-05", "2026-06"]


def test_what_is_open_is_listed_and_must_be_confirmed(program):
    with opened_ledger(program.database_url) as desk:
        StatementDesk(desk).releases()

    refused = program.run("close-month", "2026-06", *BY_FRAN)
    done = program.works("close-month", "2026-06", *BY_FRAN, "--with-open-lines")

    assert refused.code == 1
    assert "Confirm that it is closed all the same." in refused.sentence
    open_lines = (
        "Open: The statements of the weeks that ended in the month are closed."
        " 1 account has something on no statement yet.\n"
        "Open: What became payable in the month is invoiced."
        " 2 experts have pay that is not invoiced yet.\n"
        "Open: The ledger agrees with the statements of bank and Stripe."
        " 1 amount differs between the ledger and a bank or Stripe.\n"
    )
    assert (refused.output, done.output) == (open_lines, f"{open_lines}2026-06 is closed.\n")


@pytest.mark.parametrize("email", [ED, "nobody@comptoir.example"])
def test_others_cannot_close_a_month(program, email):
    refused = program.run("close-month", "2026-06", "--by", email)

    assert (refused.code, "people of finance" in refused.sentence) == (1, True)
    assert months_closed(program) == ["2026-05"]


@pytest.mark.parametrize(
    ("month", "code", "sentence"),
    [("2099-01", 1, "not over yet"), ("soon", 2, "such as 2026-06")],
)
def test_a_month_that_cannot_be_closed_is_refused(program, month, code, sentence):
    refused = program.run("close-month", month, *BY_FRAN)

    assert refused.code == code
    assert sentence in refused.sentence
