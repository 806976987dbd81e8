"""The statements of a week as finance reviews them: closing the week, adjusting what is owed."""

from uuid import UUID, uuid4

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.errors import Invalid, NotFound
from domain.money import CURRENCIES, Money
from payments.earnings.earning import WrittenText
from payments.earnings.unstated_items import AccountHolder, holders_to_state
from payments.payees.payee_commands import missing_of
from payments.statements.statement_account import statement_account_id
from payments.statements.statement_commands import statement_accounts
from payments.statements.statement_list import statements_of
from payments.weeks import Week, parse_week, week_of
from web.brands.setting_forms import SettingDraft
from web.http.access import ABSENT
from web.http.account_names import account_names, person_name
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
from web.statements.closing import close_week
from web.statements.presenters import (
    account_view,
    adjustment_views,
    statement_rows,
    totals,
)

bp = Blueprint("statements", __name__, url_prefix="/finance/statements")


@bp.get("")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_statements() -> ResponseReturnValue:
    week, error = _wanted_week()
    log, at = marketplace().log, current_time()
    rows = statement_rows(
        log, statement_accounts(log), str(week), current_settings().payout_threshold_minor, at
    )
    return render_template(
        "statements/statements.html",
        week=week,
        week_text=request.args.get("week", str(week)),
        error=error,
        rows=rows,
        totals=totals(rows),
        unclosed=len(holders_to_state(log, week.ends_at)) if at >= week.ends_at else 0,
        is_over=at >= week.ends_at,
        is_closed="closed" in request.args,
        labels=labels,
    )


@bp.post("/<week>/close")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def close(week: str) -> ResponseReturnValue:
    close_week(marketplace(), parse_week(week), current_time(), current_settings().bonus_rule)
    return redirect(url_for(".show_statements", week=week, closed=1), code=303)


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
    by, at = current_account().id, current_time()
    account_id, text = statement_account_id(*holder), draft.values["text"]
    with private_texts().with_event_of(account_id, expert_id, at) as store_text:
        written = WrittenText(store_text(text), len(text))
        position = marketplace().statements.adjust(
            holder,
            draft.setting,
            draft.values["reason"],
            written,
            by,
            at,
            adjustment_key(account_id, by, draft),
        )
    remember_position(position)
    address = url_for(".show_account", expert_id=expert_id, currency=currency, saved=1)
    return redirect(address, code=303)


def _account_page(holder: AccountHolder, draft: SettingDraft[Money]) -> str:
    log, at = marketplace().log, current_time()
    statements = statements_of(log, holder)[::-1]
    missing = missing_of(log, holder.expert_id)
    return render_template(
        "statements/account.html",
        name=person_name(holder.expert_id, account_names([holder.expert_id])),
        view=account_view(log, holder, missing, current_settings().payout_threshold_minor, at),
        statements=statements,
        adjustments=adjustment_views(
            [adjusted for of_week in statements for adjusted in of_week.adjustments]
        ),
        values=draft.values,
        errors=draft.errors,
        is_saved="saved" in request.args and not draft.errors,
        labels=labels,
    )


def _holder(expert_id: UUID, currency: str) -> AccountHolder:
    """Raises NotFound unless there is such an account."""
    holder = AccountHolder(expert_id, currency)
    if currency not in CURRENCIES or holder not in statement_accounts(marketplace().log):
        raise NotFound(ABSENT)
    return holder


def _wanted_week() -> tuple[Week, str]:
    """The week in the address, else the last that is over; and what is wrong with the address."""
    last = week_of(current_time()).before
    try:
        return parse_week(request.args.get("week", str(last)).strip()), ""
    except Invalid as refusal:
        return last, refusal_text(refusal)
