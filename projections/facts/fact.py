"""A fact: what is known of one conversation, and what it adds to the tallies."""

import msgspec

CONCURRENCY = {1: 1.0, 2: 1.7, 3: 2.5, 4: 2.9, 5: 3.5}
"""
Conversations' worth of work done by one person who holds so many at once.

Source: a practitioner's table of chat concurrency (docs/sources.md).
"""


class Fact(msgspec.Struct, gc=False):
    """One row of `conversations`, field by field in the order of its columns."""

    conversation_id: bytes
    brand_id: bytes
    day: int
    hour_of_week: int
    requested_ms: int
    requested_known_ms: int
    language: str
    subject_id: bytes | None
    source: str
    stage: str = "waiting"
    transfers: int = 0
    respondent_id: bytes | None = None
    model: str | None = None
    claimed_ms: int | None = None
    claimed_known_ms: int | None = None
    held_at_once: int | None = None
    answered_ms: int | None = None
    answered_known_ms: int | None = None
    wait_s: int | None = None
    closed_ms: int | None = None
    closed_known_ms: int | None = None
    last_message_ms: int | None = None
    why: str | None = None
    visitor_messages: int | None = None
    respondent_messages: int | None = None
    handled_s: int | None = None
    work_s: int | None = None
    lost_ms: int | None = None
    lost_known_ms: int | None = None
    lost_reason: str | None = None
    currency: str | None = None
    price: int | None = None
    commission: int | None = None
    points: int | None = None
    rated_ms: int | None = None
    rated_known_ms: int | None = None
    speed: int | None = None
    service: int | None = None
    answer: int | None = None
    sales: int = 0
    sales_amount: int = 0


Key = tuple[str, str, int]
"""Model, measure and bucket."""
Count = tuple[Key, int]
"""What is counted, and how much of it."""


def counts_of(fact: Fact) -> list[Count]:
    """What a conversation adds to the tallies of its day, as far as it has come."""
    hour = fact.hour_of_week
    counts = [(("", "requests", hour), 1)]
    if fact.lost_reason is not None:
        counts.append((("", f"lost:{fact.lost_reason}", hour), 1))
    elif fact.wait_s is not None:
        model = fact.model or ""
        counts += (((model, "answered", hour), 1), ((model, "wait", fact.wait_s), 1))
        _count_close(fact, model, counts)
        _count_after(fact, model, counts)
    return counts


def _count_close(fact: Fact, model: str, counts: list[Count]) -> None:
    if fact.handled_s is None or fact.work_s is None:
        return
    counts += (
        ((model, "closed", 0), 1),
        ((model, "handled_s", 0), fact.handled_s),
        ((model, "work_s", 0), fact.work_s),
    )
    if fact.price:
        counts.append(((model, f"price:{fact.currency}", 0), fact.price))
        counts.append(((model, f"commission:{fact.currency}", 0), fact.commission or 0))
    if fact.points:
        counts.append(((model, "points", 0), fact.points))


def _count_after(fact: Fact, model: str, counts: list[Count]) -> None:
    if fact.speed is not None and fact.service is not None and fact.answer is not None:
        counts.append(((model, "marks", fact.speed + fact.service + fact.answer), 1))
    if fact.sales:
        counts.append(((model, "sales", 0), fact.sales))
        counts.append(((model, "sales_amount", 0), fact.sales_amount))
