"""Every change of a setting: who, when, from what to what."""

from datetime import date
from uuid import UUID

import msgspec
import pytest

from domain.brands.brand import Brand, Criterion
from domain.brands.opening_hours import OpeningHours
from domain.brands.programme_cost import CostCategory
from domain.brands.routing_policy import RoutingPolicy, RoutingStep
from domain.brands.widget import WidgetSettings, WidgetText
from domain.rewards.programme import Programme
from domain.rewards.reward_rules import RewardRules
from projections.brands.settings_history import (
    SettingChange,
    SettingsHistory,
    change_count,
    changes_of,
)
from projections.engine.rebuild import Rebuilder
from tests.projections.in_memory_projections import RecordedEvents, empty_tables, project
from tests.support.people import BRAND, MANAGER, OTHER_BRAND, after, euros

OFFICE = OpeningHours.weekly("UTC", {0: [("09:00", "18:00")]})
GIFT, PROGRAMME = UUID(int=7), UUID(int=8)


@pytest.fixture
def db():
    with empty_tables() as tables:
        yield tables


def project_singly(db, *events, others=()):
    """Events of the brand, then others with the id of their stream."""
    history = RecordedEvents().add(BRAND, *events)
    for id, event in others:
        history.add(id, event)
    for event in history.events:
        project([event], db, SettingsHistory())


def promised(seconds, at):
    return Brand.PromiseSet(at=after(at), promised_wait_s=seconds, by=MANAGER)


def changes(db, brand_id=BRAND, limit=50, offset=0):
    return changes_of(brand_id, limit, offset, db)


def test_a_brand_that_set_nothing_has_no_history(db):
    assert changes(db) == []
    assert change_count(BRAND, db) == 0


def test_a_change_has_the_value_before_and_after_it(db):
    project_singly(db, promised(120, 0), promised(60, 5))

    assert changes(db) == [
        SettingChange("promise", after(5), MANAGER, "120", "60"),
        SettingChange("promise", after(0), MANAGER, None, "120"),
    ]


def test_a_setting_that_is_saved_again_unchanged_is_no_change(db):
    project_singly(db, promised(60, 0), promised(60, 5))

    assert change_count(BRAND, db) == 1


def test_a_promise_made_with_the_widget_is_a_change_of_both(db):
    texts = {"en": WidgetText("Hello", "Ask us")}
    widget = WidgetSettings(texts=texts, promised_wait_s=90)
    configured = Brand.WidgetConfigured(at=after(0), widget=widget, by=MANAGER)
    project_singly(db, configured, promised(60, 5))

    assert [(change.kind, change.before) for change in changes(db)] == [
        ("promise", "90"),
        ("promise", None),
        ("widget", None),
    ]


def test_every_setting_has_its_kind(db):
    at = {"at": after(0), "by": MANAGER}
    policy = RoutingPolicy((RoutingStep("paid", 0),), 120)
    rules = RewardRules(10, (), (), None, euros(100), 0)
    published = Programme.RewardRulesPublished(brand_id=BRAND, rules=rules, **at)
    project_singly(
        db,
        Brand.OpeningHoursSet(hours=OFFICE, **at),
        Brand.RoutingPolicySet(routing_policy=policy, **at),
        Brand.AmbassadorCriteriaSet(criteria=(Criterion("orders", 3),), **at),
        Brand.CreditLimitSet(limit=euros(50_000), **at),
        others=[(PROGRAMME, published)],
    )

    assert {change.kind for change in changes(db)} == {
        *("hours", "routing_policy", "criteria", "credit_limit", "reward_rules"),
    }


def test_a_reversed_cost_shows_what_it_was(db):
    day = date(2026, 6, 1)
    cost = Brand.ProgrammeCostRecorded(
        at=after(0),
        cost_id=GIFT,
        category=CostCategory.GIFT,
        amount=euros(2500),
        served_from=day,
        served_to=day,
        model="voluntary",
        by=MANAGER,
    )
    project_singly(
        db,
        cost,
        Brand.ProgrammeCostReversed(at=after(9), cost_id=GIFT, reason="mistake", by=MANAGER),
    )

    newest, oldest = changes(db)
    assert (newest.kind, newest.before, newest.after) == ("cost", oldest.after, None)
    assert msgspec.json.decode(oldest.after)["amount"] == {"amount": 2500, "currency": "EUR"}


def test_a_page_of_changes_at_a_time(db):
    project_singly(db, *(promised(seconds, seconds) for seconds in range(1, 8)))

    assert [change.after for change in changes(db, limit=3, offset=2)] == ["5", "4", "3"]
    assert change_count(BRAND, db) == 7


def test_each_brand_has_its_own_history(db):
    project_singly(db, promised(60, 0), others=[(OTHER_BRAND, promised(30, 1))])

    [change] = changes(db, OTHER_BRAND)
    assert (change.before, change.after) == (None, "30")


def test_both_databases_answer_alike(market):
    market.brands.register(BRAND, "camp", "Camp", "Europe/Paris", "EUR", MANAGER, after(0))
    market.brands.set_opening_hours(BRAND, OFFICE, MANAGER, after(1))
    market.brands.set_promise(BRAND, 60, MANAGER, after(2))
    market.projector.catch_up()
    market.brands.set_promise(BRAND, 45, MANAGER, after(3))
    market.projector.catch_up()

    models = market.read_models
    with models.read(models.settings_history) as db:
        newest, *others = changes(db)
        assert newest == SettingChange("promise", after(3), MANAGER, "60", "45")
        assert [change.kind for change in others] == ["promise", "hours"]
    rebuilder = Rebuilder(market.log, market.read_model_store, lambda *_: None)
    assert rebuilder.check(models.settings_history) == []
