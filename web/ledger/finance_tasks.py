"""What waits for finance: counters that each capability adds to `operations/`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

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
class WaitingTask:
    """A task of which there is some."""

    label: str
    n: int
    url: str


def waiting_tasks(
    tasks: Sequence[FinanceTask],
    marketplace: Marketplace,
    at: datetime,
    url_for: Callable[[str], str],
    pages: Mapping[str, object],
) -> list[WaitingTask]:
    """
    Those with something to do, in their order.

    pages: by endpoint; a task whose page is not there is left out.
    """
    there = [task for task in tasks if task.endpoint in pages]
    counted = [(task, task.count(marketplace, at)) for task in there]
    return [WaitingTask(str(task.label), n, url_for(task.endpoint)) for task, n in counted if n]
