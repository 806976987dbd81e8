"""Conversations of two brands and their respondents, made by the real commands."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from uuid import UUID, uuid5

from domain.conversations.conversation_reasons import LostReason
from tests.support.people import (
    AMBASSADOR,
    EMPLOYED,
    EMPLOYEE,
    EXPERT,
    MANAGER,
    MORNING,
    PAID,
    VOLUNTARY,
    euros,
)
from tests.support.prepared_databases import prepared
from tests.web.marketplace_of_app import marketplace_in
from tests.web.shop import NEST, ROAD
from web.marketplace import Marketplace

OPENED = MORNING - timedelta(days=400)


@dataclass
class Counter:
    """What visitors and respondents do; each method returns the id of its conversation."""

    market: Marketplace
    ids: count = field(default_factory=count)

    def asks(self, at=MORNING, brand=NEST, language="fr", page="/guide?session=1"):
        conversation_id = self._new_id()
        arguments = (conversation_id, brand.brand_id, self._new_id(), language, at)
        self.market.conversations.request(*arguments, page=page)
        return conversation_id

    def is_lost(self, reason=LostReason.NOBODY_PRESENT, at=MORNING, brand=NEST):
        conversation_id = self.asks(at, brand)
        self.market.conversations.lose(conversation_id, reason, at + timedelta(seconds=90))
        return conversation_id

    def is_claimed(self, respondent_id=EXPERT, at=MORNING, brand=NEST):
        conversation_id = self.asks(at, brand)
        conversations = self.market.conversations
        conversations.offer(conversation_id, (respondent_id,), at + timedelta(seconds=1))
        conversations.claim(conversation_id, respondent_id, at + timedelta(seconds=20))
        return conversation_id

    def is_answered(self, respondent_id=EXPERT, at=MORNING, brand=NEST, ratings=None, sales=()):
        conversation_id = self.is_claimed(respondent_id, at, brand)
        conversations, over = self.market.conversations, at + timedelta(minutes=12)
        conversations.send_first_reply(conversation_id, respondent_id, at + timedelta(seconds=45))
        last = at + timedelta(minutes=11)
        conversations.close(conversation_id, respondent_id, "answered", (3, 4), last, over)
        if ratings:
            conversations.rate(conversation_id, *ratings, over + timedelta(minutes=1))
        for number, cents in enumerate(sales):
            self.sells(conversation_id, over + timedelta(hours=1 + number), cents)
        return conversation_id

    def sells(self, conversation_id, at, cents):
        order = f"{conversation_id}/{at}"
        self.market.conversations.attribute_sale(conversation_id, order, euros(cents), at)

    def update_read_models(self):
        self.market.projector.catch_up()

    def _new_id(self):
        return uuid5(UUID(int=0), str(next(self.ids)))


def open_counter(market):
    """Both brands, an expert of both, an ambassador and an employee of the first, all present."""
    for brand in (NEST, ROAD):
        arguments = (brand.brand_id, brand.slug, brand.name, brand.zone, brand.currency)
        market.brands.register(*arguments, MANAGER, OPENED)
    for person, terms in ((EXPERT, PAID), (AMBASSADOR, VOLUNTARY), (EMPLOYEE, EMPLOYED)):
        market.members.join(person, ("en", "fr"), "FR", OPENED)
        market.members.start_engagement(person, NEST.brand_id, terms, MANAGER, OPENED)
    market.members.start_engagement(EXPERT, ROAD.brand_id, PAID, MANAGER, OPENED)
    for person in (EXPERT, AMBASSADOR, EMPLOYEE):
        market.presence.come_online(uuid5(person, "desk"), person, 4, OPENED)


@contextmanager
def counter_of(app, database_url, begin=open_counter):
    """Put a marketplace behind an application, for a while; its read models are up to date."""
    with marketplace_in(app, prepared(database_url, begin)) as market:
        yield Counter(market)
