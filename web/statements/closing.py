"""Closing a week for every expert: on Monday by the job, or by the command line."""

from datetime import datetime

from domain.errors import NotNow
from payments.earnings.unstated_items import AccountHolder, holders_to_state
from payments.statements.bonus_rule import BonusRule
from payments.weeks import Week, week_of
from projections.engine.one_by_one import one_by_one
from web.marketplace import Marketplace


def close_last_week(marketplace: Marketplace, at: datetime, bonus: BonusRule | None = None) -> int:
    """Close the week that ended last; return for how many experts, by currency."""
    return close_week(marketplace, week_of(at).before, at, bonus)


def close_week(
    marketplace: Marketplace, week: Week, at: datetime, bonus: BonusRule | None = None
) -> int:
    """
    Close a week where something is on no statement yet; return for how many.

    bonus: the rule for bonuses. Raises NotNow while the week lasts.
    """
    if at < week.ends_at:
        raise NotNow("This week is not over yet.")

    def close(holder: AccountHolder) -> None:
        marketplace.statements.close_statement(holder, str(week), at, bonus)

    return one_by_one(close, holders_to_state(marketplace.log, week.ends_at))
