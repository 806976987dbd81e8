"""What finance sees before and while a month's invoices are issued."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.log.event_log import EventLog
from payments.invoices.invoice_run_commands import invoice_run_of
from web.http.account_names import account_names, person_name
from web.http.paging import ListPage, page_of
from web.http.request_context import marketplace, private_store
from web.invoices.expert_months import ExpertMonth, MonthReader


class UnbilledPage(NamedTuple):
    """A page of the experts who have something to invoice."""

    months: Sequence[ExpertMonth]
    names: dict[UUID, str]
    n: int
    """Experts of all pages."""
    n_ready: int
    """How many of them are not blocked; of more than a page, as far as their own details say."""
    page: ListPage


class InvoiceRunView(NamedTuple):
    """How far the issuing of a month is."""

    by: str
    at: datetime
    experts: int
    """How many had something to invoice when it was last for."""
    is_open: bool
    left_out: int
    """Of the one that has ended: experts who were blocked."""


def unbilled_page(month: str, size: int) -> UnbilledPage:
    reader = MonthReader(marketplace(), private_store())
    experts = reader.experts(month)
    page = page_of(len(experts), size, "experts")
    months = reader.months_of(page.rows_of(experts), month)
    is_whole = len(months) == len(experts)
    ready = [one for one in (months if is_whole else experts) if not one.blockers]
    names = account_names(unbilled.expert_id for unbilled in months)
    return UnbilledPage(months, names, len(experts), len(ready), page)


def run_view(log: EventLog, month: str) -> InvoiceRunView | None:
    """None: its invoices were never requested."""
    run = invoice_run_of(log, month)
    if run.last_request is None:
        return None
    last = run.last_request
    name = person_name(last.by, account_names([last.by]))
    left_out = len(run.completed.left_out) if run.completed else 0
    return InvoiceRunView(name, last.at, last.experts, run.is_open, left_out)
