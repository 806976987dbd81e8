"""One reference of the reconciliation: what both sides say of it, and what people do about it."""

from datetime import date
from http import HTTPStatus
from uuid import UUID, uuid4

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.errors import NotFound, NotNow
from payments.earnings.earning import WrittenText
from payments.rail_statements.rail_statement import RailAccount
from payments.rail_statements.reconciliation_break import ReconciliationBreak
from payments.reconciliation.rail_reconciliation import subject_of
from payments.reconciliation.reconcile import ReconciledItem
from web.http.access import ABSENT
from web.http.form_fields import LATEST_DAY, day_or_none
from web.http.read_your_writes import remember_position
from web.http.request_context import (
    current_account,
    current_settings,
    current_time,
    marketplace,
    private_texts,
)
from web.i18n.language import gettext
from web.private_store.accounts import RoleName
from web.reconciliation import labels
from web.reconciliation.closing import ShownAmounts, amounts_shown, closing_entry
from web.reconciliation.forms import LONGEST_TEXT, TypedText, note_key, read_closing, read_note
from web.reconciliation.presenters import break_steps, item_views, item_with_id

bp = Blueprint("reconciliation_breaks", __name__, url_prefix="/finance/reconciliation")


@bp.get("/<rail>/<uuid:break_id>")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_item(rail: str, break_id: UUID) -> ResponseReturnValue:
    return _item_page(_rail(rail), break_id)


@bp.post("/<rail>/<uuid:break_id>/take")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def take(rail: str, break_id: UUID) -> ResponseReturnValue:
    subject = subject_of(_rail(rail), _item(_rail(rail), break_id))
    by, at = current_account().id, current_time()
    remember_position(marketplace().reconciliation_breaks.take(subject, by, at))
    return _back_to(rail, break_id)


@bp.post("/<rail>/<uuid:break_id>/note")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def write_note(rail: str, break_id: UUID) -> ResponseReturnValue:
    subject = subject_of(_rail(rail), _item(_rail(rail), break_id))
    typed, by, at = read_note(request.form), current_account().id, current_time()
    if typed.errors:
        return _item_page(_rail(rail), break_id, typed), HTTPStatus.UNPROCESSABLE_ENTITY
    note, key = typed.values["note"], note_key(break_id, by, typed, current_settings().secret_key)
    with private_texts().with_event_of(break_id, by, at) as store_text:
        written = WrittenText(store_text(note), len(note))
        position = marketplace().reconciliation_breaks.write_note(subject, written, by, at, key)
    remember_position(position)
    return _back_to(rail, break_id)


@bp.post("/<rail>/<uuid:break_id>/close")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def close(rail: str, break_id: UUID) -> ResponseReturnValue:
    """Books the amounts that the page showed; refused when others are true by now."""
    account, typed = _rail(rail), read_closing(request.form)
    item = _item(account, break_id)
    if typed.reason is None or typed.errors:
        return _item_page(account, break_id, typed), HTTPStatus.UNPROCESSABLE_ENTITY
    now = amounts_shown(account, item, marketplace())
    if typed.shown != now:
        return _late_page(account, break_id, typed, now), HTTPStatus.CONFLICT
    entry = closing_entry(account, item, typed.reason, now)
    by, at, why = current_account().id, current_time(), typed.values["why"]
    try:
        with private_texts().with_event_of(break_id, by, at) as store_text:
            text = WrittenText(store_text(why), len(why))
            commands = marketplace().reconciliation_breaks
            position = commands.close(entry, text, now.closings, by, at)
    except NotNow:
        return _item_page(account, break_id, typed, late=_was_closed()), HTTPStatus.CONFLICT
    remember_position(position)
    marketplace().poster.catch_up()
    return _back_to(rail, break_id, closed=1)


def _late_page(account: RailAccount, break_id: UUID, typed: TypedText, now: ShownAmounts) -> str:
    is_closed = typed.shown is not None and typed.shown.closings != now.closings
    return _item_page(
        account,
        break_id,
        typed,
        late=_was_closed()
        if is_closed
        else gettext(
            "The amounts have changed since you looked. Check them, then close the break."
        ),
    )


def _was_closed() -> str:
    return gettext("This break was closed in the meantime.")


def _item_page(
    rail: RailAccount, break_id: UUID, typed: TypedText | None = None, *, late: str = ""
) -> str:
    until, log = _until(), marketplace().log
    item = _item(rail, break_id)
    [view] = item_views(rail, [item], until, log)
    values = typed.values if typed else {}
    return render_template(
        "reconciliation/item.html",
        rail=rail,
        view=view,
        until=_later_day(),
        steps=break_steps(break_id, log),
        shown=amounts_shown(rail, item, marketplace()),
        form_id=values.get("form_id") or uuid4(),
        values=values,
        errors=typed.errors if typed else {},
        late=late,
        is_closed="closed" in request.args,
        is_own=view.owner
        and log.load_or_new(ReconciliationBreak, break_id).owner_id == current_account().id,
        longest=LONGEST_TEXT,
        labels=labels,
    )


def _back_to(rail: str, break_id: UUID, closed: int | None = None) -> ResponseReturnValue:
    address = url_for(".show_item", rail=rail, break_id=break_id, until=_later_day(), closed=closed)
    return redirect(address, code=303)


def _item(rail: RailAccount, break_id: UUID) -> ReconciledItem:
    """Raises NotFound unless both sides know such a reference."""
    return item_with_id(rail, break_id, marketplace().reconciliations.of(rail, _until()))


def _until() -> date:
    """What was dated ahead is looked at as on its list; else, as it is today."""
    return _later_day() or current_time().date()


def _later_day() -> date | None:
    """A day after today that the address asks for."""
    day = day_or_none(request.args.get("until", ""))
    return day if day and current_time().date() < day <= LATEST_DAY else None


def _rail(name: str) -> RailAccount:
    """Raises NotFound for a rail that there is not."""
    if name not in set(RailAccount):
        raise NotFound(ABSENT)
    return RailAccount(name)
