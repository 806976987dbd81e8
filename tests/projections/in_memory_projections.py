"""Pages on paper: projections drawn in memory, from events told in any order and any batches."""

import sqlite3
from collections import Counter
from contextlib import contextmanager
from functools import cache
from itertools import pairwise
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import NullPool, create_engine, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from domain.event_registry import KINDS
from domain.log.entries import Decision
from domain.log.mapper import decode, encode_json
from domain.log.subscription import EventEnvelope
from projections.assessments.assessments import Assessments
from projections.brands.brands import Brands
from projections.brands.programme_costs import ProgrammeCosts
from projections.conversations.projection import Facts
from projections.engine.event_reader import decoders_for
from projections.engine.generation import checkpoint, own
from projections.engine.timestamps import ms_of
from projections.presence.projection import PresenceNow
from projections.rewards.points import Points

PROJECTIONS = (Brands(), ProgrammeCosts(), Facts(), Points(), PresenceNow(), Assessments())


class Told:
    """Events in the order in which they were recorded, each known at once unless said otherwise."""

    def __init__(self):
        self.seen = []
        self._versions = Counter()

    def tell(self, id, *events, known_at=None):
        for event in events:
            self._versions[id] += 1
            position = len(self.seen) + 1
            recorded_us = ms_of(known_at or event.at) * 1000
            self.seen.append(
                EventEnvelope(position, id.bytes, self._versions[id], recorded_us, event)
            )
        return self


@contextmanager
def paper():
    """Empty tables of every projection, in memory."""
    with _sheets().connect() as db:
        db.execute(checkpoint.insert().values(name="paper", position=0))
        yield db


@cache
def _sheets():
    return create_engine("sqlite://", creator=_blank_sheet, poolclass=NullPool)


def _blank_sheet():
    sheet = sqlite3.connect(":memory:")
    sheet.executescript(_layout())
    return sheet


@cache
def _layout():
    """Compiled once: properties are tried on hundreds of sheets."""
    drawn = (own, *(projection.tables for projection in PROJECTIONS))
    tables = [table for each in drawn for table in each.sorted_tables]
    parts = [CreateTable(table) for table in tables]
    parts += [CreateIndex(index) for table in tables for index in table.indexes]
    return ";".join(str(part.compile(dialect=sqlite.dialect())) for part in parts)


def draw(seen, db, *projections):
    """Draw one batch, as the projector does while it follows."""
    for projection in projections or PROJECTIONS:
        fold = projection.begin(db)
        fold.apply(wanted(projection, seen))
        fold.flush()


def redraw(batches, db, *projections, writing_after=()):
    """Draw batch after batch, as a rebuild does; it may write some down on the way."""
    for projection in projections or PROJECTIONS:
        fold = projection.begin(db)
        for number, batch in enumerate(batches):
            fold.apply(wanted(projection, batch))
            if number in writing_after:
                fold.flush()
        fold.flush()


def concerning(projection, seen):
    """Of what was told, that which a projection reads."""
    decoders = decoders_for(projection.event_types)
    return [each for each in seen if decoders[each.data.TOPIC]]


def wanted(projection, seen):
    """What a projection reads, as it would read it from the log."""
    decoders = decoders_for(projection.event_types)
    return [
        replace(each, data=decoders[each.data.TOPIC](encode_json(each.data)))
        for each in concerning(projection, seen)
    ]


def cut(seen, cuts):
    """The same events in several batches, cut at these places."""
    edges = [0, *sorted(cuts), len(seen)]
    return [seen[first:last] for first, last in pairwise(edges)]


def record(told, log):
    """Record what was told in a real log, in one decision, thing by thing."""
    kinds = {kind.__name__: kind for kind in KINDS}
    things = {}

    def decide():
        for each in told.seen:
            kind = kinds[type(each.data).__qualname__.partition(".")[0]]
            id = UUID(bytes=each.stream)
            things.setdefault(id, log.load_or_new(kind, id)).record(each.data)
        return Decision(list(things.values()))

    log.execute(decide)


def seen_in(log):
    """All that a log holds, as projections see it."""
    return [
        EventEnvelope(row.position, row.stream, row.version, row.recorded_us, event)
        for row in log.all_rows()
        if (event := decode(row.topic, row.state))
    ]


def content(projection, db):
    """All the rows of a projection's tables."""
    return {
        table.name: sorted(map(tuple, db.execute(select(table))), key=repr)
        for table in projection.tables.sorted_tables
    }
