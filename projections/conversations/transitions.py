"""The fields of each event that the facts read, and what each changes about a fact."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, assert_never

import msgspec

from domain.bookings.concurrency import CONCURRENCY
from domain.brands.brand import Brand
from domain.conversations.conversation import Conversation
from domain.log.event_reader import PartialEvent
from domain.money import Money
from domain.terms import Employed, Paid, Terms, Voluntary
from projections.conversations.fact import Fact, Part
from projections.engine.timestamps import ms_of, us_of


class Registered(PartialEvent):
    OF = Brand.Registered

    zone: str


class Requested(PartialEvent):
    OF = Conversation.Requested

    at: datetime
    brand_id: str
    language: str
    subject_id: str | None = None
    source: str = "site"


class Claimed(PartialEvent):
    OF = Conversation.Claimed

    at: datetime
    respondent_id: str
    terms: msgspec.Raw
    concurrent_conversations: int


class FirstReplySent(PartialEvent):
    OF = Conversation.FirstReplySent

    at: datetime


class Transferred(PartialEvent):
    OF = Conversation.Transferred


class ClaimReleased(PartialEvent):
    OF = Conversation.ClaimReleased


class Closed(PartialEvent):
    OF = Conversation.Closed

    respondent_id: str
    terms: msgspec.Raw
    visitor_messages: int
    respondent_messages: int
    last_message_at: datetime


class PriceWaived(PartialEvent):
    OF = Conversation.PriceWaived


class PriceReinstated(PartialEvent):
    OF = Conversation.PriceReinstated

    price: Money
    commission: Money


class Lost(PartialEvent):
    OF = Conversation.Lost

    reason: str


class Rated(PartialEvent):
    OF = Conversation.Rated

    speed: int
    service: int
    quality: int


class SaleAttributed(PartialEvent):
    OF = Conversation.SaleAttributed

    amount: Money


MAX_CONCURRENCY_FACTOR = max(CONCURRENCY.values())


def _claimed(fact: Fact, event: Claimed) -> None:
    fact.status = "open"
    _credit(fact, event)
    if not fact.claim:
        # Handling time begins with the first claim, however often it is transferred.
        fact.claim = ms_of(event.at), event.concurrent_conversations


def _credit(fact: Fact, event: Claimed | Closed) -> None:
    model, fact.price, fact.points, fact.wage = credit_for(bytes(event.terms))
    fact.credit = bytearray.fromhex(event.respondent_id.replace("-", "")), model


class CreditedParts(NamedTuple):
    """The model of the respondent, and the parts of a fact that the terms fill."""

    model: str
    price: Part = ()
    points: Part = ()
    wage: Part = ()


@cache
def credit_for(written: bytes) -> CreditedParts:
    """
    What a conversation on these terms credits.

    written: the terms as JSON, as the event has them. Cached: millions of conversations have the
    same few terms, and each is decoded once.
    """
    terms: Terms = msgspec.json.decode(written, type=Terms)
    match terms:
        case Paid(price=price, commission_percent=percent):
            cost = price.currency, price.amount, price.share(percent)[0].amount
            return CreditedParts(Paid.model, price=cost)
        case Voluntary(points=points):
            return CreditedParts(Voluntary.model, points=(points,))
        case Employed(hourly_wage=wage):
            return CreditedParts(Employed.model, wage=(wage.currency, wage.amount))
        case _:
            assert_never(terms)


def _first_reply_sent(fact: Fact, event: FirstReplySent) -> None:
    # After a transfer the next respondent sends a first reply too; the wait was over before.
    if not fact.wait:
        requested_us = fact.requested_ms * 1000 + fact.requested_us
        fact.wait = ((us_of(event.at) - requested_us) // 1_000_000,)


def _transferred(fact: Fact, _event: Transferred) -> None:
    fact.status = "waiting"
    fact.transfers += 1


def _claim_released(fact: Fact, _event: ClaimReleased) -> None:
    fact.status = "waiting"
    fact.transfers += 1


def _closed(fact: Fact, event: Closed) -> None:
    fact.status = "closed"
    if fact.transfers:
        # The respondent who claimed it last need not be the one who replied last.
        _credit(fact, event)
    claimed_ms, concurrent_conversations = fact.claim
    # From the first claim to the close, less the idle tail after the last message.
    handled_s = max(0, ms_of(event.last_message_at) - claimed_ms) // 1000
    work_s = round(handled_s / CONCURRENCY.get(concurrent_conversations, MAX_CONCURRENCY_FACTOR))
    fact.close = event.visitor_messages, event.respondent_messages, handled_s, work_s


def _price_waived(fact: Fact, _event: PriceWaived) -> None:
    # It stays a paid conversation: one that costs the brand nothing.
    fact.price = fact.price[0], 0, 0


def _price_reinstated(fact: Fact, event: PriceReinstated) -> None:
    fact.price = event.price.currency, event.price.amount, event.commission.amount


def _lost(fact: Fact, event: Lost) -> None:
    fact.status = "lost"
    fact.loss = (event.reason,)


def _rated(fact: Fact, event: Rated) -> None:
    fact.rating = event.speed, event.service, event.quality


def _sold(fact: Fact, event: SaleAttributed) -> None:
    fact.sales += 1
    fact.sales_amount += event.amount.amount


CHANGES: dict[type, Callable[[Fact, Any], None]] = {
    Claimed: _claimed,
    FirstReplySent: _first_reply_sent,
    Transferred: _transferred,
    ClaimReleased: _claim_released,
    Closed: _closed,
    PriceWaived: _price_waived,
    PriceReinstated: _price_reinstated,
    Lost: _lost,
    Rated: _rated,
    SaleAttributed: _sold,
}
