"""What was known at a moment: pages drawn aside, from no more of the log than there was then."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from domain.log.event_log import EventLog
from projections.engine.projection import Projection
from projections.engine.read_model_store import Shelves
from projections.engine.rebuild import Progress, Rebuilder
from projections.engine.timestamps import ms_of
from projections.read_models import Pages


@contextmanager
def pages_known_at(
    moment: datetime,
    log: EventLog,
    chosen: Callable[[Pages], Sequence[Projection]],
    progress: Progress,
) -> Iterator[Pages]:
    """
    The chosen pages as of what had been recorded before a moment, whenever it had happened.

    They are files of their own, wherever the log is, and gone at the end. The live ones stay as
    they are.
    """
    upto = log.rows.position_before(ms_of(moment) * 1000)
    with (
        TemporaryDirectory(prefix="comptoir-known-") as folder,
        closing(Shelves(f"sqlite:///{Path(folder) / 'known.db'}")) as shelves,
    ):
        pages, rebuilder = Pages(log, shelves), Rebuilder(log, shelves, progress)
        for projection in chosen(pages):
            rebuilder.rebuild(projection, upto)
        yield pages
