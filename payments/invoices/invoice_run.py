"""An invoice run: a person asks for the invoices of a month, and a job issues them."""

from datetime import datetime
from uuid import UUID, uuid5

from msgspec import Struct

from domain.aggregate import Aggregate, Event
from domain.errors import NotNow, translatable
from payments.invoices.invoice_blocker import InvoiceBlocker
from payments.invoices.invoice_series import PLATFORM


class LeftOutExpert(Struct, frozen=True):
    """An expert whose month was not invoiced, and why."""

    expert_id: UUID
    blockers: tuple[InvoiceBlocker, ...]


def invoice_run_id(month: str) -> UUID:
    """The id of the run of a month such as `2026-06`."""
    return uuid5(PLATFORM, f"invoice-run:{month}")


class InvoiceRun(Aggregate):
    """The invoices of a month, asked for as often as something is left."""

    ABSENT = translatable("The invoices of this month were never asked for.")

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.last_request: InvoiceRun.Requested | None = None
        self.completed: InvoiceRun.Completed | None = None
        """How the last request ended; None while it is being carried out."""

    @property
    def is_open(self) -> bool:
        """Whether a request is being carried out."""
        return self.last_request is not None and self.completed is None

    class Requested(Event, frozen=True):
        """A person asked for the invoices of a month."""

        month: str
        experts: int
        """How many had something to invoice then."""
        by: UUID

        def apply(self, run: "InvoiceRun") -> None:
            run.last_request, run.completed = self, None

    class Completed(Event, frozen=True):
        """All was issued that nothing blocked."""

        month: str
        left_out: tuple[LeftOutExpert, ...]

        def apply(self, run: "InvoiceRun") -> None:
            run.completed = self

    def request(self, month: str, experts: int, by: UUID, at: datetime) -> None:
        """
        Ask for a month's invoices; while it is being carried out, once more changes nothing.

        Raises NotNow while the month lasts.
        """
        if month >= f"{at:%Y-%m}":
            raise NotNow("This month is not over yet.")
        if not self.is_open:
            self.record(self.Requested(at=at, month=month, experts=experts, by=by))

    def complete(self, left_out: tuple[LeftOutExpert, ...], at: datetime) -> None:
        """Say that it is done; once more, nothing."""
        if self.last_request is not None and self.is_open:
            month = self.last_request.month
            self.record(self.Completed(at=at, month=month, left_out=left_out))
