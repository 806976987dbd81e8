"""What of an account of statements is shown: its statements, adjustments and payouts, by time."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from domain.aggregate import Event
from domain.log.event_log import EventLog
from domain.money import Money
from payments.earnings.unstated_items import AccountHolder
from payments.statements.statement_account import StatementAccount, statement_account_id


class StatementOfWeek(NamedTuple):
    """A closed week and the adjustments in it."""

    statement: StatementAccount.StatementClosed
    adjustments: Sequence[StatementAccount.Adjusted]
    bonuses: Sequence[StatementAccount.BonusEarned] = ()
    """By the rule for bonuses."""

    @property
    def earned(self) -> Money:
        statement = self.statement
        return Money(sum(line.net.amount for line in statement.lines), statement.currency)


class AccountHistory(NamedTuple):
    """An account as it is now, and its statements, the oldest first: of one reading."""

    account: StatementAccount
    statements: Sequence[StatementOfWeek]
    unstated: Sequence[StatementAccount.Adjusted]
    """The adjustments that the next statement will list."""

    def of_week(self, week: str) -> StatementOfWeek | None:
        """None when there is none."""
        found = (one for one in self.statements if one.statement.week == week)
        return next(found, None)


def account_history(log: EventLog, holder: AccountHolder) -> AccountHistory:
    """Everything of an expert's account in a currency; empty without any statement."""
    account = StatementAccount(statement_account_id(*holder))
    events = [envelope.data for envelope in log.history(account.id)]
    for event in events:
        account.replay(event)
    statements, unstated = _by_statement(events)
    return AccountHistory(account, statements, unstated)


def statements_of(log: EventLog, holder: AccountHolder) -> Sequence[StatementOfWeek]:
    """All statements of an expert in a currency, the oldest first."""
    return account_history(log, holder).statements


def statement_of_week(log: EventLog, holder: AccountHolder, week: str) -> StatementOfWeek | None:
    """The statement of a week; None when there is none."""
    return account_history(log, holder).of_week(week)


def _by_statement(
    events: Iterable[Event],
) -> tuple[list[StatementOfWeek], list[StatementAccount.Adjusted]]:
    statements: list[StatementOfWeek] = []
    adjustments: list[StatementAccount.Adjusted] = []
    bonuses: list[StatementAccount.BonusEarned] = []
    for event in events:
        match event:
            case StatementAccount.StatementClosed():
                statements.append(StatementOfWeek(event, adjustments, bonuses))
                adjustments, bonuses = [], []
            case StatementAccount.BonusEarned():
                bonuses.append(event)
            case StatementAccount.Adjusted():
                adjustments.append(event)
    return statements, adjustments
