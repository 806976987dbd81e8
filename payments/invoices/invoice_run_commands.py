"""
Commands on invoice runs; every command returns the log's position after it.

A reservation lists the months whose invoices are being issued.
"""

from datetime import datetime
from uuid import UUID

from domain.log.commands import Commands
from domain.log.entries import Decision, Reservation
from domain.log.event_log import EventLog
from payments.invoices.invoice_run import InvoiceRun, LeftOutExpert, invoice_run_id

ALL = "all"


def requested_months(log: EventLog) -> list[str]:
    """The months whose invoices are being issued."""
    return log.rows.keys_held_by("invoice-run-open", ALL)


def invoice_run_of(log: EventLog, month: str) -> InvoiceRun:
    """The run of a month; without events when its invoices were never asked for."""
    return log.load_or_new(InvoiceRun, invoice_run_id(month))


class InvoiceRunCommands(Commands):
    def request(self, month: str, experts: int, by: UUID, at: datetime) -> int:
        """
        Ask for the invoices of a month, at a time (UTC).

        experts: how many have something to invoice. Raises what InvoiceRun.request raises.
        """

        def decide() -> Decision:
            run = invoice_run_of(self._log, month)
            was_open = run.is_open
            run.request(month, experts, by, at)
            return Decision([run], reserve=[] if was_open else [_reservation(month)])

        return self._log.execute(decide)

    def complete(self, month: str, left_out: tuple[LeftOutExpert, ...], at: datetime) -> int:
        """Say that what nothing blocked is issued; done before, nothing changes."""

        def decide() -> Decision:
            run = invoice_run_of(self._log, month)
            was_open = run.is_open
            run.complete(left_out, at)
            return Decision([run], release=[_reservation(month)] if was_open else [])

        return self._log.execute(decide)


def _reservation(month: str) -> Reservation:
    return Reservation("invoice-run-open", month, ALL)
