"""Each check of a month says what is open, and nothing when it is done."""

from types import SimpleNamespace
from uuid import uuid4

import pytest

from payments.earnings.earning import WrittenText
from payments.pay_runs.payout_lists import open_payouts
from payments.weeks import week_of
from tests.payments.accounting.months_of_business import on
from tests.payments.earnings.earning_examples import days
from tests.payments.pay_runs.pay_run_fixture import TUESDAY, PayRunDesk
from tests.payments.pay_runs.pay_run_fixture import WEEK as PAY_WEEK
from tests.payments.statements.test_statement_commands import RELEASED_AT, WEEK, StatementDesk
from tests.support.people import BRAND, EXPERT, MANAGER, OTHER_EXPERT, euros
from web.accounting.checklist import MONTH_CHECKS, checked
from web.accounting.closing import is_forbidden, open_lines
from web.statements.closing import close_week

QUIET = "2026-07"
"""A month in which nothing became payable."""
CODES = [check.code for check in MONTH_CHECKS]


def opened(month):
    """What is open, by the code of its check."""
    return {line.check.code: line.open for line in open_lines(checked(month))}


@pytest.fixture(autouse=True)
def _in_english(app):
    with app.test_request_context():
        yield


@pytest.mark.usefixtures("desk")
def test_when_all_is_done_nothing_is_open(to_check):
    assert opened(to_check(QUIET)) == {}
    assert [line.check.code for line in checked(to_check(QUIET))] == CODES
    assert len(set(CODES)) == len(CODES)


def test_an_event_that_is_not_posted_forbids_the_close(desk, to_check):
    desk.closes(uuid4())

    assert opened(to_check(QUIET)) == {"ledger_posted": "1 event is not posted yet."}
    assert is_forbidden(checked(to_check()))


def test_a_ledger_that_has_stopped_forbids_the_close(market, to_check):
    stopped = SimpleNamespace(problem="it stops", behind=0)
    market = SimpleNamespace(poster=SimpleNamespace(progress=lambda: stopped))
    month = to_check()._replace(marketplace=market)

    assert "status page says why" in MONTH_CHECKS[0].find_open(month)


@pytest.mark.usefixtures("desk")
def test_parked_events_are_counted_once(to_check):
    event = SimpleNamespace(position=7)
    models = SimpleNamespace(parked=lambda: [event, event])
    parked = MONTH_CHECKS[CODES.index("nothing_parked")]

    month = to_check()._replace(marketplace=SimpleNamespace(read_models=models))

    assert parked.find_open(month) == "1 event is parked."


def test_a_contest_is_open_once_the_expert_can_no_longer_answer(desk, to_check):
    earnings = StatementDesk(desk)
    id = earnings.closes()
    earnings.earnings.contest(id, BRAND, "rude", WrittenText(uuid4(), 9), MANAGER, days(1))
    desk.posted()

    month = to_check(QUIET)

    assert opened(month) == {"contests_decided": "1 contest or appeal can be decided, and is not."}
    assert opened(month._replace(at=days(2))) == {}


def test_a_contest_that_was_answered_and_an_appeal_are_open_at_once(desk, to_check):
    earnings, text = StatementDesk(desk), WrittenText(uuid4(), 9)
    commands, appealed = earnings.earnings, earnings.closes()
    for id in (appealed, earnings.closes()):
        commands.contest(id, BRAND, "rude", text, MANAGER, days(1))
        commands.answer_contest(id, EXPERT, text, days(2))
    commands.accept_contest(appealed, text, uuid4(), days(2))
    commands.appeal(appealed, EXPERT, text, days(2))
    desk.posted()

    month = to_check(QUIET)._replace(at=days(2))

    assert opened(month) == {
        "contests_decided": "2 contests or appeals can be decided, and are not."
    }


def test_a_week_without_its_statement_is_open_until_it_is_closed(market, desk, to_check):
    StatementDesk(desk).releases()
    desk.posted()

    assert opened(to_check(QUIET)) == {
        "statements_closed": "1 account has something on no statement yet."
    }
    assert WEEK.ends_at > RELEASED_AT
    assert opened(to_check("2026-04")) == {}
    close_week(market, WEEK, WEEK.ends_at)
    desk.posted()
    assert opened(to_check(QUIET)) == {}


def test_a_payout_without_an_outcome_is_open(desk, to_check):
    runs = PayRunDesk(desk)
    runs.owes(EXPERT)
    runs.starts()
    desk.posted()

    assert opened(to_check())["payouts_settled"] == ("The outcome of 1 payout is not known yet.")


def test_of_a_run_that_is_not_initiated_all_payouts_are_open(desk, to_check):
    runs = PayRunDesk(desk)
    runs.owes(EXPERT)
    runs.runs.start(runs.prepares(), MANAGER, TUESDAY)
    desk.posted()

    assert opened(to_check())["payouts_settled"] == ("The outcome of 1 payout is not known yet.")


def test_a_settled_run_is_not_read_payout_by_payout(desk, to_check):
    runs = PayRunDesk(desk)
    runs.owes(EXPERT, OTHER_EXPERT)
    id = runs.starts()
    runs.payouts.record_payments(list(open_payouts(desk.log, id)), "B-17", MANAGER, TUESDAY)
    runs.runs.complete_if_done(id, TUESDAY)
    desk.posted()
    month, read = to_check(), []
    log = SimpleNamespace(rows=desk.log.rows, load=lambda _kind, id: read.append(id))
    settled = MONTH_CHECKS[CODES.index("payouts_settled")]

    month = month._replace(marketplace=SimpleNamespace(log=log))

    assert (settled.find_open(month), read) == ("", [])


def test_a_week_is_open_until_its_pay_run_is_started(desk, to_check):
    runs = PayRunDesk(desk)
    runs.owes(EXPERT)
    desk.posted()
    is_open = "The pay run is missing or not started: 1 June 2026 to 7 June 2026."
    assert opened(to_check())["weeks_paid"] == is_open

    runs.prepares()
    assert opened(to_check())["weeks_paid"] == is_open
    runs.starts()

    assert "weeks_paid" not in opened(to_check())
    assert "weeks_paid" not in opened(to_check(QUIET))


def test_a_week_that_the_run_of_a_later_one_paid_is_done(desk, to_check):
    runs = PayRunDesk(desk)
    runs.owes(EXPERT)
    later = week_of(PAY_WEEK.ends_at)

    runs.starts(week=later, at=later.ends_at)
    desk.posted()

    assert "weeks_paid" not in opened(to_check())


def test_the_weeks_of_a_month_ended_in_it(to_check):
    weeks = to_check("2026-06").weeks

    assert [f"{week.ends_at:%m-%d}" for week in weeks] == ["06-08", "06-15", "06-22", "06-29"]


@pytest.mark.usefixtures("desk")
def test_what_no_invoice_covers_is_open(to_check):
    assert opened(to_check()) == {
        "earnings_invoiced": "2 experts have pay that is not invoiced yet."
    }


def test_money_that_the_bank_does_not_know_is_open(desk, to_check):
    desk.pays_in(euros(500), at=on("07-01"))
    desk.posted()

    month = to_check(QUIET)

    assert opened(month) == {
        "rails_reconciled": "1 amount differs between the ledger and a bank or Stripe."
    }
    assert "rails_reconciled" not in opened(to_check())


def test_the_last_week_of_a_month_is_the_last_that_ended_in_it(to_check):
    months = ("2026-05", "2026-06", "2026-12")

    ends = [f"{to_check(month).last_week.ends_at:%m-%d}" for month in months]

    # 1 June 2026 is a Monday: the week before it belongs to May.
    assert ends == ["06-01", "06-29", "12-28"]
