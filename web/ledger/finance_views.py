"""Finance's first page: what needs a decision now, and what is owed and owned."""

from collections.abc import Sequence
from typing import cast

from flask import Blueprint, current_app, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from web.http.request_context import current_settings, current_time, marketplace
from web.ledger.finance_tasks import FinanceTask, WaitingTask, waiting_tasks
from web.ledger.first_page import currency_figures, points_figure
from web.ledger.page_parts import finance_query, show_page, today
from web.ledger.withheld import withheld_pay
from web.private_store.accounts import RoleName

bp = Blueprint("finance", __name__, url_prefix="/finance")


@bp.get("")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_finance() -> ResponseReturnValue:
    """What waits and what is withheld is known of now only."""
    market = marketplace()
    with market.ledger.read() as db:
        query = finance_query(db)
        is_now = query.as_of is None and query.effective_to is None
        threshold = current_settings().payout_threshold_minor
        withheld = withheld_pay(market.log, threshold, db) if is_now else None
        return show_page(
            "finance.html",
            query,
            db,
            figures=currency_figures(query, today(), withheld, db),
            points=points_figure(query, db),
            tasks=_tasks() if is_now else [],
            problem=market.poster.progress().problem if is_now else None,
            is_now=is_now,
        )


def _tasks() -> list[WaitingTask]:
    tasks = cast(Sequence[FinanceTask], current_app.extensions["comptoir.finance_tasks"])
    pages = current_app.view_functions
    return waiting_tasks(tasks, marketplace(), current_time(), url_for, pages)
