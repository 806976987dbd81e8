"""`comptoir statements`: the statements of a week, closed first when asked."""

import pytest

from tests.payments.ledger.ledger_fixture import opened_ledger
from tests.payments.statements.test_statement_commands import WEEK, StatementDesk
from tests.support.people import EXPERT


@pytest.fixture
def program(comptoir):
    """A log in which one earning was released, and no week closed."""
    comptoir.run("register-brand", "road", "--name", "Road", "--zone", "UTC", "--currency", "EUR")
    with opened_ledger(comptoir.database_url) as ledger_desk:
        StatementDesk(ledger_desk).releases()
    return comptoir


def test_a_week_is_shown_once_it_is_closed(program):
    options = ("--week", str(WEEK), "--format", "json")

    before = program.works("statements", *options).figures
    closing = program.works("statements", *options, "--close").figures
    again = program.works("statements", *options, "--close").figures

    assert before == []
    assert closing == again
    [statement] = closing
    assert (statement["expert_id"], statement["currency"]) == (str(EXPERT), "EUR")
    assert (statement["opening_minor"], statement["closing_minor"]) == (0, 160)
    assert [line["net_minor"] for line in statement["lines"]] == [160]


def test_the_statements_as_text(program):
    output = program.works("statements", "--week", str(WEEK), "--close").output

    [row] = [line for line in output.splitlines() if str(EXPERT) in line]
    cells = [cell.strip() for cell in row.split("│")]
    assert cells[2:8] == ["EUR", "0.00", "1.60", "0.00", "0.00", "1.60"]


@pytest.mark.parametrize(
    ("week", "sentence"),
    [("2017", "Enter a week such as 2017-W40."), ("2099-W01", "This week is not over yet.")],
)
def test_a_week_that_cannot_be_closed_is_refused(program, week, sentence):
    run = program.run("statements", "--week", week, "--close")

    assert run.code != 0
    assert run.sentence == f"comptoir: {sentence}"
    assert program.works("statements", "--week", str(WEEK), "--format", "json").figures == []
