"""Read models in memory, projected from events in any order and any batches."""

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

from domain.event_registry import AGGREGATE_TYPES
from domain.log.entries import Decision
from domain.log.envelope import EventEnvelope
from domain.log.event_reader import decoders_for
from domain.log.mapper import decode, encode_json
from projections.assessments.assessments import Assessments
from projections.bookings.bookings import Bookings
from projections.bookings.demand.projection import DemandByHalfHour
from projections.bookings.shifts import Shifts
from projections.brands.brands import Brands
from projections.brands.programme_costs import ProgrammeCosts
from projections.brands.settings_history import SettingsHistory
from projections.chat.open_conversations import OpenConversations
from projections.conversations.projection import Facts
from projections.engine.generation import checkpoint, engine_tables
from projections.engine.timestamps import ms_of
from projections.presence.projection import PresenceProjection
from projections.recruitment.staff_invitations import StaffInvitations
from projections.rewards.points import Points

PROJECTIONS = (
    *(Brands(), ProgrammeCosts(), SettingsHistory(), Facts(), StaffInvitations()),
    *(Points(), PresenceProjection(), Assessments(), DemandByHalfHour(), Bookings(), Shifts()),
    OpenConversations(),
)


class RecordedEvents:
    """Events in the order of the log; each is recorded when it happens unless said otherwise."""

    def __init__(self):
        self.events = []
        self._versions = Counter()

    def add(self, id, *events, recorded_at=None):
        for event in events:
            self._versions[id] += 1
            position, version = len(self.events) + 1, self._versions[id]
            recorded_us = ms_of(recorded_at or event.at) * 1000
            place = (position, id.bytes, version, recorded_us)
            self.events.append(EventEnvelope(*place, event.TOPIC, event))
        return self


@contextmanager
def empty_tables():
    """Empty tables of every projection, in memory."""
    with _engine().connect() as db:
        db.execute(checkpoint.insert().values(name="in memory", position=0, recorded_us=0))
        yield db


@cache
def _engine():
    return create_engine("sqlite://", creator=_empty_database, poolclass=NullPool)


def _empty_database():
    connection = sqlite3.connect(":memory:")
    connection.executescript(_definitions())
    return connection


@cache
def _definitions():
    """Compiled once: properties are tried on hundreds of databases."""
    metadata = (engine_tables, *(projection.tables for projection in PROJECTIONS))
    tables = [table for tables in metadata for table in tables.sorted_tables]
    parts = [CreateTable(table) for table in tables]
    parts += [CreateIndex(index) for table in tables for index in table.indexes]
    return ";".join(str(part.compile(dialect=sqlite.dialect())) for part in parts)


def project(events, db, *projections):
    """Apply one batch, as the projector does while it follows."""
    for projection in projections or PROJECTIONS:
        fold = projection.begin(db)
        fold.apply(read_by(projection, events))
        fold.flush()


def rebuild(batches, db, *projections, flushing_after=()):
    """Apply batch after batch, as a rebuild does; it may flush after some of them."""
    for projection in projections or PROJECTIONS:
        fold = projection.begin(db)
        for number, batch in enumerate(batches):
            fold.apply(read_by(projection, batch))
            if number in flushing_after:
                fold.flush()
        fold.flush()


def concerning(projection, events):
    """Those events to which a projection subscribes."""
    decoders = decoders_for(projection.event_types)
    return [event for event in events if decoders[event.data.TOPIC]]


def read_by(projection, events):
    """What a projection reads of events, as it would read them from the log."""
    decoders = decoders_for(projection.event_types)
    return [
        replace(event, data=decoders[event.data.TOPIC](encode_json(event.data)))
        for event in concerning(projection, events)
    ]


def in_batches(events, cuts):
    """The same events in several batches, cut at these places."""
    edges = [0, *sorted(cuts), len(events)]
    return [events[first:last] for first, last in pairwise(edges)]


def record(recorded, log):
    """Record the same events in a real log, in one decision, aggregate by aggregate."""
    types = {aggregate_type.__name__: aggregate_type for aggregate_type in AGGREGATE_TYPES}
    aggregates = {}

    def decide():
        for event in recorded.events:
            aggregate_type = types[type(event.data).__qualname__.partition(".")[0]]
            id = UUID(bytes=event.stream)
            aggregate = aggregates.setdefault(id, log.load_or_new(aggregate_type, id))
            aggregate.record(event.data)
        return Decision(list(aggregates.values()))

    log.execute(decide)


def events_in(log):
    """All events of a log, decoded."""
    return [
        EventEnvelope(
            row.position,
            row.stream,
            row.version,
            row.recorded_us,
            row.topic,
            decode(row.topic, row.state),
        )
        for row in log.all_rows()
    ]


def content(projection, db):
    """All the rows of a projection's tables."""
    return {
        table.name: sorted(map(tuple, db.execute(select(table))), key=repr)
        for table in projection.tables.sorted_tables
    }
