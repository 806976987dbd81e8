"""What of an account of statements is shown: its statements, adjustments and payouts, by time."""

from collections.abc import Sequence
from typing import NamedTuple

from domain.log.event_log import EventLog
from domain.money import Money
from payments.earnings.unstated_items import AccountHolder
from payments.statements.statement_account import StatementAccount, statement_account_id


class StatementOfWeek(NamedTuple):
    """A closed week and the adjustments in it."""

    statement: StatementAccount.StatementClosed
    adjustments: Sequence[StatementAccount.Adjusted]
    bonus: StatementAccount.BonusEarned | None = None
    """By the rule for bonuses."""

    @property
    def earned(self) -> Money:
        statement = self.statement
        return Money(sum(line.net.amount for line in statement.lines), statement.currency)


def statements_of(log: EventLog, holder: AccountHolder) -> list[StatementOfWeek]:
    """All statements of an expert in a currency, the oldest first."""
    statements: list[StatementOfWeek] = []
    adjustments: list[StatementAccount.Adjusted] = []
    bonus: StatementAccount.BonusEarned | None = None
    for envelope in log.history(statement_account_id(*holder)):
        match envelope.data:
            case StatementAccount.StatementClosed() as closed:
                statements.append(StatementOfWeek(closed, adjustments, bonus))
                adjustments, bonus = [], None
            case StatementAccount.BonusEarned() as bonus:
                pass
            case StatementAccount.Adjusted() as adjusted:
                adjustments.append(adjusted)
    return statements


def statement_of_week(log: EventLog, holder: AccountHolder, week: str) -> StatementOfWeek | None:
    """The statement of a week; None when there is none."""
    found = (one for one in statements_of(log, holder) if one.statement.week == week)
    return next(found, None)
