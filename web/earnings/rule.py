"""The rule under which conversations earn, as it is shown before and after they are claimed."""

from datetime import timedelta
from typing import NamedTuple

from payments.earnings.earning_rules import ANSWER_WITHIN, APPEAL_WITHIN, SAME_VISITOR_WITHIN
from web.http.request_context import current_settings


class EarningRule(NamedTuple):
    """Its times, in whole days and hours."""

    hold_days: int
    answer_days: int
    appeal_days: int
    same_visitor_hours: int


def earning_rule() -> EarningRule:
    """The same for all conversations today: the times of an earning are in its own events."""
    return EarningRule(
        hold_days=current_settings().earnings_held_for.days,
        answer_days=ANSWER_WITHIN.days,
        appeal_days=APPEAL_WITHIN.days,
        same_visitor_hours=SAME_VISITOR_WITHIN // timedelta(hours=1),
    )
