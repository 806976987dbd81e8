"""The statements of a week as finance reviews them: closing the week, adjusting what is owed."""

from uuid import UUID, uuid4

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.errors import Invalid, NotAllowed, NotFound, Refused
from domain.money import CURRENCIES, Money
from payments.earnings.earning import WrittenText
from payments.earnings.unstated_items import AccountHolder
from payments.statements.statement_account import statement_account_id
from payments.statements.statement_commands import has_account
from payments.statements.statement_list import account_history
from payments.statements.week_statements import statements_in
from payments.weeks import Week, parse_week, week_of
from web.brands.setting_forms import SettingDraft
from web.http.access import ABSENT
from web.http.error_pages import STATUS
from web.http.paging import page_of
from web.http.read_your_writes import remember_position
from web.http.request_context import (
    current_account,
    current_settings,
    current_time,
    marketplace,
    private_texts,
)
from web.i18n.refusals import refusal_text
from web.private_store.accounts import RoleName
from web.statements import labels
from web.statements.adjustment_forms import adjustment_key, read_adjustment
from web.statements.presenters import (
    PaymentRule,
    account_view,
    adjustment_views,
    expert_names,
    statement_rows,
    totals,
)
from web.statements.week_view import week_view

ACCOUNTS_SHOWN = 25
"""On a page of the list of a week."""
STATEMENTS_SHOWN = 26
"""Half a year, on a page of an account."""

bp = Blueprint("statements", __name__, url_prefix="/finance/statements")


@bp.get("")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_statements() -> ResponseReturnValue:
    week, error = _wanted_week()
    log, listed = marketplace().log, statements_in(marketplace().log, str(week))
    page = page_of(len(listed), ACCOUNTS_SHOWN)
    return render_template(
        "statements/statements.html",
        week=week_view(log, week, listed, current_time()),
        week_text=request.args.get("week", str(week)),
        error=error,
        rows=statement_rows(log, page.rows_of(listed), str(week), _payment_rule()),
        page=page,
        n=len(listed),
        totals=totals(listed),
        labels=labels,
    )


@bp.post("/<week>/close")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def close(week: str) -> ResponseReturnValue:
    """A job closes it: for thousands of experts it takes longer than a page may."""
    by, at = current_account().id, current_time()
    marketplace().statement_weeks.request_closing(parse_week(week), by, at)
    return redirect(url_for(".show_statements", week=week), code=303)


@bp.get("/<uuid:expert_id>/<currency>")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_account(expert_id: UUID, currency: str) -> ResponseReturnValue:
    return _account_page(
        _holder(expert_id, currency), SettingDraft({"direction": "add", "form_id": str(uuid4())})
    )


@bp.post("/<uuid:expert_id>/<currency>/adjust")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def adjust(expert_id: UUID, currency: str) -> ResponseReturnValue:
    holder = _holder(expert_id, currency)
    draft = read_adjustment(request.form, currency)
    if draft.setting is None:
        return _account_page(holder, draft), draft.status
    try:
        remember_position(_adjust(holder, draft, draft.setting))
    except Refused as refusal:
        draft = draft._replace(errors={"text": refusal_text(refusal)})
        return _account_page(holder, draft), STATUS[type(refusal)]
    address = url_for(".show_account", expert_id=expert_id, currency=currency, saved=1)
    return redirect(address, code=303)


def _adjust(holder: AccountHolder, draft: SettingDraft[Money], amount: Money) -> int:
    """Raises NotAllowed for a person without a name: experts read who adjusted, and no address."""
    account, at = current_account(), current_time()
    if not account.name.strip():
        raise NotAllowed("Your account has no name. An adjustment has the name of its author.")
    account_id, text = statement_account_id(*holder), draft.values["text"]
    with private_texts().with_event_of(account_id, holder.expert_id, at) as store_text:
        return marketplace().statements.adjust(
            holder,
            amount,
            draft.values["reason"],
            WrittenText(store_text(text), len(text)),
            account.id,
            at,
            adjustment_key(account_id, account.id, draft),
        )


def _account_page(holder: AccountHolder, draft: SettingDraft[Money]) -> str:
    log = marketplace().log
    history = account_history(log, holder)
    page = page_of(len(history.statements), STATEMENTS_SHOWN)
    shown = page.rows_of(history.statements[::-1])
    waiting = history.unstated[::-1] if page.number == 1 else []
    listed = [adjusted for of_week in shown for adjusted in of_week.adjustments[::-1]]
    return render_template(
        "statements/account.html",
        name=expert_names([holder.expert_id])[holder.expert_id],
        view=account_view(log, history.account, holder, _payment_rule()),
        statements=shown,
        page=page,
        adjustments=adjustment_views([*waiting, *listed]),
        values=draft.values,
        errors=draft.errors,
        is_saved="saved" in request.args and not draft.errors,
        labels=labels,
    )


def _payment_rule() -> PaymentRule:
    return PaymentRule(current_settings().payout_threshold_minor, current_time())


def _holder(expert_id: UUID, currency: str) -> AccountHolder:
    """Raises NotFound unless there is such an account."""
    holder = AccountHolder(expert_id, currency)
    if currency not in CURRENCIES or not has_account(marketplace().log, holder):
        raise NotFound(ABSENT)
    return holder


def _wanted_week() -> tuple[Week, str]:
    """The week in the address, else the last that is over; and what is wrong with the address."""
    last = week_of(current_time()).before
    try:
        return parse_week(request.args.get("week", str(last)).strip()), ""
    except Invalid as refusal:
        return last, refusal_text(refusal)
