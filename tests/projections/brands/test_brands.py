"""Brands: their names, and their settings with the instants they were set."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.brands.brand import Brand
from domain.brands.opening_hours import OpeningHours
from domain.brands.routing_policy import RoutingPolicy, RoutingStep
from domain.brands.widget import WidgetSettings, WidgetText
from domain.errors import NotFound
from projections.brands import brands
from projections.brands.brands import Brands, BrandSummary, brand_called, opening_times
from projections.engine.timestamps import at_ms, ms_of
from projections.presence.queries import opened_minutes
from tests.projections.conversations.event_examples import registered
from tests.projections.in_memory_projections import (
    RecordedEvents,
    content,
    empty_tables,
    in_batches,
    project,
    rebuild,
)
from tests.support.people import BRAND, MANAGER, MORNING, OTHER_BRAND, after

DAY = timedelta(days=1)
MIDNIGHT = datetime(2026, 6, 1, tzinfo=UTC)
ALWAYS = OpeningHours.always("UTC")
NEVER = OpeningHours.weekly("UTC", {})
OFFICE = OpeningHours.weekly("UTC", {day: [("09:00", "18:00")] for day in range(5)})
EVENINGS = OpeningHours.weekly("UTC", {day: [("18:00", "02:00")] for day in range(7)})


@pytest.fixture
def db():
    with empty_tables() as tables:
        yield tables


def project_singly(db, *events, id=BRAND):
    for event in RecordedEvents().add(id, *events).events:
        project([event], db, Brands())


def hours_set(at, hours):
    return Brand.OpeningHoursSet(at=at, hours=hours, by=MANAGER)


def widget_configured(at, **more):
    texts = {"fr": WidgetText("Bonjour", "Une question ?")}
    return Brand.WidgetConfigured(at=at, widget=WidgetSettings(texts=texts, **more), by=MANAGER)


def routing_policy_set(at, after_s):
    steps = (RoutingStep("voluntary", 0), RoutingStep("paid", after_s))
    return Brand.RoutingPolicySet(at=at, routing_policy=RoutingPolicy(steps, 300), by=MANAGER)


def hour(hours):
    return MIDNIGHT + timedelta(hours=hours)


# Names.


def test_a_brand_is_found_by_its_short_name(db):
    project_singly(db, registered("camp", "Europe/Paris", "EUR"))

    assert brand_called("camp", db) == BrandSummary(BRAND, "camp", "Camp", "Europe/Paris", "EUR")


@pytest.mark.parametrize("slug", ["", "Camp", "cam", "camp ", "camp%", "camp' OR ''='"])
def test_a_brand_is_not_found_by_another_name(slug, db):
    project_singly(db, registered("camp"))

    with pytest.raises(NotFound, match="no brand called"):
        brand_called(slug, db)


def test_brands_are_listed_by_name(db):
    project_singly(db, registered("road"), id=OTHER_BRAND)
    project_singly(db, registered("camp"))

    assert [brand.slug for brand in brands.all_brands(db)] == ["camp", "road"]


# Settings.


def test_a_brand_without_settings_has_none(db):
    project_singly(db, registered())

    assert brands.widget_of(BRAND, db) is None
    assert brands.routing_policy_of(BRAND, db) is None
    assert opening_times(BRAND, MORNING, MORNING + DAY, db) is None


def test_the_latest_setting_holds(db):
    project_singly(
        db,
        registered(),
        widget_configured(after(0)),
        widget_configured(after(60), minimum_present=3),
    )
    project_singly(db, routing_policy_set(after(60), 30), routing_policy_set(after(90), 45))

    assert brands.widget_of(BRAND, db).minimum_present == 3
    assert brands.widget_of(BRAND, db).texts["fr"] == WidgetText("Bonjour", "Une question ?")
    assert [step.after_s for step in brands.routing_policy_of(BRAND, db).steps] == [0, 45]


def test_of_two_settings_at_the_same_instant_the_one_recorded_last_holds(db):
    project_singly(db, routing_policy_set(after(60), 30), routing_policy_set(after(60), 45))

    assert brands.routing_policy_of(BRAND, db).steps[1].after_s == 45


def test_settings_are_those_of_the_brand(db):
    project_singly(db, registered(), widget_configured(after(0), minimum_present=2))
    project_singly(
        db, registered("road"), widget_configured(after(9), minimum_present=5), id=OTHER_BRAND
    )

    assert brands.widget_of(BRAND, db).minimum_present == 2
    assert brands.widget_of(OTHER_BRAND, db).minimum_present == 5


# Opening times, under the hours that held at each time.


def test_a_brand_is_open_from_when_it_said_so(db):
    project_singly(db, registered(), hours_set(hour(10), ALWAYS))

    assert opening_times(BRAND, hour(0), hour(24), db) == [(hour(10), hour(24))]
    assert opening_times(BRAND, hour(0), hour(9), db) == []


def test_new_hours_hold_from_the_instant_they_were_set(db):
    project_singly(db, hours_set(hour(-24), OFFICE), hours_set(hour(15), EVENINGS))

    assert opening_times(BRAND, hour(0), hour(24), db) == [
        (hour(9), hour(15)),
        (hour(18), hour(24)),
    ]


def test_an_evening_that_was_cut_short_stays_so(db):
    project_singly(
        db, hours_set(hour(-24), EVENINGS), hours_set(hour(20), NEVER), hours_set(hour(23), ALWAYS)
    )

    assert opening_times(BRAND, hour(0), hour(24), db) == [
        (hour(0), hour(2)),
        (hour(18), hour(20)),
        (hour(23), hour(24)),
    ]


def test_hours_set_again_within_a_minute_cost_no_open_minute(db):
    odd = hour(12) + timedelta(seconds=30)
    project_singly(db, hours_set(hour(-24), ALWAYS), hours_set(odd, ALWAYS))

    times = opening_times(BRAND, hour(0), hour(24), db)

    assert times == [(hour(0), hour(24))]
    assert opened_minutes(times) == 24 * 60


def test_hours_recorded_late_hold_since_they_were_set(db):
    project_singly(db, hours_set(hour(12), NEVER), hours_set(hour(0), ALWAYS))

    assert opening_times(BRAND, hour(0), hour(24), db) == [(hour(0), hour(12))]


def test_the_day_the_clocks_go_back_is_open_25_hours(db):
    project_singly(db, hours_set(hour(0), OpeningHours.always("Europe/Paris")))
    begin = datetime(2026, 10, 24, 22, tzinfo=UTC)

    assert opened_minutes(opening_times(BRAND, begin, begin + 25 * timedelta(hours=1), db)) == 1500


SETTINGS = st.lists(
    st.tuples(st.integers(-86_400, 3 * 86_400), st.sampled_from([ALWAYS, NEVER, OFFICE, EVENINGS])),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(SETTINGS, st.integers(0, 2 * 1440), st.integers(1, 1440))
def test_at_every_moment_the_hours_set_last_before_it_decide(hours_by_second, first, length):
    start, end = MIDNIGHT + timedelta(minutes=first), MIDNIGHT + timedelta(minutes=first + length)
    events = [hours_set(MIDNIGHT + timedelta(seconds=s), hours) for s, hours in hours_by_second]
    # Of two at one instant the one recorded later holds; moments around each change are tried.
    in_force = {event.at: event.hours for event in events}
    tried = [start + timedelta(minutes=m) for m in range(0, length, 7)]
    tried += [at + timedelta(seconds=s) for at in in_force for s in (-1, 0, 1)]

    with empty_tables() as db:
        project(RecordedEvents().add(BRAND, *events).events, db, Brands())
        times = opening_times(BRAND, start, end, db)

    for moment in tried:
        if start <= moment < end:
            before = [at for at in in_force if at <= moment]
            is_open = bool(before) and in_force[max(before)].is_open(moment)
            assert any(begin <= moment < finish for begin, finish in times) == is_open
    edges = [edge for span in times for edge in span]
    assert edges == sorted(set(edges)), "in order, and none touches the next"


def test_brands_are_the_same_in_whatever_batches(db):
    history = RecordedEvents().add(
        BRAND, registered(), widget_configured(after(0)), hours_set(after(9), ALWAYS)
    )
    history.add(
        OTHER_BRAND,
        registered("road"),
        routing_policy_set(after(1), 30),
        widget_configured(after(2)),
    )
    history.add(BRAND, hours_set(after(9), OFFICE), widget_configured(after(0), minimum_present=4))

    for batch in in_batches(history.events, [2, 3, 6]):
        project(batch, db, Brands())

    with empty_tables() as rebuilt:
        rebuild([history.events], rebuilt, Brands())
        assert content(Brands(), rebuilt) == content(Brands(), db)


def test_both_databases_answer_alike(market):
    manage = market.brands
    manage.register(BRAND, "camp", "Camp", "Europe/Paris", "EUR", MANAGER, MORNING)
    manage.set_opening_hours(BRAND, OFFICE, MANAGER, hour(8))
    manage.set_opening_hours(BRAND, ALWAYS, MANAGER, hour(15))
    market.projector.catch_up()
    manage.configure_widget(
        BRAND, widget_configured(MORNING, minimum_present=2).widget, MANAGER, MORNING
    )
    market.projector.catch_up()

    with market.read_models.read(market.read_models.brands) as db:
        assert brand_called("camp", db).brand_id == BRAND
        assert brands.widget_of(BRAND, db).minimum_present == 2
        assert opening_times(BRAND, hour(0), hour(24), db) == [(hour(9), hour(24))]
        assert at_ms(ms_of(MORNING)).date() == date(2026, 6, 1)
