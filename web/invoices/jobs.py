"""What happens to invoices by time: those of a month that a person asked for are issued."""

from threading import Event

from payments.company.company import Company
from payments.invoices.invoice_run import LeftOutExpert
from payments.invoices.invoice_run_commands import invoice_run_of, requested_months
from projections.engine.one_by_one import one_by_one
from web.invoices.issuing import InvoiceDesk
from web.marketplace import Marketplace
from web.private_store.store import PrivateStore


def issue_requested_invoices(
    marketplace: Marketplace, store: PrivateStore, company: Company | None, stop: Event
) -> int:
    """
    Issue what was asked for, some experts in a commit; return how many months were looked at.

    Stopped or killed, it goes on where it was: what is invoiced is not read again.
    """
    if company is None:
        return 0
    desk = InvoiceDesk(marketplace, store, company)
    return one_by_one(
        lambda month: _issue_month(desk, month, stop), requested_months(marketplace.log)
    )


def _issue_month(desk: InvoiceDesk, month: str, stop: Event) -> None:
    marketplace, left_out = desk.marketplace, list[LeftOutExpert]()
    run = invoice_run_of(marketplace.log, month)
    if run.last_request is None or not run.is_open:
        return  # completed by another worker
    for months in desk.chunks(month):
        if stop.is_set():
            return
        desk.issue(months, month, run.last_request.by, marketplace.clock())
        left_out += [LeftOutExpert(one.expert_id, one.blockers) for one in months if one.blockers]
    marketplace.invoice_runs.complete(month, tuple(left_out), marketplace.clock())
