"""An expert's statements: what was earned, adjusted and paid, week by week."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.errors import NotFound
from domain.money import CURRENCIES
from payments.earnings.unstated_items import AccountHolder
from payments.statements.statement_list import (
    StatementOfWeek,
    account_history,
    statement_of_week,
)
from web.http.access import ABSENT
from web.http.paging import ListPage, page_of
from web.http.request_context import (
    current_account,
    current_settings,
    current_time,
    marketplace,
)
from web.private_store.accounts import RoleName
from web.statements import labels
from web.statements.presenters import (
    AccountView,
    PaymentRule,
    account_view,
    adjustment_views,
)

STATEMENTS_SHOWN = 26
"""Half a year, on a page of an account."""


class OwnAccount(NamedTuple):
    """What an expert is owed in a currency, and some of the statements."""

    view: AccountView
    statements: Sequence[StatementOfWeek]
    page: ListPage

    @property
    def is_used(self) -> bool:
        return bool(self.view.week or self.view.unstated or self.view.owed.amount)


bp = Blueprint("own_statements", __name__, url_prefix="/me/statements")


@bp.get("")
@roles_accepted(RoleName.EXPERT)
def show_statements() -> ResponseReturnValue:
    accounts = [account for account in _accounts() if account.is_used]
    return render_template(
        "statements/own_statements.html",
        accounts=accounts,
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


def _accounts() -> list[OwnAccount]:
    """One for each currency; the page of the address is that of each."""
    expert_id, log = current_account().id, marketplace().log
    rule = PaymentRule(current_settings().payout_threshold_minor, current_time())
    accounts = []
    for currency in CURRENCIES:
        holder = AccountHolder(expert_id, currency)
        history = account_history(log, holder)
        page = page_of(len(history.statements), STATEMENTS_SHOWN)
        accounts.append(
            OwnAccount(
                account_view(log, history.account, holder, rule),
                page.rows_of(history.statements[::-1]),
                page,
            )
        )
    return accounts
