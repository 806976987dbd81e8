"""Read models as of a moment: rebuilt aside, from no more of the log than there was then."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from domain.log.event_log import EventLog
from projections.engine.projection import Projection
from projections.engine.read_model_store import ReadModelStore
from projections.engine.rebuild import Progress, Rebuilder
from projections.engine.timestamps import ms_of
from projections.read_models import ReadModels


@contextmanager
def read_models_as_of(
    moment: datetime,
    log: EventLog,
    chosen: Callable[[ReadModels], Sequence[Projection]],
    progress: Progress,
) -> Iterator[ReadModels]:
    """
    The chosen read models as of what had been recorded before a moment, whenever it had happened.

    They are files of their own, wherever the log is, and gone at the end. The live ones stay as
    they are.
    """
    upto = log.rows.position_before(ms_of(moment) * 1000)
    with (
        TemporaryDirectory(prefix="comptoir-as-of-") as folder,
        closing(ReadModelStore(f"sqlite:///{Path(folder) / 'as-of.db'}")) as store,
    ):
        read_models = ReadModels(log, store)
        Rebuilder(log, store, progress).rebuild(*chosen(read_models), upto=upto)
        yield read_models
