"""DAC7 year by year, as finance reviews it: who is left out, what was filed, what changed since."""

from collections.abc import Sequence
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.money import Money
from payments.accounting.dac7_changes import SellerChange
from payments.accounting.dac7_figures import QuarterFigures, years_credited
from payments.accounting.dac7_filing import Dac7Filing, FiledSeller, dac7_filing_id
from payments.accounting.dac7_report import LeftOutReason, LeftOutSeller
from web.accounting import labels
from web.accounting.dac7_year import dac7_year
from web.http.account_names import account_names, person_name
from web.http.form_fields import whole_number
from web.http.paging import ListPage, page_of
from web.http.request_context import current_time, marketplace, private_store
from web.private_store.accounts import RoleName

LAST_YEAR = 9999
PAGE_SIZE = 50
Row = TypeVar("Row")

bp = Blueprint("dac7", __name__, url_prefix="/finance/dac7")


class ChangeView(NamedTuple):
    """What the next file says of an expert, and what the last one said."""

    name: str
    change: SellerChange
    before: Money | None
    after: Money


class LeftOutView(NamedTuple):
    """An expert who is not in the file."""

    name: str
    consideration: Money
    reason: LeftOutReason


class YearPage(NamedTuple, Generic[Row]):
    """A page of a list of the year, and how many rows the list has."""

    rows: Sequence[Row]
    n: int
    page: ListPage


class FilingView(NamedTuple):
    """A file that was handed in."""

    at: datetime
    by: str
    number: int
    sellers: int
    sha256: str


@bp.get("")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_year() -> ResponseReturnValue:
    with marketplace().ledger.read() as db:
        years = years_credited(db)
    year = _wanted_year(years)
    found = dac7_year(year, marketplace(), private_store())
    return render_template(
        "accounting/dac7.html",
        year=year,
        years=years,
        n_sellers=len(found.report.sellers),
        left_out=_left_out_page(found.report.left_out),
        corrections=_changes_page(found.changes.corrections, "corrections"),
        additions=_changes_page(found.changes.additions, "additions"),
        filings=_filings(year),
        labels=labels,
    )


def _left_out_page(left_out: Sequence[LeftOutSeller]) -> YearPage[LeftOutView]:
    page = page_of(len(left_out), PAGE_SIZE, "left_out")
    shown = page.rows_of(left_out)
    names = account_names(seller.figures.expert_id for seller in shown)
    rows = [
        LeftOutView(person_name(figures.expert_id, names), figures.consideration, reason)
        for figures, reason in shown
    ]
    return YearPage(rows, len(left_out), page)


def _changes_page(changes: Sequence[SellerChange], parameter: str) -> YearPage[ChangeView]:
    page = page_of(len(changes), PAGE_SIZE, parameter)
    shown = page.rows_of(changes)
    names = account_names(change.seller.expert_id for change in shown)
    return YearPage([_change(change, names) for change in shown], len(changes), page)


def _wanted_year(years: list[int]) -> int:
    """The year in the address, else the last that is over and has anything."""
    wanted = whole_number(request.args.get("year", ""), LAST_YEAR)
    over = [year for year in years if year < current_time().year]
    return wanted or next(iter(over or years), current_time().year - 1)


def _change(change: SellerChange, names: dict[UUID, str]) -> ChangeView:
    before = change.before
    return ChangeView(
        name=person_name(change.seller.expert_id, names),
        change=change,
        before=_sum(before.quarters, before.currency) if before else None,
        after=_after(change.seller),
    )


def _after(seller: FiledSeller) -> Money:
    if seller.kind == "deleted":
        return Money(0, seller.currency)
    return _sum(seller.quarters, seller.currency)


def _sum(quarters: tuple[QuarterFigures, ...], currency: str) -> Money:
    return Money(sum(quarter.consideration.amount for quarter in quarters), currency)


def _filings(year: int) -> list[FilingView]:
    events = [
        event.data
        for event in marketplace().log.history(dac7_filing_id(year))
        if isinstance(event.data, Dac7Filing.Filed)
    ]
    names = account_names(event.by for event in events)
    return [
        FilingView(
            event.at, person_name(event.by, names), event.number, len(event.sellers), event.sha256
        )
        for event in events
    ]
