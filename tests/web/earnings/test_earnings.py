"""Conversations earn by a reactor, also those from before it; a job releases what is due."""

from dataclasses import replace
from datetime import timedelta
from threading import Event
from uuid import uuid4

import pytest

from payments.earnings.earning import Earning, EarningStatus, earning_id
from tests.payments.ledger.ledger_fixture import LedgerDesk
from tests.support.people import BRAND, EXPERT, MANAGER, PAID, VISITOR, after
from tests.support.random_commands import opened
from web.earnings.jobs import release_due_earnings
from web.earnings.reactors import ConversationEarnings
from web.reactors.follower import ReactorFollower

AT_ONCE = after(99)


@pytest.fixture
def market(settings):
    with opened(settings.database_url) as market:
        market.brands.register(BRAND, "road", "Road", "Europe/Paris", "EUR", MANAGER, after(0))
        market.members.join(EXPERT, ("fr",), "FR", after(0))
        market.members.start_engagement(EXPERT, BRAND, PAID, MANAGER, after(0))
        market.presence.come_online(uuid4(), EXPERT, 2, after(0))
        yield market


def converses(market):
    conversation_id = uuid4()
    market.conversations.request(conversation_id, BRAND, VISITOR, "fr", after(0))
    market.conversations.offer(conversation_id, (EXPERT,), after(0))
    market.conversations.claim(conversation_id, EXPERT, after(10))
    market.conversations.send_first_reply(conversation_id, EXPERT, after(20))
    market.conversations.close(conversation_id, None, "answered", (1, 1), after(30), after(40))
    return earning_id(conversation_id)


def follows(market, settings, store, now=AT_ONCE):
    market.projector.catch_up()
    reactor = ConversationEarnings(replace(market, clock=lambda: now), settings).reactor
    return ReactorFollower(reactor, market.log, market.read_models, store).run(after(99), Event())


def test_conversations_earn_also_those_closed_before_the_reactor_was_there(market, settings, store):
    id = converses(market)
    follows(market, settings, store)
    follows(market, settings, store)

    earning = market.log.load(Earning, id)
    assert earning.version == 1
    assert earning.held_until == after(40) + settings.earnings_held_for


def test_what_earns_after_the_worker_stood_still_can_be_contested(market, settings, store):
    id, now = converses(market), after(40) + timedelta(days=20)
    follows(market, settings, store, now)

    earning = market.log.load(Earning, id)
    assert earning.can_be_contested_until == now + timedelta(days=3)


def test_what_is_due_is_released_once(market, settings, store):
    id = converses(market)
    follows(market, settings, store)
    due = after(40) + timedelta(days=7)

    assert release_due_earnings(market, due - timedelta(seconds=1)) == 0
    assert release_due_earnings(market, due) == 1
    assert release_due_earnings(market, due) == 0
    assert market.log.load(Earning, id).status is EarningStatus.RELEASED
    ledger = LedgerDesk(market.log, market.ledger)
    assert ledger.posted().problem is None
    assert ledger.balances()[f"expert:{EXPERT}:payable", "EUR"] == 160
