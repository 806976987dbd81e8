"""What all of finance's pages share: their query, the unit they are about, what came later."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from flask import render_template, request
from sqlalchemy import Connection

from payments.accounts import POINTS
from payments.ledger.cutoffs import Cutoff, span_of
from payments.ledger.flows import units_of
from web.http.request_context import current_time
from web.i18n.language import gettext
from web.ledger.forms import FinanceQuery, read_query


class UnitLink(NamedTuple):
    """A currency in which there are figures."""

    unit: str
    url: str
    here: bool


class LaterEntries(NamedTuple):
    """Entries that were recorded after the day of the page."""

    entries: int
    url: str
    present_url: str
    """The same page as it is known now."""


def finance_query(db: Connection, *, units: Sequence[str] = ()) -> FinanceQuery:
    """
    The query of the address; without a unit, the first that was posted.

    Raises ValidationError for days and units that do not exist.
    """
    query = read_query(request.args)
    if query.unit:
        return query
    posted = [unit for unit in (units or units_of(db)) if unit != POINTS]
    return query._replace(unit="EUR" if "EUR" in posted or not posted else posted[0])


def today() -> date:
    """The day (UTC) by the clock of composition."""
    return current_time().date()


def show_page(template: str, query: FinanceQuery, db: Connection, **values: Any) -> str:
    return render_template(
        f"ledger/{template}",
        query=query,
        later=later_entries(query, db),
        units=unit_links(query, db),
        sections=_sections(query),
        path=request.path,
        hidden=_other_arguments(),
        **values,
    )


def later_entries(query: FinanceQuery, db: Connection) -> LaterEntries | None:
    """None on a page of what is known now."""
    if query.as_of is None or request.endpoint is None:
        return None
    known, newest = span_of(query.cutoff, db).last, span_of(Cutoff(), db).last
    arguments = {**(request.view_args or {}), **_other_arguments()}
    return LaterEntries(
        newest - known,
        query.url("finance_entries.show_since", as_of=None, since=query.as_of),
        query.url(request.endpoint, **arguments, as_of=None),
    )


def unit_links(query: FinanceQuery, db: Connection) -> list[UnitLink]:
    """Those of the same page in each currency; none when there is only one."""
    posted = [unit for unit in units_of(db) if unit != POINTS]
    if len(posted) < 2 or request.endpoint is None:  # noqa: PLR2004 - one leaves no choice
        return []
    arguments = {**(request.view_args or {}), **_other_arguments()}
    return [
        UnitLink(
            unit, query.url(request.endpoint, **(arguments | {"unit": unit})), unit == query.unit
        )
        for unit in posted
    ]


def _other_arguments() -> dict[str, str]:
    """What the address says beside the days, the unit and the page of the list."""
    names = ("flow", "brand", "from", "to", "since")
    return {name: request.args[name] for name in names if request.args.get(name)}


def _sections(query: FinanceQuery) -> list[tuple[str, str, bool]]:
    """Name, address, and whether it is this page."""
    pages = (
        ("finance.show_finance", gettext("Overview")),
        ("finance_balances.show_experts", gettext("By expert")),
        ("finance_balances.show_brands", gettext("By brand")),
        ("finance_balances.show_weeks", gettext("By week")),
        ("finance_ageing.show_payable", gettext("Ageing")),
        ("finance_ageing.show_prepaid", gettext("Prepaid")),
        ("finance_ageing.show_receivable", gettext("Receivables")),
        ("finance_points.show_points", gettext("Points")),
    )
    return [(name, query.url(endpoint), request.endpoint == endpoint) for endpoint, name in pages]
