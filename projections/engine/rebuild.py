"""Rebuilding projections beside the live tables: for a cut-over, or only to compare."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, Table, select

from domain.errors import NotNow
from domain.log.event_log import EventLog
from projections.engine.generation import ProjectionGeneration, add_indexes, position_of
from projections.engine.progress import ActivityProgress
from projections.engine.projection import Projection
from projections.engine.read_model_store import ReadModelStore
from projections.engine.rebuild_run import ProjectionRebuild, RebuildRun, without_collector


@dataclass(frozen=True)
class Difference:
    """A live table whose rows differ from those of a rebuild."""

    projection: str
    table: str
    rows_live: int
    rows_rebuilt: int


class Target(NamedTuple):
    """A projection to rebuild, its new generation, and the position to end at."""

    projection: Projection
    generation: ProjectionGeneration
    upto: int


class Rebuilder:
    """Rebuilds projections from the whole log, which is read once for all of them."""

    def __init__(self, log: EventLog, store: ReadModelStore, progress: ActivityProgress) -> None:
        self._log = log
        self._store = store
        self._progress = progress

    def rebuild(self, *projections: Projection, upto: int | None = None) -> int:
        """
        Rebuild projections beside the live tables, then cut over; return the position reached.

        upto: the log position to end at; None, or beyond it: the log's end. Pages read the old
        tables until the cut-over. Raises NotNow when another process rebuilds one of them,
        and whatever a fold raises; the live tables then stay as they are.
        """
        head = self._log.rows.head()
        end = head if upto is None else min(upto, head)
        with ExitStack() as stack:
            stack.enter_context(self._store.rebuild_lock(projections))
            live = [self._store.live(projection) for projection in projections]
            targets = [self._target(projection, end, stack) for projection in projections]
            self._fill(targets)
            for old, (projection, new, _) in zip(live, targets, strict=True):
                self._store.cut_over(projection, old, new)
                self._store.drop_all_but(projection, old, new)
        return end

    def check(self, *projections: Projection) -> list[Difference]:
        """
        Rebuild projections up to the positions of the live ones, and compare them table by table.

        Return the tables that differ. Raises NotNow when another process rebuilds one of them, or
        when a live one is of another log or ahead of this one, and whatever a fold raises.
        """
        with ExitStack() as stack:
            stack.enter_context(self._store.rebuild_lock(projections))
            live = [
                stack.enter_context(self._store.live(projection).read())
                for projection in projections
            ]
            targets = [
                self._target(projection, self._position(projection, db), stack)
                for projection, db in zip(projections, live, strict=True)
            ]
            self._fill(targets)
            return [
                difference
                for db, target in zip(live, targets, strict=True)
                for difference in _differences(target, db)
            ]

    def _position(self, projection: Projection, live: Connection) -> int:
        """How far live tables have read. Raises NotNow unless they were built from this log."""
        position, head = position_of(live), self._log.rows.head()
        if position > head:
            raise NotNow(
                "%(projection)s has read up to position %(position)s, but the log ends at %(head)s:"
                " an older log was restored. Run `comptoir rebuild %(projection)s`.",
                projection=projection.name,
                position=position,
                head=head,
            )
        self._store.live_of_this_log(projection)
        return position

    def _target(self, projection: Projection, upto: int, stack: ExitStack) -> Target:
        """New tables for a projection; the stack removes them unless they have become live."""
        generation = self._store.create(projection)
        stack.callback(self._store.discard, projection, generation)
        return Target(projection, generation, upto)

    def _fill(self, targets: Sequence[Target]) -> None:
        with ExitStack() as stack:
            stack.enter_context(without_collector())
            self._run(
                [
                    ProjectionRebuild(
                        target.projection,
                        stack.enter_context(target.generation.write()),
                        target.upto,
                    )
                    for target in targets
                ]
            )
        for target in targets:
            add_indexes(target.projection, target.generation)

    def _run(self, rebuilds: Sequence[ProjectionRebuild]) -> None:
        run = RebuildRun(self._log, rebuilds)
        names = [rebuild.projection.name for rebuild in rebuilds]
        name = names[0] if len(names) == 1 else f"{len(names)} projections"
        end = max((rebuild.upto for rebuild in rebuilds), default=0)
        while run.position < end:
            run.apply_batch(end)
            self._progress(name, run.position, end)
        for rebuild in rebuilds:
            rebuild.finish(self._log.rows.recorded_us_at(rebuild.upto) or 0)


def _differences(target: Target, live: Connection) -> Iterator[Difference]:
    name, tables = target.projection.name, target.projection.tables.sorted_tables
    with target.generation.read() as rebuilt:
        for table in tables:
            (rows_live, digest_live), (rows, digest) = _digest(table, live), _digest(table, rebuilt)
            if digest_live != digest:
                yield Difference(name, table.name, rows_live, rows)


def _digest(table: Table, db: Connection) -> tuple[int, str]:
    """How many rows a table has, and a digest of their content in the order of their keys."""
    digest, count = hashlib.sha256(), 0
    query = select(table).order_by(*table.primary_key.columns)
    for row in db.execute(query).yield_per(5000):
        digest.update(repr(tuple(row)).encode())
        count += 1
    return count, digest.hexdigest()
