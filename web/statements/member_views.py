"""An expert's statements: what was earned, adjusted and paid, week by week."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.errors import NotFound
from domain.money import CURRENCIES
from payments.earnings.unstated_items import AccountHolder
from payments.payees.payee_commands import missing_of
from payments.statements.statement_list import statement_of_week, statements_of
from web.http.access import ABSENT
from web.http.request_context import (
    current_account,
    current_settings,
    current_time,
    marketplace,
)
from web.private_store.accounts import RoleName
from web.statements import labels
from web.statements.presenters import AccountView, account_view, adjustment_views

bp = Blueprint("own_statements", __name__, url_prefix="/me/statements")


@bp.get("")
@roles_accepted(RoleName.EXPERT)
def show_statements() -> ResponseReturnValue:
    log = marketplace().log
    views = [view for view in _accounts() if view.week or view.unstated or view.owed.amount]
    return render_template(
        "statements/own_statements.html",
        views=views,
        statements={view.holder: statements_of(log, view.holder)[::-1] for view in views},
        labels=labels,
        threshold_minor=current_settings().payout_threshold_minor,
        bonus_rule=current_settings().bonus_rule,
    )


@bp.get("/<currency>/<week>")
@roles_accepted(RoleName.EXPERT)
def show_statement(currency: str, week: str) -> ResponseReturnValue:
    if currency not in CURRENCIES:
        raise NotFound(ABSENT)
    holder = AccountHolder(current_account().id, currency)
    of_week = statement_of_week(marketplace().log, holder, week)
    if of_week is None:
        raise NotFound(ABSENT)
    return render_template(
        "statements/own_statement.html",
        of_week=of_week,
        adjustments=adjustment_views(of_week.adjustments),
        labels=labels,
    )


def _accounts() -> list[AccountView]:
    expert_id, log = current_account().id, marketplace().log
    missing, at = missing_of(log, expert_id), current_time()
    threshold = current_settings().payout_threshold_minor
    holders = [AccountHolder(expert_id, currency) for currency in CURRENCIES]
    return [account_view(log, holder, missing, threshold, at) for holder in holders]
