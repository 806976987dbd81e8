"""Short ways to make the events of conversations."""

from domain.brands.brand import Brand
from domain.conversations.conversation import Conversation
from domain.conversations.conversation_reasons import LostReason, ReleaseReason
from domain.terms import disclosure_of
from tests.support.people import (
    AMBASSADOR,
    BRAND,
    CONVERSATION,
    EXPERT,
    MANAGER,
    MORNING,
    PAID,
    VISITOR,
    euros,
)


def registered(slug="camp", zone="Europe/Paris", currency="EUR", at=MORNING):
    return Brand.Registered(
        at=at, slug=slug, name=slug.title(), zone=zone, currency=currency, by=MANAGER
    )


def requested(at, brand_id=BRAND, **more):
    fields = {"visitor_id": VISITOR, "language": "fr", **more}
    return Conversation.Requested(at=at, brand_id=brand_id, **fields)


def offered(at, *respondent_ids):
    return Conversation.Offered(at=at, respondent_ids=respondent_ids or (EXPERT, AMBASSADOR))


def claimed(at, respondent_id=EXPERT, terms=PAID, *, concurrent=1, slot=1, brand_id=BRAND):
    return Conversation.Claimed(
        at=at,
        brand_id=brand_id,
        respondent_id=respondent_id,
        terms=terms,
        disclosure=disclosure_of(terms, "fr"),
        slot=slot,
        concurrent_conversations=concurrent,
    )


def answered(at, respondent_id=EXPERT):
    return Conversation.FirstReplySent(at=at, respondent_id=respondent_id)


def transferred(at, respondent_id=EXPERT, *, slot=1):
    return Conversation.Transferred(at=at, respondent_id=respondent_id, slot=slot, reason="break")


def released(at, respondent_id=EXPERT, *, slot=1):
    return Conversation.ClaimReleased(
        at=at, respondent_id=respondent_id, slot=slot, reason=ReleaseReason.OFFLINE
    )


def message_sent(at, sender_id=VISITOR):
    return Conversation.MessageSent(at=at, sender_id=sender_id, text_id=CONVERSATION, length=12)


def closed(at, last_message_at=None, respondent_id=EXPERT, terms=PAID, **more):
    fields = {
        "brand_id": BRAND,
        "by": respondent_id,
        "reason": "answered",
        "visitor_messages": 3,
        "respondent_messages": 4,
        "slot": 1,
        **more,
    }
    return Conversation.Closed(
        at=at,
        respondent_id=respondent_id,
        terms=terms,
        last_message_at=last_message_at or at,
        **fields,
    )


def lost(at, reason=LostReason.NOBODY_PRESENT, respondent_id=None, **more):
    fields = {"brand_id": BRAND, **more}
    return Conversation.Lost(at=at, reason=reason, respondent_id=respondent_id, **fields)


def rated(at, speed=4, service=5, quality=3, respondent_id=EXPERT):
    return Conversation.Rated(
        at=at, respondent_id=respondent_id, speed=speed, service=service, quality=quality
    )


def waived(at, respondent_id=EXPERT, terms=PAID):
    return Conversation.PriceWaived(**_price(at, respondent_id, terms))


def reinstated(at, respondent_id=EXPERT, terms=PAID):
    return Conversation.PriceReinstated(**_price(at, respondent_id, terms))


def _price(at, respondent_id, terms):
    return {
        "at": at,
        "brand_id": BRAND,
        "respondent_id": respondent_id,
        "price": terms.price,
        "commission": terms.price.share(terms.commission_percent)[0],
        "booking_id": None,
        "by": MANAGER,
    }


def sold(at, cents=4990, reference="order-1", respondent_id=EXPERT):
    return Conversation.SaleAttributed(
        at=at,
        respondent_id=respondent_id,
        reference=reference,
        amount=euros(cents),
        within_hours=48,
    )
