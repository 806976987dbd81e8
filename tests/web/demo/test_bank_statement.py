"""The bank's statement of the demonstration: finance has a break of each kind to look after."""

from datetime import UTC, datetime, time, timedelta

from payments.rail_statements.rail_statement import RailAccount
from payments.rail_statements.rail_statement_commands import stated_lines
from payments.reconciliation.reconcile import BREAKS
from tests.web.demo.conftest import TODAY
from web.accounting.checklist import MONTH_CHECKS, MonthToCheck
from web.operations.finance_task_list import FINANCE_TASKS

UNRECONCILED = next(check for check in MONTH_CHECKS if check.code == "rails_reconciled")
BREAK_TASK = next(
    task for task in FINANCE_TASKS if task.endpoint == "reconciliation.show_reconciliation"
)


def test_there_is_one_break_of_each_kind(a_day):
    market = a_day[0].market

    found = market.reconciliations.of(RailAccount.BANK, TODAY)

    assert {item.outcome for item in found.breaks} == BREAKS
    assert len(found.breaks) == len(BREAKS)
    assert len(list(stated_lines(market.log, RailAccount.BANK))) >= len(BREAKS)


def test_task_page_and_checklist_count_the_same_breaks(a_day, app):
    market, at = a_day[0].market, at_end_of(TODAY)

    with app.test_request_context():
        month = MonthToCheck(f"{TODAY:%Y-%m}", market, None, at)
        last_day = (month.first_of_next - timedelta(days=1)).date()

        assert BREAK_TASK.count(market, at) == market.reconciliations.count_breaks(TODAY)
        n = market.reconciliations.count_breaks(last_day)
        assert UNRECONCILED.find_open(month).startswith(f"{n} amount")


def at_end_of(day):
    return datetime.combine(day, time(23), UTC)
