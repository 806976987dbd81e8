"""A brand's demand as the oracle reads it, and as the events that the log would have."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from domain.brands.brand import Brand
from domain.brands.programme_cost import CostCategory
from domain.conversations.conversation_reasons import LostReason
from domain.money import Money
from domain.rewards.programme import Programme
from domain.rewards.reward_rules import RewardRules
from domain.terms import Employed, Paid, Voluntary
from projections.bookings.bookings import Bookings
from projections.bookings.shifts import Shifts
from projections.brands.brands import Brands
from projections.brands.programme_costs import ProgrammeCosts
from projections.conversations.projection import Facts
from projections.engine.generation import set_position
from projections.presence.projection import PresenceProjection
from projections.read_models import Lag
from projections.rewards.points import Points
from tests.projections.conversations.event_examples import (
    answered,
    claimed,
    closed,
    lost,
    rated,
    requested,
    sold,
)
from tests.projections.in_memory_projections import project
from tests.support.comparison_oracle import ConversationExample, CostExample
from tests.support.people import (
    AMBASSADOR,
    BRAND,
    EMPLOYEE,
    EXPERT,
    MANAGER,
    MORNING,
    OTHER_BRAND,
    euros,
)

SPRING = datetime(2026, 3, 20, tzinfo=UTC)
"""Before the clocks change, and before two months end."""
WHO = {"voluntary": AMBASSADOR, "paid": EXPERT, "employed": EMPLOYEE}


class InMemoryReadModels:
    """Read models whose tables are all in one database in memory."""

    def __init__(self, db):
        self._db = db
        self.brands, self.programme_costs, self.facts = Brands(), ProgrammeCosts(), Facts()
        self.points, self.presence = Points(), PresenceProjection()
        self.bookings, self.shifts = Bookings(), Shifts()

    @contextmanager
    def read(self, _projection):
        yield self._db

    def lag(self, _projections):
        return Lag()

    def project(self, recorded, *projections):
        project(recorded.events, self._db, *projections)
        set_position(len(recorded.events), 0, self._db)


def demand(chance: Random, n: int, days: float = 60) -> list[ConversationExample]:
    """Conversations of two brands, with every outcome there is."""
    shy = chance.random()  # how many rate, and how many buy
    return [random_conversation(chance, shy, days) for _ in range(n)]


def random_conversation(chance, shy, days):
    request = {
        "brand_id": chance.choice((BRAND, BRAND, BRAND, OTHER_BRAND)),
        "requested_at": SPRING + timedelta(milliseconds=chance.randrange(int(days * 86_400_000))),
    }
    fate = chance.random()
    if fate < 0.3:
        return ConversationExample(**request, lost_reason=chance.choice(list(LostReason)).value)
    if fate < 0.35:
        return ConversationExample(**request)
    claimed_after = timedelta(milliseconds=chance.choice((0, 999, 45_000, 3_600_000)))
    terms = chance.choice((experts_terms, volunteers_terms, employees_terms))(chance)
    if fate < 0.4:
        return ConversationExample(**request, **terms, claimed_after=claimed_after)
    waited = claimed_after + timedelta(milliseconds=chance.randrange(200_000))
    replied = {**request, **terms, "claimed_after": claimed_after, "waited": waited}
    if fate < 0.45:
        return ConversationExample(**replied)
    return ConversationExample(**replied, **ending(chance, shy), concurrent=chance.randint(1, 4))


def experts_terms(chance):
    return {
        "model": "paid",
        "price": chance.choice((0, 1, 200, 645)),
        "currency": chance.choice(("EUR", "EUR", "EUR", "CHF")),
        "commission_percent": chance.choice((0, 20, 30)),
    }


def volunteers_terms(chance):
    return {"model": "voluntary", "points": chance.choice((0, 1, 10))}


def employees_terms(chance):
    return {
        "model": "employed",
        "hourly_wage": chance.choice((0, 1, 1199, 2150)),
        "currency": chance.choice(("EUR", "EUR", "EUR", "CHF")),
    }


def ending(chance, shy):
    ratings = tuple(chance.choice((3, 4, 5)) for _ in range(3))
    sales = tuple(chance.randrange(1, 9000) for _ in range(chance.choice((0, 0, 1, 2))))
    return {
        "talked": timedelta(milliseconds=200_000 + chance.randrange(1_000_000)),
        "idle": timedelta(milliseconds=chance.choice((0, 300_000))),
        "ratings": ratings if chance.random() > shy else None,
        "sold": sales,
    }


def spending(chance: Random, n: int) -> list[CostExample]:
    """Costs of two brands, some of them reversed."""
    return [
        CostExample(
            chance.choice((BRAND, BRAND, OTHER_BRAND)),
            chance.choice(list(CostCategory)).value,
            (SPRING + timedelta(days=chance.randrange(60))).date(),
            chance.randrange(1, 90_000),
            is_reversed=chance.random() < 0.2,
            days=chance.choice((1, 1, 3, 30, 90)),
            model=chance.choice(("voluntary", "voluntary", "voluntary", "paid", "employed")),
        )
        for _ in range(n)
    ]


# As events.


def record_demand(conversations, costs, recorded):
    """Add the events of all this, each conversation under an id of its own."""
    for number, conversation in enumerate(conversations, start=1):
        recorded.add(UUID(int=number), *events_of(conversation))
    for number, cost in enumerate(costs, start=1):
        recorded.add(cost.brand_id, *costs_of(cost, UUID(int=number)))
    return recorded


def events_of(conversation):
    events = [requested(conversation.requested_at, conversation.brand_id)]
    if conversation.lost_reason:
        reason, ours = LostReason(conversation.lost_reason), {"brand_id": conversation.brand_id}
        events.append(lost(conversation.requested_at + timedelta(minutes=5), reason, **ours))
    if conversation.model:
        events += talk_of(conversation)
    return events


def talk_of(conversation):
    who, terms = WHO[conversation.model], terms_of(conversation)
    since = conversation.requested_at + conversation.claimed_after
    events = [
        claimed(
            since, who, terms, concurrent=conversation.concurrent, brand_id=conversation.brand_id
        )
    ]
    if conversation.waited is not None:
        events.append(answered(conversation.requested_at + conversation.waited, who))
    if conversation.talked is not None:
        last = since + conversation.talked
        ours = {"respondent_id": who, "terms": terms, "brand_id": conversation.brand_id}
        events.append(closed(last + conversation.idle, last, **ours))
        events += afterwards(conversation, last + conversation.idle, who)
    return events


def terms_of(conversation):
    if conversation.model == "paid":
        return Paid(
            Money(conversation.price, conversation.currency), conversation.commission_percent
        )
    if conversation.model == "employed":
        return Employed(Money(conversation.hourly_wage, conversation.currency))
    return Voluntary(conversation.points)


def afterwards(conversation, ended_at, who):
    if conversation.ratings:
        yield rated(ended_at, *conversation.ratings, respondent_id=who)
    for number, cents in enumerate(conversation.sold):
        later = ended_at + timedelta(hours=number)
        yield sold(later, cents, reference=f"order-{number}", respondent_id=who)


def costs_of(cost, cost_id):
    fields = {
        "at": MORNING,
        "cost_id": cost_id,
        "category": CostCategory(cost.category),
        "amount": euros(cost.cents),
        "served_from": cost.on,
        "served_to": cost.until,
        "model": cost.model,
        "by": MANAGER,
    }
    yield Brand.ProgrammeCostRecorded(**fields)
    if cost.is_reversed:
        yield Brand.ProgrammeCostReversed(at=MORNING, cost_id=cost_id, reason="mistake", by=MANAGER)


def rule_published(at, cents_for_100, brand_id=BRAND, breakage=0):
    """What a brand expects its points to cost, from when on."""
    rule = RewardRules(10, (), (), None, euros(cents_for_100), breakage)
    return Programme.RewardRulesPublished(at=at, brand_id=brand_id, rules=rule, by=MANAGER)
