"""Commands on statements: released earnings are listed once, and the ledger follows."""

from datetime import timedelta
from uuid import uuid4

import pytest

from payments.earnings.earning import WrittenText
from payments.earnings.unstated_items import AccountHolder, holders_to_state, unstated_items
from payments.statements.bonus_rule import BonusRule
from payments.statements.statement_account import StatementAccount, statement_account_id
from payments.statements.statement_commands import (
    StatementCommands,
    load_account,
    statement_accounts,
)
from payments.statements.statement_list import statement_of_week, statements_of
from payments.statements.week_statements import (
    WeekStatement,
    accounts_to_close,
    statements_in,
)
from payments.weeks import week_of
from tests.payments.earnings.earning_examples import days
from tests.payments.earnings.test_earning_commands import EarningDesk
from tests.payments.ledger.ledger_fixture import opened_ledger
from tests.payments.ledger.test_poster import in_euros
from tests.support.people import EXPERT, MANAGER, euros

HOLDER = AccountHolder(EXPERT, "EUR")
RELEASED_AT = days(7)
WEEK = week_of(RELEASED_AT)
NEXT_WEEK = week_of(RELEASED_AT + timedelta(weeks=1))


class StatementDesk(EarningDesk):
    """Earnings that are released, and the statements that list them."""

    def __init__(self, ledger_desk):
        super().__init__(ledger_desk)
        self.statements = StatementCommands(self.log)

    def releases(self, at=RELEASED_AT):
        id = self.closes()
        self.earnings.release(id, at)
        return id

    def closes_week(self, week=WEEK):
        return self.statements.close_statement(HOLDER, str(week), week.ends_at)

    def adjusts(self, amount, at=RELEASED_AT):
        text = WrittenText(uuid4(), 9)
        return self.statements.adjust(HOLDER, euros(amount), "correction", text, MANAGER, at)


@pytest.fixture
def desk(database_url):
    with opened_ledger(database_url) as ledger_desk:
        yield StatementDesk(ledger_desk)


def test_a_closed_week_lists_each_released_earning_once(desk):
    ids = [desk.releases(), desk.releases()]
    assert holders_to_state(desk.log, WEEK.ends_at) == [HOLDER]

    desk.closes_week()
    desk.closes_week()

    [week] = statements_of(desk.log, HOLDER)
    assert sorted(line.earning_id for line in week.statement.lines) == sorted(ids)
    assert (week.earned, week.statement.closing) == (euros(320), euros(320))
    assert holders_to_state(desk.log, NEXT_WEEK.ends_at) == []


def test_what_is_released_after_the_week_waits_for_the_next(desk):
    desk.releases(WEEK.ends_at)

    assert holders_to_state(desk.log, WEEK.ends_at) == []
    assert len(unstated_items(desk.log, HOLDER)) == 1


def test_what_was_recorded_late_is_on_the_next_statement(desk):
    desk.releases()
    desk.closes_week()
    late = desk.releases(WEEK.ends_at - timedelta(seconds=1))

    desk.closes_week(NEXT_WEEK)

    week = statement_of_week(desk.log, HOLDER, str(NEXT_WEEK))
    assert [line.earning_id for line in week.statement.lines] == [late]
    assert week.statement.opening == euros(160)


def test_what_was_adjusted_before_the_week_is_closed_causes_no_statement_of_nothing(desk):
    desk.releases()
    desk.adjusts(500, WEEK.ends_at + timedelta(hours=1))

    desk.closes_week()

    [week] = statements_of(desk.log, HOLDER)
    assert week.statement.adjusted == euros(500)
    assert holders_to_state(desk.log, NEXT_WEEK.ends_at) == []


def test_statements_of_a_week_are_found_by_what_they_close_with(desk):
    desk.releases()
    desk.releases(RELEASED_AT + timedelta(weeks=1))
    assert accounts_to_close(desk.log, WEEK, WEEK.ends_at) == [HOLDER]

    desk.closes_week()
    desk.closes_week(NEXT_WEEK)

    assert statements_in(desk.log, str(WEEK)) == [WeekStatement(HOLDER, euros(160))]
    assert statements_in(desk.log, str(NEXT_WEEK)) == [WeekStatement(HOLDER, euros(320))]


@pytest.mark.parametrize("at", [WEEK.ends_at, NEXT_WEEK.ends_at])
def test_what_is_recorded_late_gives_no_account_to_close_in_its_week(desk, at):
    desk.releases()
    desk.closes_week()
    desk.releases()

    assert holders_to_state(desk.log, WEEK.ends_at) == [HOLDER]
    assert accounts_to_close(desk.log, WEEK, at) == []


def test_an_account_is_listed_once_by_its_first_statement_or_adjustment(desk):
    assert statement_accounts(desk.log) == []

    desk.adjusts(-100)
    desk.releases()
    desk.closes_week()

    assert statement_accounts(desk.log) == [HOLDER]


def test_an_account_is_listed_by_a_statement_without_an_adjustment(desk):
    desk.releases()
    desk.closes_week()

    assert statement_accounts(desk.log) == [HOLDER]


def test_the_ledger_carries_what_an_expert_owes_and_recovers_it(desk):
    desk.adjusts(-100)
    owed = {("platform:adjustments", "EUR"): 100, (f"expert:{EXPERT}:advance", "EUR"): -100}
    assert desk.balances() == owed

    desk.releases()
    desk.closes_week()

    payable = {("platform:adjustments", "EUR"): 100, (f"expert:{EXPERT}:payable", "EUR"): 60}
    advance = {(f"expert:{EXPERT}:advance", "EUR"): 0}
    balances = desk.balances()
    assert balances == in_euros(receivable=-200, commission=40) | payable | advance or (
        balances == in_euros(receivable=-200, commission=40) | payable
    )
    [week] = statements_of(desk.log, HOLDER)
    assert (week.statement.recovered, len(week.adjustments)) == (euros(100), 1)


def test_the_ledger_has_the_bonus_by_rule_as_the_platforms_expense(desk):
    desk.releases()

    rule = BonusRule(conversations=1, bonus_minor=300)
    desk.statements.close_statement(HOLDER, str(WEEK), WEEK.ends_at, rule)

    balances = desk.balances()
    assert balances["platform:adjustments", "EUR"] == -300
    assert balances[f"expert:{EXPERT}:payable", "EUR"] == 460
    [week] = statements_of(desk.log, HOLDER)
    [bonus] = week.bonuses
    assert (bonus.amount, week.statement.closing) == (euros(300), euros(460))


def test_a_statement_is_loaded_with_its_hash_and_number(desk):
    desk.releases()
    desk.closes_week()

    account = load_account(desk.log, HOLDER)

    [closed] = desk.log.history(statement_account_id(*HOLDER))
    assert isinstance(closed.data, StatementAccount.StatementClosed)
    assert (account.number, account.week, account.hash) == (1, str(WEEK), closed.data.hash)
