"""The payout forecast in the terminal."""

from datetime import timedelta
from uuid import uuid4

import pytest

from domain.clock import system_clock
from payments.earnings.earning import Earning, earning_id
from payments.earnings.earning_commands import held_reservation
from payments.earnings.earning_rules import ConversationPay
from tests.payments.ledger.ledger_fixture import opened_ledger
from tests.support.people import BRAND, EXPERT, PAID

NOW = system_clock()


@pytest.fixture
def program(comptoir):
    """A log with one paid conversation that is held for seven days."""
    comptoir.run("register-brand", "road", "--name", "Road", "--zone", "UTC", "--currency", "EUR")
    with opened_ledger(comptoir.database_url) as desk:
        conversation_id = uuid4()
        commission, net = PAID.price.share(PAID.commission_percent)
        pay = ConversationPay(conversation_id, BRAND, EXPERT, PAID.price, commission, net)
        desk.closes(conversation_id, at=NOW)
        holds(desk, Earning.Held(at=NOW, pay=pay, held_until=NOW + timedelta(days=7)))
    return comptoir


def holds(desk, event):
    """With the list of what is held, as the commands keep it."""
    earning = Earning(earning_id(event.pay.conversation_id))
    earning.replay(event)
    desk.happens(earning.id, event, reserve=[held_reservation(earning)])


def forecast(program, *options):
    """The conversation has no request: a read model that is not asked here complains."""
    ran = program.run("payout-forecast", *options, "--format", "json")
    assert ran.code == 0
    return ran.figures


def test_weeks_have_what_is_held_and_bounds_and_the_record_is_beside_them(program):
    figures = forecast(program, "--weeks", "4")

    assert figures["currency"] == "EUR"
    assert figures["record"] == {"weeks": 0, "covered": 0, "weeks_ahead": 2}
    assert [row["week"] for row in figures["weeks"]] == [
        f"{NOW + timedelta(weeks=n):%G-W%V}" for n in range(4)
    ]
    assert [row["held_minor"] for row in figures["weeks"]] == [0, 0, 160, 0]
    certain, _, unknown, _ = (row["expected_minor"] for row in figures["weeks"])
    assert certain == {"low": 0, "mean": 0, "high": 0}
    assert unknown == {"low": None, "mean": 160, "high": None}


def test_eight_weeks_unless_another_number_is_wanted(program):
    assert len(forecast(program)["weeks"]) == 8


def test_as_of_a_day_before_anything_was_recorded_nothing_is_expected(program):
    figures = forecast(program, "--as-of", "2020-03-01")

    assert figures["weeks"][0]["week"] == "2020-W10"
    assert not any(row["expected_minor"]["mean"] for row in figures["weeks"])


def test_another_currency_without_earnings_is_all_zero(program):
    figures = forecast(program, "--currency", "GBP")

    assert (figures["currency"], figures["other_currencies"]) == ("GBP", ["EUR"])
    assert not any(row["held_minor"] for row in figures["weeks"])


def test_the_text_has_the_amounts_and_says_that_it_is_too_early(program):
    output = program.run("payout-forecast").output

    assert "€1.60" in output
    assert "Too early" in output


@pytest.mark.parametrize("weeks", ["0", "27", "many"])
def test_a_number_of_weeks_out_of_range_is_refused(program, weeks):
    assert program.run("payout-forecast", "--weeks", weeks).code == 2
