"""What each event changes about a conversation's fact."""

from collections.abc import Callable
from functools import cache
from typing import Any, assert_never

from domain.conversation import Conversation
from domain.terms import Paid, Terms, Voluntary
from projections.facts.fact import CONCURRENCY, Fact, Part
from projections.instants import ms_of

MOST_AT_ONCE = max(CONCURRENCY)


def _claimed(fact: Fact, event: Conversation.Claimed, known_ms: int) -> None:
    fact.stage = "open"
    _credit(fact, event)
    if not fact.claim:
        # Handled time begins with the first who takes it, however often it is passed on.
        fact.claim = ms_of(event.at), known_ms, event.held_at_once


def _credit(fact: Fact, event: Conversation.Claimed | Conversation.Closed) -> None:
    fact.credit = bytearray(event.respondent_id.bytes), event.terms.model
    fact.price, fact.points = rewards_of(event.terms)


@cache
def rewards_of(terms: Terms) -> tuple[Part, Part]:
    """The price, and the points, that a conversation on these terms is worth."""
    match terms:
        case Paid(price=price, commission_percent=percent):
            return (price.currency, price.amount, price.share(percent)[0].amount), ()
        case Voluntary(points=points):
            return (), (points,)
        case unknown:
            assert_never(unknown)


def _first_answered(fact: Fact, event: Conversation.FirstAnswered, known_ms: int) -> None:
    if fact.answer:
        # Whoever took it over answers too; the visitor's wait was over before.
        return
    at = ms_of(event.at)
    fact.answer = at, known_ms, (at - fact.requested_ms) // 1000


def _transferred(fact: Fact, _event: Conversation.Transferred, _known_ms: int) -> None:
    fact.stage = "waiting"
    fact.transfers += 1


def _closed(fact: Fact, event: Conversation.Closed, known_ms: int) -> None:
    fact.stage = "closed"
    if fact.transfers:
        # Who claimed it last need not be who answered it last.
        _credit(fact, event)
    claimed_ms, _, held_at_once = fact.claim
    last_ms = ms_of(event.last_message_at)
    # From the first claim to the close, less the idle tail after the last message.
    handled_s = max(0, last_ms - claimed_ms) // 1000
    fact.close = (
        ms_of(event.at),
        known_ms,
        last_ms,
        event.why,
        event.visitor_messages,
        event.respondent_messages,
        handled_s,
        round(handled_s / CONCURRENCY[min(held_at_once, MOST_AT_ONCE)]),
    )


def _lost(fact: Fact, event: Conversation.Lost, known_ms: int) -> None:
    fact.stage = "lost"
    fact.loss = ms_of(event.at), known_ms, event.reason.value


def _rated(fact: Fact, event: Conversation.Rated, known_ms: int) -> None:
    fact.rating = ms_of(event.at), known_ms, event.speed, event.service, event.answer


def _sold(fact: Fact, event: Conversation.SaleAttributed, _known_ms: int) -> None:
    fact.sales += 1
    fact.sales_amount += event.amount.amount


CHANGES: dict[type, Callable[[Fact, Any, int], None]] = {
    Conversation.Claimed: _claimed,
    Conversation.FirstAnswered: _first_answered,
    Conversation.Transferred: _transferred,
    Conversation.Closed: _closed,
    Conversation.Lost: _lost,
    Conversation.Rated: _rated,
    Conversation.SaleAttributed: _sold,
}
