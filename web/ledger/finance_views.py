"""Finance's first page: what needs a decision now, and what is owed and owned."""

from typing import cast

from flask import Blueprint, current_app, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from web.http.request_context import current_time, marketplace
from web.ledger.finance_tasks import FinanceParts, waiting_tasks
from web.ledger.first_page import currency_figures, points_figure
from web.ledger.page_parts import finance_query, show_page, today
from web.private_store.accounts import RoleName

bp = Blueprint("finance", __name__, url_prefix="/finance")


@bp.get("")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_finance() -> ResponseReturnValue:
    parts = cast(FinanceParts, current_app.extensions["comptoir.finance_parts"])
    known = current_app.view_functions
    with marketplace().ledger.read() as db:
        query = finance_query(db)
        is_now = query.as_of is None and query.effective_to is None
        at = current_time()
        return show_page(
            "finance.html",
            query,
            db,
            figures=currency_figures(query, today(), db),
            points=points_figure(query, db),
            tasks=waiting_tasks(parts, marketplace(), at, url_for, known) if is_now else [],
            withheld=parts.withheld(marketplace(), at) if is_now and parts.withheld else [],
            problem=marketplace().poster.progress().problem if is_now else None,
            is_now=is_now,
        )
