"""A big log, made quickly by the domain's own aggregates: many conversations in each commit."""

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from domain.aggregate import Event
from domain.brands.brand import Brand
from domain.brands.opening_hours import OpeningHours
from domain.conversations.conversation import Conversation
from domain.conversations.conversation_reasons import LostReason
from domain.log.entries import Decision
from domain.log.envelope import EventEnvelope
from domain.log.event_log import EventLog
from domain.log.event_reader import decoders_for
from domain.log.mapper import encode_json
from domain.money import Money
from domain.terms import Paid, Voluntary
from projections.engine.generation import add_indexes
from projections.engine.projection import Projection
from web.marketplace import Marketplace

START = datetime(2026, 1, 1, tzinfo=UTC)
AT_ONCE = 1000
"""Conversations that are open at the same time, so that their events lie interleaved."""
RESPONDENTS = 40
"""For each brand."""
EVENINGS = OpeningHours.weekly(
    "Europe/Paris", {day: [("09:00", "12:00"), ("18:00", "23:00")] for day in range(7)}
)
TERMS = (Voluntary(1), Paid(Money(200, "EUR"), 20))


def fill(log: EventLog, events: int, brands: int = 10, seed: int = 1) -> None:
    """Append about so many events: requests, claims, answers, closings, ratings and losses."""
    rng = random.Random(seed)
    brand_ids = [uuid4() for _ in range(brands)]
    log.execute(lambda: Decision([_brand(id, number) for number, id in enumerate(brand_ids)]))
    open_conversations: list[tuple[Conversation, Iterator[None]]] = []
    at, first = START, log.rows.head()
    while log.rows.head() - first < events:
        for _ in range(AT_ONCE // 4):
            at += timedelta(seconds=rng.randrange(1, 60))
            conversation = Conversation(uuid4())
            steps = _steps(conversation, rng.choice(brand_ids), at, rng)
            open_conversations.append((conversation, steps))
        still_open = [pair for pair in open_conversations if next(pair[1], "over") is None]
        changed = [
            conversation for conversation, _ in open_conversations if conversation.pending_events
        ]
        log.execute(lambda changed=changed: Decision(changed))
        open_conversations = still_open


def _brand(brand_id: UUID, number: int) -> Brand:
    brand = Brand(brand_id)
    brand.register(f"big-{number}", "Big", "Europe/Paris", "EUR", None, START)
    return brand


def _steps(
    conversation: Conversation, brand_id: UUID, at: datetime, rng: random.Random
) -> Iterator[None]:
    """The events of one conversation; each step of the iterator adds the next."""
    respondent_id = UUID(int=brand_id.int ^ rng.randrange(RESPONDENTS))
    conversation.request(brand_id, uuid4(), "fr", None, "/tents", at)
    conversation.offer((respondent_id,), at)
    yield
    wait = timedelta(seconds=int(rng.lognormvariate(3.5, 1)))
    if rng.random() < 0.2:
        conversation.lose(LostReason.VISITOR_LEFT, at + wait)
        return
    conversation.claim(respondent_id, rng.choice(TERMS), 1, rng.randrange(1, 4), at + wait)
    conversation.send_first_reply(respondent_id, at + wait)
    yield
    end = at + wait + timedelta(seconds=int(rng.lognormvariate(6, 0.6)))
    conversation.close(respondent_id, "answered", (rng.randrange(1, 9), 4), end, end)
    yield
    if rng.random() < 0.4:
        conversation.rate(rng.randrange(1, 6), rng.randrange(1, 6), rng.randrange(1, 6), end)


def facts_only(
    conversations: int, brands: int, seed: int = 2
) -> Iterator[tuple[bytes, int, Event]]:
    """The events of so many conversations without a log: stream, version, event."""
    rng = random.Random(seed)
    brand_ids = [UUID(int=rng.getrandbits(128), version=4) for _ in range(brands)]
    for number, brand_id in enumerate(brand_ids):
        brand = _brand(brand_id, number)
        brand.set_opening_hours(EVENINGS, brand_id, START)
        for version, event in enumerate(brand.pending_events, start=1):
            yield brand_id.bytes, version, event
    year = timedelta(days=365)
    for _ in range(conversations):
        conversation = Conversation(uuid4())
        at = START + timedelta(seconds=rng.randrange(int(year.total_seconds())))
        for _ in _steps(conversation, rng.choice(brand_ids), at, rng):
            pass
        for version, event in enumerate(conversation.pending_events, start=1):
            yield conversation.id.bytes, version, event


def fold_into(
    projection: Projection, events: Iterable[tuple[bytes, int, Event]], market: Marketplace
) -> None:
    """Fold events without a log straight into the live tables of a projection."""
    generation = market.read_model_store.live(projection)
    read = _read(events, projection)
    with generation.write() as db:
        fold = projection.begin(db)
        while batch := list(islice(read, 50_000)):
            fold.apply(batch)
        fold.flush()
    add_indexes(projection, generation)


def _read(
    events: Iterable[tuple[bytes, int, Event]], projection: Projection
) -> Iterable[EventEnvelope[Any]]:
    """The events as the projection would read them from a log."""
    decoders = decoders_for(projection.event_types)
    for stream, version, event in events:
        if decode := decoders[event.TOPIC]:
            yield EventEnvelope(0, stream, version, 0, event.TOPIC, decode(encode_json(event)))
