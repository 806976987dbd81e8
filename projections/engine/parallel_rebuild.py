"""
The later half of a long log, drawn by a process of its own while this one draws the earlier half.

It writes tables of its own. What happens there to a conversation of the earlier half comes late: it
is applied when both halves are joined. Where anything cannot be read, or the process does not come
to its end, its work is thrown away, and the log is drawn from one end to the other.
"""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Event, Thread
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from domain.log.event_log import EventLog
from projections.engine.event_reader import read
from projections.engine.generation import Shelf, unshared_engine
from projections.engine.projection import Divisible, Projection, Seen
from projections.engine.read_model_store import Shelves
from projections.engine.rebuild_run import Drawing, without_collector
from projections.read_models import Pages

OTHER = "later"


class Told(msgspec.Struct):
    """What the process tells, line by line: how much it has read, and at the end what is late."""

    read: int
    late: list[int] | None = None


class LaterHalf:
    """A process that draws what comes after a position, as soon as it is told which."""

    def __init__(self, log: EventLog, name: str, path: Path) -> None:
        self._log = log
        self._path = path
        self._told: Told | None = None
        self._heard = Event()
        # Our own program, and a file's path.
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", __name__, log.database_url, name, path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._listener = Thread(target=self._listen)
        self._listener.start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._told = msgspec.json.decode(line, type=Told)
            self._heard.set()
        self._heard.set()

    @property
    def is_ready(self) -> bool:
        """Whether it could begin: to start a program takes half a second."""
        return self._told is not None

    def will_be_ready(self) -> bool:
        """Wait until it is; False when it has ended instead."""
        self._heard.wait()
        return self.is_ready

    def begin(self, first: int, upto: int) -> None:
        """Have it draw what comes after the first position, up to the other one."""
        assert self._process.stdin is not None
        with suppress(BrokenPipeError), self._process.stdin as to_it:
            to_it.write(f"{first} {upto}".encode())

    @property
    def read(self) -> int:
        """So many events so far."""
        return self._told.read if self._told else 0

    def is_drawn(self) -> bool:
        """Wait for it; False when it did not come to its end."""
        self._listener.join()
        return self._process.wait() == 0 and self._told is not None and self._told.late is not None

    def join(self, fold: Divisible, projection: Projection, db: Connection) -> None:
        """Put it behind what was drawn of the earlier half."""
        db.exec_driver_sql(f"ATTACH ? AS {OTHER}", (str(self._path),))
        fold.join(OTHER, self._late(projection))

    def _late(self, projection: Projection) -> Sequence[Seen]:
        late = self._told.late if self._told else None
        rows = self._log.rows.rows_at(late or [])
        return read(rows, projection.interests, set())[0]

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._listener.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()


@contextmanager
def later_half(log: EventLog, shelves: Shelves, projection: Projection) -> Iterator[LaterHalf]:
    """Somebody to draw it beside us, where shelves are files."""
    shelf = shelves.fresh(projection)
    path = shelves.path_of(shelf)
    assert path is not None
    half = LaterHalf(log, projection.name, path)
    try:
        yield half
    finally:
        half.end()
        shelves.discard(projection, shelf)


def draw(log: EventLog, projection: Projection, path: Path, first: int, upto: int) -> None:
    """Draw the later half, and tell how far it is. Exits with 3 when something is in the way."""
    shelf = Shelf(projection.name, 0, unshared_engine(str(path)))
    with shelf.append_request() as db, without_collector():
        drawing = Drawing(log, projection, db, first)
        fold = drawing.fold
        assert isinstance(fold, Divisible)
        fold.begin_later_half(partial(_told_before, log, projection, first))
        while drawing.position < upto:
            drawing.draw_batch(upto)
            _tell(Told(drawing.position - first))
            if drawing.behind:
                sys.exit(3)
        fold.write_all_but_late()
    _tell(Told(upto - first, [seen.position for seen in fold.late]))


def _told_before(log: EventLog, projection: Projection, upto: int, stream: bytes) -> Sequence[Seen]:
    rows = [row for row in log.rows.rows_of(UUID(bytes=stream)) if row.position <= upto]
    return read(rows, projection.interests, set())[0]


def _tell(told: Told) -> None:
    """Whoever listens no longer does not want the rest either: this then ends us."""
    sys.stdout.write(msgspec.json.encode(told).decode() + "\n")
    sys.stdout.flush()


def main(database_url: str, name: str, path: str) -> None:
    """Get ready, say so, and draw what we are asked for; nothing when we are not asked."""
    log = EventLog(database_url)
    pages = Pages(log, Shelves(database_url))
    projection = next(each for each in pages.all if each.name == name)
    _tell(Told(0))
    if asked := sys.stdin.read():
        draw(log, projection, Path(path), *map(int, asked.split()))


if __name__ == "__main__":
    main(*sys.argv[1:])
