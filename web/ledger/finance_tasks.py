"""What waits for finance: counters that other capabilities register in web/finance_tasks.py."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.money import Money
from web.marketplace import Marketplace


@dataclass(frozen=True)
class FinanceTask:
    """Something to be done by people in finance, and how much of it there is."""

    endpoint: str
    """The page on which it is done."""
    label: str
    """A lazy_gettext, such as "Contests to decide"."""
    count: Callable[[Marketplace, datetime], int]
    """How many wait now; quick, as it is asked for each time the first page is shown."""


@dataclass(frozen=True)
class WithheldAmount:
    """What could be paid but for a reason."""

    reason: str
    """In the reader's language."""
    experts: int
    money: Money


@dataclass(frozen=True)
class FinanceParts:
    """What other capabilities add to finance's first page."""

    tasks: Sequence[FinanceTask] = ()
    withheld: Callable[[Marketplace, datetime], Sequence[WithheldAmount]] | None = None


@dataclass(frozen=True)
class WaitingTask:
    """A task of which there is some."""

    label: str
    count: int
    url: str


def waiting_tasks(
    parts: FinanceParts,
    marketplace: Marketplace,
    at: datetime,
    url_for: Callable[[str], str],
    known_endpoints: Mapping[str, object],
) -> list[WaitingTask]:
    """Those with something to do, in their order; a task whose page does not exist is left out."""
    found = []
    for task in parts.tasks:
        count = task.count(marketplace, at) if task.endpoint in known_endpoints else 0
        if count:
            found.append(WaitingTask(str(task.label), count, url_for(task.endpoint)))
    return found
