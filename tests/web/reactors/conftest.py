from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event
from uuid import UUID, uuid4

import pytest

from domain.brands.brand import Brand
from tests.support.moving_clock import StoppedClock
from tests.support.people import MANAGER, MORNING
from tests.support.random_commands import opened
from tests.web.mail.message_examples import email_message
from web.marketplace import Marketplace
from web.private_store.store import PrivateStore
from web.reactors.follower import ReactorFollower
from web.reactors.reactor import Reactor


@dataclass
class Welcomes:
    """A reactor that writes one e-mail to each new brand, and fails as often as it is told."""

    failures: list[Exception] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    name: str = "welcome_brands"

    def react(self, event, key):
        self.keys.append(key)
        if self.failures:
            raise self.failures.pop(0)
        return [email_message(key=key, text=event.data.name)]

    @property
    def reactor(self):
        return Reactor(self.name, (Brand.Registered,), self.react)


@dataclass
class Following:
    """A marketplace, and a reactor that follows its log."""

    market: Marketplace
    store: PrivateStore
    welcomes: Welcomes
    clock: StoppedClock

    def registers(self, *slugs):
        for slug in slugs:
            self.market.brands.register(uuid4(), slug, slug.title(), "UTC", "EUR", MANAGER, MORNING)
        self.catch_up()

    def adds_a_subject(self):
        self.market.subjects.add(UUID(int=1), "gas", {"en": "Gas"}, None, MANAGER, MORNING)
        self.catch_up()

    def catch_up(self):
        self.market.projector.catch_up()

    def runs(self, stop=None, reactor=None):
        market = self.market
        reactor = reactor or self.welcomes.reactor
        follower = ReactorFollower(reactor, market.log, market.read_models, self.store)
        return follower.run(self.clock(), stop or Event())


@pytest.fixture
def following(store, settings):
    with follow(store, settings.database_url) as following:
        yield following


@contextmanager
def follow(store, database_url):
    """The reactor has run once, on the empty log."""
    with opened(database_url) as market:
        following = Following(market, store, Welcomes(), StoppedClock(MORNING))
        following.runs()
        yield following
