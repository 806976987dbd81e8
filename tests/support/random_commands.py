"""
Random commands of brands, respondents and visitors, for tests that need a varied log.

Refused commands record nothing. The log has conversations that were answered, lost, rated, sold,
transferred between the models, recorded late, and imported.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from random import Random
from uuid import UUID

from domain.brands.opening_hours import OpeningHours
from domain.brands.programme_cost import CostCategory
from domain.brands.routing_policy import RoutingPolicy, RoutingStep
from domain.conversations.conversation import Conversation, ConversationStatus
from domain.conversations.conversation_reasons import LostReason
from domain.conversations.imported_history import PastConversation, identify
from domain.errors import Refused
from domain.terms import MODELS, Employed, Paid, Terms, Voluntary
from tests.support.people import BRAND, MANAGER, MORNING, OTHER_BRAND, VOLUNTARY, euros
from web.composition import compose
from web.marketplace import Marketplace

HISTORY_BATCH = 200
PAUSES_S = (0, 1, 7, 20, 45, 60, 61, 90, 240, 900, 3600)
NIGHTS_S = (8 * 3600, 50 * 3600)
RECENT = 12
"""So many of the latest conversations get further commands."""


@contextmanager
def opened(database_url: str) -> Iterator[Marketplace]:
    """A marketplace in one database, whose connections are closed at the end."""
    market = compose(database_url)
    with market.log:
        try:
            yield market
        finally:
            market.read_model_store.close()
            market.ledger.close()


class RandomCommands:
    """Runs commands at random; the same seed runs the same ones."""

    def __init__(self, market: Marketplace, seed: int = 0) -> None:
        self.market = market
        self.now = MORNING
        self._random = Random(seed)
        self._people = [self._new_id() for _ in range(6)]
        self._conversations: list[UUID] = []
        self._costs: list[tuple[UUID, UUID]] = []
        self._register()

    def _register(self) -> None:
        brands, members = self.market.brands, self.market.members
        brands.register(BRAND, "road", "Road", "Europe/Paris", "EUR", MANAGER, self.now)
        brands.register(OTHER_BRAND, "nest", "Nest", "America/New_York", "EUR", MANAGER, self.now)
        for number, person in enumerate(self._people):
            members.join(person, ("en", "fr"), "FR", self.now)
            for brand_id in (BRAND, OTHER_BRAND)[: 1 + number % 2]:
                members.start_engagement(person, brand_id, terms_of(number), MANAGER, self.now)

    def run(self, count: int) -> None:
        """Try so many commands, one after another."""
        kinds = (self._request, self._continue, self._change_presence, self._manage)
        for _ in range(count):
            night = self._random.random() < 0.02
            self.now += timedelta(seconds=self._any(NIGHTS_S if night else PAUSES_S))
            [command] = self._random.choices(kinds, (3, 20, 3, 1))
            with suppress(Refused):
                command()

    def _request(self) -> None:
        conversation_id, visitor = self._new_id(), self._new_id()
        commands = self.market.conversations
        brand_id, language = self._any((BRAND, OTHER_BRAND)), self._any(("en", "fr"))
        commands.request(conversation_id, brand_id, visitor, language, self._when())
        self._conversations = [*self._conversations[1 - RECENT :], conversation_id]
        commands.offer(conversation_id, tuple(self._people), self.now)

    def _continue(self) -> None:
        """A command on one of the latest conversations that its status allows."""
        found = self.market.log.load(Conversation, self._any(self._conversations or [MANAGER]))
        commands = {
            ConversationStatus.WAITING: (*[self._claim] * 6, self._decline, self._lose),
            ConversationStatus.OPEN: (
                *[self._answer] * 3,
                *[self._close] * 3,
                self._transfer,
                self._lose,
            ),
            ConversationStatus.CLOSED: (self._rate, self._sell),
            ConversationStatus.LOST: (self._claim,),
        }
        self._any(commands[found.status or ConversationStatus.LOST])(found)

    def _claim(self, found: Conversation) -> None:
        self.market.conversations.claim(found.id, self._any(self._people), self._when())

    def _decline(self, found: Conversation) -> None:
        self.market.conversations.decline(found.id, self._any(self._people), self._when())

    def _lose(self, found: Conversation) -> None:
        self.market.conversations.lose(found.id, self._any(list(LostReason)), self._when())

    def _answer(self, found: Conversation) -> None:
        self.market.conversations.send_first_reply(found.id, self._holder(found), self._when())

    def _transfer(self, found: Conversation) -> None:
        self.market.conversations.transfer(found.id, self._holder(found), "break", self._when())

    def _close(self, found: Conversation) -> None:
        at, messages = self._when(), (self._random.randint(1, 9), self._random.randint(1, 9))
        ended_at = at - timedelta(seconds=self._any(PAUSES_S))
        self.market.conversations.close(found.id, None, "answered", messages, ended_at, at)

    def _rate(self, found: Conversation) -> None:
        ratings = [self._random.randint(1, 5) for _ in range(3)]
        self.market.conversations.rate(found.id, *ratings, self._when())

    def _sell(self, found: Conversation) -> None:
        amount, order = euros(self._random.randint(1, 90_000)), str(self._random.random())
        self.market.conversations.attribute_sale(found.id, order, amount, self._when())

    def _change_presence(self) -> None:
        presence, person = self.market.presence, self._any(self._people)
        commands = (
            *[lambda: presence.come_online(self._new_id(), person, self._any((1, 2, 4)), self.now)]
            * 6,
            lambda: presence.go_away(person, "heartbeat", self._when()),
            lambda: presence.come_back(person, self._when()),
            lambda: presence.set_capacity(person, self._random.randint(1, 4), self._when()),
            lambda: presence.leave(person, "declared", self._when()),
        )
        self._any(commands)()

    def _manage(self) -> None:
        self._any(
            (
                self._record_cost,
                self._record_cost,
                self._reverse_cost,
                self._set_hours,
                self._set_routing_policy,
            )
        )()

    def _record_cost(self) -> None:
        brand_id, cost_id = self._any((BRAND, OTHER_BRAND)), self._new_id()
        kind, amount = self._any(list(CostCategory)), euros(self._random.randint(1, 50_000))
        day = (self.now - timedelta(days=self._random.randint(0, 40))).date()
        chance = Random(cost_id.int)
        served = day, day + timedelta(days=chance.choice((0, 0, 6, 30))), chance.choice(MODELS)
        self.market.brands.record_programme_cost(
            brand_id, cost_id, kind, amount, *served, MANAGER, self.now
        )
        self._costs.append((brand_id, cost_id))

    def _reverse_cost(self) -> None:
        if self._costs:
            cost = self._any(self._costs)
            self.market.brands.reverse_programme_cost(*cost, "mistake", MANAGER, self._when())

    def _set_hours(self) -> None:
        week = {day: [("09:00", self._any(("12:00", "18:30", "02:00")))] for day in range(5)}
        hours = OpeningHours.weekly("Europe/Paris", week)
        self.market.brands.set_opening_hours(
            self._any((BRAND, OTHER_BRAND)), hours, MANAGER, self._when()
        )

    def _set_routing_policy(self) -> None:
        steps = (RoutingStep("voluntary", 0), RoutingStep("paid", self._random.randint(0, 60)))
        brand_id = self._any((BRAND, OTHER_BRAND))
        self.market.brands.set_routing_policy(
            brand_id, RoutingPolicy(steps, 300), MANAGER, self._when()
        )

    def import_history(self, conversations: int) -> None:
        """A brand imports conversations from before, about half of them unanswered."""
        past = identify(BRAND, [self._past() for _ in range(conversations)])
        for first in range(0, conversations, HISTORY_BATCH):
            self.market.history.import_conversations(
                BRAND, past[first : first + HISTORY_BATCH], VOLUNTARY
            )

    def _past(self) -> PastConversation:
        opened_at = MORNING - timedelta(seconds=self._random.randint(0, 300 * 86_400))
        ended_at = opened_at + timedelta(seconds=self._random.randint(60, 3000))
        visitor, respondent = self._new_id().hex, f"r{self._random.randint(1, 25)}"
        if self._random.random() < 0.4:
            return PastConversation(opened_at, visitor, None, None, ended_at, 1, 0)
        answered_at = opened_at + timedelta(seconds=self._random.randint(1, 59))
        return PastConversation(opened_at, visitor, respondent, answered_at, ended_at, 4, 5)

    def _holder(self, found: Conversation) -> UUID:
        return found.respondent_id or MANAGER

    def _when(self):
        """Now, or a little earlier: some events are recorded late."""
        late = self._random.choice((0, 0, 0, 75, 400))
        return self.now - timedelta(seconds=late)

    def _new_id(self) -> UUID:
        return UUID(int=self._random.getrandbits(128), version=4)

    def _any(self, choices):
        return self._random.choice(choices)


def terms_of(number: int) -> Terms:
    """The terms of one of the six people: two of each model."""
    if number in (4, 5):
        return Employed(euros(1899 + 25 * number))
    if number % 3 == 0:
        return Paid(euros(150 + 50 * number), commission_percent=20)
    return Voluntary(points=5 + number)
