"""Closing a week for every expert: by jobs, on Monday or when a person asks, or by command."""

from datetime import datetime
from itertools import takewhile
from threading import Event

from domain.errors import NotNow
from payments.earnings.unstated_items import AccountHolder
from payments.statements.bonus_rule import BonusRule
from payments.statements.statement_week_commands import weeks_to_close
from payments.statements.week_statements import accounts_to_close
from payments.weeks import Week, week_of
from projections.engine.one_by_one import one_by_one
from web.marketplace import Marketplace


def close_last_week(
    marketplace: Marketplace,
    at: datetime,
    bonus: BonusRule | None = None,
    stop: Event | None = None,
) -> int:
    """Close the week that ended last; return for how many experts, by currency."""
    return close_week(marketplace, week_of(at).before, at, bonus, stop)


def close_requested_weeks(
    marketplace: Marketplace, at: datetime, bonus: BonusRule | None, stop: Event
) -> int:
    """Close the weeks that people had closed; return for how many experts, by currency."""
    closed = 0

    def close(week: Week) -> None:
        nonlocal closed
        closed += close_week(marketplace, week, at, bonus, stop)
        marketplace.statement_weeks.complete_if_done(week, at)

    one_by_one(close, weeks_to_close(marketplace.log))
    return closed


def close_week(
    marketplace: Marketplace,
    week: Week,
    at: datetime,
    bonus: BonusRule | None = None,
    stop: Event | None = None,
) -> int:
    """
    Close a week where something is on no statement yet; return for how many.

    bonus: the rule for bonuses. stop: ends it after the account that is being closed.
    Raises NotNow while the week lasts.
    """
    if at < week.ends_at:
        raise NotNow("This week is not over yet.")

    def close(holder: AccountHolder) -> None:
        marketplace.statements.close_statement(holder, str(week), at, bonus)

    def goes_on(_holder: AccountHolder) -> bool:
        return stop is None or not stop.is_set()

    return one_by_one(close, takewhile(goes_on, accounts_to_close(marketplace.log, week, at)))
