"""A brand's demand in the oracle's plain words, and as the events it would leave behind."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from domain.brands.brand import Brand, CostCategory
from domain.conversations.conversation_reasons import LostReason
from domain.money import Money
from domain.rewards.programme import Programme
from domain.rewards.reward_rules import RewardRules
from domain.terms import Paid, Voluntary
from projections.brands.brands import Brands
from projections.brands.programme_costs import ProgrammeCosts
from projections.conversations.projection import Facts
from projections.engine.generation import set_position
from projections.presence.projection import PresenceProjection
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
from tests.support.comparison_oracle import Heard, Spent
from tests.support.people import AMBASSADOR, BRAND, EXPERT, MANAGER, MORNING, OTHER_BRAND, euros

SPRING = datetime(2026, 3, 20, tzinfo=UTC)
"""Before the clocks change, and before two months end."""
WHO = {"voluntary": AMBASSADOR, "paid": EXPERT}


class InMemoryReadModels:
    """Read models whose tables are all in one database in memory."""

    def __init__(self, db):
        self._db = db
        self.brands, self.programme_costs, self.facts = Brands(), ProgrammeCosts(), Facts()
        self.points, self.presence = Points(), PresenceProjection()

    @contextmanager
    def read(self, _projection):
        yield self._db

    def project(self, recorded, *projections):
        project(recorded.events, self._db, *projections)
        set_position(len(recorded.events), self._db)


def demand(chance: Random, n: int, days: float = 60) -> list[Heard]:
    """So many conversations of two brands, of every kind there is."""
    shy = chance.random()  # how many rate, and how many buy
    return [one(chance, shy, days) for _ in range(n)]


def one(chance, shy, days):
    asked = {
        "brand_id": chance.choice((BRAND, BRAND, BRAND, OTHER_BRAND)),
        "asked_at": SPRING + timedelta(milliseconds=chance.randrange(int(days * 86_400_000))),
    }
    fate = chance.random()
    if fate < 0.3:
        return Heard(**asked, lost_because=chance.choice(list(LostReason)).value)
    if fate < 0.35:
        return Heard(**asked)
    claimed_after = timedelta(milliseconds=chance.choice((0, 999, 45_000, 3_600_000)))
    terms = chance.choice((experts_terms, volunteers_terms))(chance)
    if fate < 0.4:
        return Heard(**asked, **terms, claimed_after=claimed_after)
    waited = claimed_after + timedelta(milliseconds=chance.randrange(200_000))
    held = {**asked, **terms, "claimed_after": claimed_after, "waited": waited}
    if fate < 0.45:
        return Heard(**held)
    return Heard(**held, **ending(chance, shy), at_once=chance.randint(1, 4))


def experts_terms(chance):
    return {
        "model": "paid",
        "price": chance.choice((0, 1, 200, 645)),
        "currency": chance.choice(("EUR", "EUR", "EUR", "CHF")),
        "commission_percent": chance.choice((0, 20, 30)),
    }


def volunteers_terms(chance):
    return {"model": "voluntary", "points": chance.choice((0, 1, 10))}


def ending(chance, shy):
    marks = tuple(chance.choice((3, 4, 5)) for _ in range(3))
    sales = tuple(chance.randrange(1, 9000) for _ in range(chance.choice((0, 0, 1, 2))))
    return {
        "talked": timedelta(milliseconds=200_000 + chance.randrange(1_000_000)),
        "idle": timedelta(milliseconds=chance.choice((0, 300_000))),
        "marks": marks if chance.random() > shy else None,
        "sold": sales,
    }


def spending(chance: Random, n: int) -> list[Spent]:
    """So many costs of two brands, some of them mistakes."""
    return [
        Spent(
            chance.choice((BRAND, BRAND, OTHER_BRAND)),
            chance.choice(list(CostCategory)).value,
            (SPRING + timedelta(days=chance.randrange(60))).date(),
            chance.randrange(1, 90_000),
            was_a_mistake=chance.random() < 0.2,
        )
        for _ in range(n)
    ]


# As events.


def tell(heard, spent, recorded):
    """Tell of all this, each conversation under an id of its own."""
    for number, each in enumerate(heard, start=1):
        recorded.add(UUID(int=number), *events_of(each))
    for number, each in enumerate(spent, start=1):
        recorded.add(each.brand_id, *costs_of(each, UUID(int=number)))
    return recorded


def events_of(heard):
    events = [requested(heard.asked_at, heard.brand_id)]
    if heard.lost_because:
        reason, ours = LostReason(heard.lost_because), {"brand_id": heard.brand_id}
        events.append(lost(heard.asked_at + timedelta(minutes=5), reason, **ours))
    if heard.model:
        events += talk_of(heard)
    return events


def talk_of(heard):
    who, terms = WHO[heard.model], terms_of(heard)
    since = heard.asked_at + heard.claimed_after
    events = [claimed(since, who, terms, held=heard.at_once, brand_id=heard.brand_id)]
    if heard.waited is not None:
        events.append(answered(heard.asked_at + heard.waited, who))
    if heard.talked is not None:
        last = since + heard.talked
        ours = {"respondent_id": who, "terms": terms, "brand_id": heard.brand_id}
        events.append(closed(last + heard.idle, last, **ours))
        events += afterwards(heard, last + heard.idle, who)
    return events


def terms_of(heard):
    if heard.model == "paid":
        return Paid(Money(heard.price, heard.currency), heard.commission_percent)
    return Voluntary(heard.points)


def afterwards(heard, ended_at, who):
    if heard.marks:
        yield rated(ended_at, *heard.marks, respondent_id=who)
    for number, cents in enumerate(heard.sold):
        later = ended_at + timedelta(hours=number)
        yield sold(later, cents, reference=f"order-{number}", respondent_id=who)


def costs_of(spent, cost_id):
    cost = {
        "at": MORNING,
        "cost_id": cost_id,
        "category": CostCategory(spent.kind),
        "amount": euros(spent.cents),
        "incurred_on": spent.on,
        "by": MANAGER,
    }
    yield Brand.ProgrammeCostRecorded(**cost)
    if spent.was_a_mistake:
        yield Brand.ProgrammeCostReversed(at=MORNING, cost_id=cost_id, reason="mistake", by=MANAGER)


def rule_published(at, cents_for_100, brand_id=BRAND, breakage=0):
    """What a brand expects its points to cost, from when on."""
    rule = RewardRules(10, (), (), None, euros(cents_for_100), breakage)
    return Programme.RewardRulesPublished(at=at, brand_id=brand_id, rules=rule, by=MANAGER)
