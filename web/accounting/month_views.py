"""The months of the ledger: what moved, what is open, and closing one."""

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from typing import NamedTuple

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted
from sqlalchemy import Connection

from domain.errors import NotFound, NotNow
from payments.accounting.closed_months import closed_through
from payments.accounting.ledger_months import (
    Continuity,
    GroupInMonth,
    MonthOfLedger,
    continuity_of,
    group_months,
    months_of,
)
from payments.accounts import POINTS
from payments.ledger.general_ledger import GENERAL_LEDGER, GeneralLedger
from payments.months import is_month, month_of
from web.accounting.checklist import CheckedLine, MonthToCheck, checked
from web.accounting.closing import close_month, is_forbidden, open_lines
from web.http.access import ABSENT
from web.http.account_names import account_names, person_name
from web.http.read_your_writes import remember_position
from web.http.request_context import current_account, current_time, marketplace, private_store
from web.i18n.refusals import refusal_text
from web.ledger.forms import read_query
from web.ledger.labels import class_of_all_text
from web.private_store.accounts import RoleName

bp = Blueprint("months", __name__, url_prefix="/finance/months")


class ClosedMonth(NamedTuple):
    """Who closed a month, and when."""

    by: str
    event: GeneralLedger.PeriodClosed


class MonthRow(NamedTuple):
    """A month in the list."""

    of_ledger: MonthOfLedger
    is_closed: bool
    closed: ClosedMonth | None
    """None: open, or closed together with a later one."""


class MonthPage(NamedTuple):
    """One month with its figures."""

    month: str
    is_over: bool
    is_closed: bool
    closed: ClosedMonth | None
    groups: list[GroupInMonth]
    continuity: Continuity | None
    lines: list[CheckedLine]


@bp.get("")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_months() -> ResponseReturnValue:
    as_of = read_query(request.args).as_of
    closed = _closings(as_of)
    with marketplace().ledger.read() as db:
        months = months_of(db, as_of)
        through = _closed_through(as_of, closed, db)
    rows = [
        MonthRow(of_ledger, of_ledger.month <= through, closed.get(of_ledger.month))
        for of_ledger in months
    ]
    return render_template("accounting/months.html", rows=rows, as_of=as_of)


@bp.get("/<month>")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_month(month: str) -> ResponseReturnValue:
    return _show(_month(month))


@bp.post("/<month>/close")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def close(month: str) -> ResponseReturnValue:
    """Pressed twice, it is closed once."""
    to_check, by = _to_check(_month(month)), current_account().id
    try:
        position = close_month(to_check, by, _confirmed())
    except NotNow as refusal:
        if not _is_closed(month):
            return _show(month, refusal_text(refusal)), HTTPStatus.CONFLICT
    else:
        remember_position(position)
        marketplace().poster.catch_up()
    return redirect(url_for(".show_month", month=month, closed=1), code=303)


def _confirmed() -> list[str]:
    """The codes of the checks that the page showed open, when the person ticked them off."""
    return request.form.getlist("open") if "confirmed" in request.form else []


def _show(month: str, error: str = "") -> str:
    as_of = read_query(request.args).as_of
    page = _page(month, as_of)
    return render_template(
        "accounting/month.html",
        page=page,
        error=error,
        is_forbidden=is_forbidden(page.lines),
        open_lines=open_lines(page.lines),
        is_new="closed" in request.args and page.is_closed,
        class_of_all_text=class_of_all_text,
        points=POINTS,
        as_of=as_of,
    )


def _page(month: str, as_of: date | None) -> MonthPage:
    """The checklist, and whether a closed month has changed, are known of now only."""
    closed = _closings(as_of)
    with marketplace().ledger.read() as db:
        groups = group_months(month, db, as_of)
        continuity = None if as_of else continuity_of(month, db)
        is_closed = month <= _closed_through(as_of, closed, db)
    return MonthPage(
        month=month,
        is_over=month < month_of(current_time()),
        is_closed=is_closed,
        closed=closed.get(month),
        groups=groups,
        continuity=continuity,
        lines=[] if is_closed or as_of else checked(_to_check(month)),
    )


def _is_closed(month: str) -> bool:
    return any(closed.event.month >= month for closed in _closings().values())


def _closed_through(as_of: date | None, closed: Mapping[str, ClosedMonth], db: Connection) -> str:
    return max(closed, default="") if as_of else closed_through(db)


def _closings(as_of: date | None = None) -> dict[str, ClosedMonth]:
    """By month, from the log: the ledger may be a second behind. as_of: recorded by its end."""
    events = [
        event.data
        for event in marketplace().log.history(GENERAL_LEDGER)
        if isinstance(event.data, GeneralLedger.PeriodClosed)
        and (as_of is None or event.recorded_at.date() <= as_of)
    ]
    names = account_names(event.by for event in events)
    return {event.month: ClosedMonth(person_name(event.by, names), event) for event in events}


def _to_check(month: str) -> MonthToCheck:
    return MonthToCheck(month, marketplace(), private_store(), current_time())


def _month(text: str) -> str:
    if not is_month(text):
        raise NotFound(ABSENT)
    return text
