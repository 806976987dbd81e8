"""Read models as of an instant: rebuilt aside, from the events recorded before it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from domain.log.event_log import EventLog
from projections.engine.progress import ActivityProgress
from projections.engine.projection import Projection
from projections.engine.read_model_store import ReadModelStore
from projections.engine.rebuild import Rebuilder
from projections.engine.timestamps import ms_of
from projections.read_models import ReadModels


@contextmanager
def read_models_as_of(
    moment: datetime,
    log: EventLog,
    projections_of: Callable[[ReadModels], Sequence[Projection]],
    progress: ActivityProgress,
) -> Iterator[ReadModels]:
    """
    Read models of the events recorded before an instant, whenever these had happened.

    projections_of: which projections to rebuild, into temporary SQLite files whatever the log's
    database is; the files are removed at the end. The live read models stay as they are.
    """
    upto = log.rows.position_before(ms_of(moment) * 1000)
    with (
        TemporaryDirectory(prefix="comptoir-as-of-") as folder,
        closing(ReadModelStore(f"sqlite:///{Path(folder) / 'as-of.db'}", log)) as store,
    ):
        read_models = ReadModels(log, store)
        Rebuilder(log, store, progress).rebuild(*projections_of(read_models), upto=upto)
        yield read_models
