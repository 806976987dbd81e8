"""How events become demand by half-hour."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from operator import add
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import astuple
from sqlalchemy import Connection, delete, select, tuple_

from domain.conversations.conversation import Conversation
from domain.conversations.conversation_reasons import LostReason
from domain.log.envelope import EventEnvelope
from domain.log.event_reader import PartialEvent
from domain.log.mapper import encode_json
from domain.terms import Terms
from projections.bookings.demand.tables import (
    UNKNOWN_LANGUAGE,
    demand,
    demand_tables,
    open_requests,
)
from projections.engine.bulk_insert import upsert_rows
from projections.engine.timestamps import ms_of

HALF_HOUR_MS = 1_800_000
DAY_HALF_HOURS = 48
AT_ONCE = 300
MAX_IN_MEMORY = 20_000
"""Open requests, or rows of counts, before they are written."""

DemandKey = tuple[bytes, int, bytes, str, str]
"""The primary key of a row of counts."""
DayCounts = list[int]
"""By half-hour of a UTC day, 48 in all."""
counts_of = msgspec.json.Decoder(DayCounts).decode
"""Decodes the counts in a row."""


class RequestMade(PartialEvent):
    OF = Conversation.Requested

    at: datetime
    brand_id: str
    language: str
    subject_id: str | None = None
    source: str = "site"


class RequestClaimed(PartialEvent):
    OF = Conversation.Claimed

    terms: msgspec.Raw


class RequestAnswered(PartialEvent):
    OF = Conversation.FirstReplySent

    at: datetime


class RequestLost(PartialEvent):
    OF = Conversation.Lost

    at: datetime
    reason: str


class OpenRequest(msgspec.Struct, gc=False):
    """A request that is neither answered nor lost; fields as the columns, without the id."""

    brand_id: bytes
    subject_id: bytes
    language: str
    requested_ms: int
    model: str = ""


class DemandFold:
    """
    Holds open requests and counts in memory until they are written.

    In a rebuild most requests end while they are in memory, so few are ever written or read.
    """

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._open: dict[bytes, OpenRequest] = {}
        self._ended: set[bytes] = set()
        """Ended since the last flush: their rows, if they have one, are out of date."""
        self._counts: defaultdict[DemandKey, DayCounts] = defaultdict(_no_counts)

    def apply(self, batch: Sequence[EventEnvelope[Any]]) -> None:
        self._read_open(batch)
        for event in batch:
            self._change(event.stream, event.data)
        if max(len(self._open), len(self._ended), len(self._counts)) > MAX_IN_MEMORY:
            self.flush()

    def _read_open(self, batch: Sequence[EventEnvelope[Any]]) -> None:
        """Read the open requests of a batch that are not in memory."""
        missing = {event.stream for event in batch} - self._open.keys() - self._ended
        missing -= {event.stream for event in batch if isinstance(event.data, RequestMade)}
        for streams in _parts(sorted(missing)):
            condition = open_requests.c.conversation_id.in_(streams)
            for conversation_id, *columns in self._db.execute(
                select(open_requests).where(condition)
            ):
                self._open[conversation_id] = OpenRequest(*columns)

    def _change(self, stream: bytes, event: Any) -> None:
        if isinstance(event, RequestMade):
            self._open[stream] = _open_request(event)
            self._count(self._open[stream], "requests", 1)
        elif request := self._open.get(stream):
            self._go_on(stream, request, event)
        # Else it was answered before a transfer.

    def _go_on(self, stream: bytes, request: OpenRequest, event: Any) -> None:
        match event:
            case RequestClaimed(terms=terms):
                request.model = _model_of(bytes(terms))
            case RequestAnswered(at=at):
                self._end(stream, f"answered:{request.model}", at)
            case RequestLost(reason=LostReason.NOT_RECORDED as reason):
                self._end(stream, f"lost:{reason}", None)
            case RequestLost(at=at, reason=reason):
                self._end(stream, f"lost:{reason}", at)

    def _end(self, stream: bytes, outcome: str, at: datetime | None) -> None:
        """Count how a request ended. at: when; None: that is not known."""
        request = self._open.pop(stream)
        self._ended.add(stream)
        self._count(request, outcome, 1)
        if at is not None:
            waited_ms = max(0, ms_of(at) - request.requested_ms)
            self._count(request, "waited_s", waited_ms // 1000)

    def _count(self, request: OpenRequest, measure: str, n: int) -> None:
        day, half_hour = divmod(request.requested_ms // HALF_HOUR_MS, DAY_HALF_HOURS)
        key = request.brand_id, day, request.subject_id, request.language, measure
        self._counts[key][half_hour] += n

    def flush(self) -> None:
        for streams in _parts(list(self._ended)):
            self._db.execute(
                delete(open_requests).where(open_requests.c.conversation_id.in_(streams))
            )
        rows = [(stream, *astuple(request)) for stream, request in self._open.items()]
        upsert_rows(open_requests, rows, self._db)
        _add_counts(self._counts, self._db)
        for changes in (self._open, self._ended, self._counts):
            changes.clear()


def _open_request(event: RequestMade) -> OpenRequest:
    subject_id = _bytes_of(event.subject_id) if event.subject_id else b""
    # A history file has no languages; the event has one, as all requests must.
    language = UNKNOWN_LANGUAGE if event.source.startswith("import:") else event.language
    return OpenRequest(_bytes_of(event.brand_id), subject_id, language, ms_of(event.at))


@cache
def _bytes_of(written: str) -> bytes:
    """Of brands and subjects, of which there are few."""
    return UUID(written).bytes


@cache
def _model_of(written: bytes) -> str:
    """The model of terms as the event has them, in JSON; there are few different ones."""
    terms: Terms = msgspec.json.decode(written, type=Terms)
    return terms.model


def _no_counts() -> DayCounts:
    return [0] * DAY_HALF_HOURS


def _add_counts(counts: Mapping[DemandKey, DayCounts], db: Connection) -> None:
    sums = dict(counts)
    for key, stored in _stored(sums, db):
        sums[key] = list(map(add, sums[key], stored))
    rows = [(*key, encode_json(sums[key]).decode()) for key in sorted(sums)]
    upsert_rows(demand, rows, db)


def _stored(
    sums: Mapping[DemandKey, DayCounts], db: Connection
) -> Iterator[tuple[DemandKey, DayCounts]]:
    """Those of these counts that are stored."""
    days = sorted({key[:2] for key in sums})
    for part in _parts(days):
        condition = tuple_(demand.c.brand_id, demand.c.day).in_(part)
        for *columns, written in db.execute(select(demand).where(condition)):
            if (key := tuple(columns)) in sums:
                yield key, counts_of(written)


def _parts(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (items[first : first + AT_ONCE] for first in range(0, len(items), AT_ONCE))


class DemandByHalfHour:
    """What visitors asked for, when, and what came of it."""

    name = "demand_by_half_hour"
    version = 2
    tables = demand_tables
    event_types = (RequestMade, RequestClaimed, RequestAnswered, RequestLost)

    def begin(self, db: Connection) -> DemandFold:
        return DemandFold(db)
