"""The statements of a week, for all experts: found by a reservation, without any history."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.log.entries import Reservation
from domain.log.event_log import EventLog
from domain.money import Money
from payments.earnings.unstated_items import AccountHolder, holders_to_state
from payments.statements.statement_account import StatementAccount, statement_account_id
from payments.weeks import Week, week_of


class WeekStatement(NamedTuple):
    """An expert's statement of a week in a currency, by what it closes with."""

    holder: AccountHolder
    closing: Money

    @property
    def order(self) -> tuple[str, int, UUID]:
        """By currency, the most first."""
        return self.closing.currency, -self.closing.amount, self.holder.expert_id


def statement_reservation(holder: AccountHolder, week: str, closing_minor: int) -> Reservation:
    """An account has a statement of a week."""
    return Reservation("statement-of-week", f"{week}/{holder}/{closing_minor}", week)


def statements_in(log: EventLog, week: str) -> list[WeekStatement]:
    """All statements of a week, by currency, the greatest closing balance first."""
    keys = log.rows.keys_held_by("statement-of-week", week)
    return sorted(map(_statement, keys), key=lambda statement: statement.order)


def accounts_to_close(log: EventLog, week: Week, at: datetime) -> list[AccountHolder]:
    """
    The experts, by currency, with something in a week that its statements will list.

    What was recorded late waits for the next statement: an account that is closed is left out.
    """
    waiting = holders_to_state(log, week.ends_at)
    if not waiting:
        return []
    closed = {statement.holder for statement in statements_in(log, str(week))}
    waiting = [holder for holder in waiting if holder not in closed]
    if week == week_of(at).before:
        return waiting  # no later week can be closed
    return [holder for holder in waiting if _last_week(log, holder) < str(week)]


def _statement(key: str) -> WeekStatement:
    _week, expert_id, currency, closing_minor = key.split("/")
    holder = AccountHolder(UUID(expert_id), currency)
    return WeekStatement(holder, Money(int(closing_minor), currency))


def _last_week(log: EventLog, holder: AccountHolder) -> str:
    return log.load_or_new(StatementAccount, statement_account_id(*holder)).week
