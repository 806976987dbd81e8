"""Opening minutes and the share of them that was staffed, against an oracle minute by minute."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.brands.brand import Brand
from domain.brands.opening_hours import OpeningHours
from domain.brands.widget import WidgetSettings, WidgetText
from domain.members.member import Member
from projections.comparison.compare import compare
from projections.comparison.report import as_json, lines_of
from projections.comparison.sources import ComparisonQuery
from projections.engine.timestamps import ms_of
from tests.projections.comparison.brand_demand import InMemoryReadModels
from tests.projections.conversations.event_examples import registered, requested
from tests.projections.in_memory_projections import RecordedEvents, empty_tables
from tests.projections.presence.event_examples import came, left
from tests.projections.presence.oracle import MINUTE_MS
from tests.projections.presence.session_strategies import EVENING, SECOND, evenings, watch
from tests.support.people import BRAND, CONVERSATION, MANAGER, MORNING, OTHER_BRAND, PAID

MINUTE = timedelta(minutes=1)
ALWAYS = OpeningHours.always("Europe/Paris")
NEVER = OpeningHours.weekly("Europe/Paris", {})
NIGHTS = OpeningHours.weekly("Europe/Paris", {day: [("22:30", "03:15")] for day in range(7)})
MORNINGS = OpeningHours.weekly("Europe/Paris", {day: [("02:00", "12:00")] for day in range(7)})
# The evenings of the oracle begin at 01:15 in Paris.
NIGHT = ComparisonQuery("camp", date(2026, 6, 2), date(2026, 6, 3))


@pytest.fixture
def read_models():
    with empty_tables() as db:
        yield InMemoryReadModels(db)


def hours_set(at, hours):
    return Brand.OpeningHoursSet(at=at, hours=hours, by=MANAGER)


def widget_configured(at, least):
    widget = WidgetSettings(texts={"en": WidgetText("Hello", "Ask us")}, minimum_present=least)
    return Brand.WidgetConfigured(at=at, widget=widget, by=MANAGER)


def at_night(seconds):
    return EVENING - timedelta(hours=1) + timedelta(seconds=seconds)


hours = st.lists(
    st.tuples(st.integers(-7200, 8 * 3600), st.sampled_from([ALWAYS, NEVER, NIGHTS, MORNINGS])),
    max_size=4,
    unique_by=lambda change: change[0],
)


def open_minutes(hours_by_second, now):
    """The minutes of the night, up to now, in which the brand was open all the time."""
    in_force = {at_night(seconds): opening_hours for seconds, opening_hours in hours_by_second}
    first = datetime(2026, 6, 1, 22, tzinfo=UTC)
    night = [first + number * MINUTE for number in range(1440)]
    return [start for start in night if start + MINUTE <= now and is_open(start, in_force)]


def is_open(start, in_force):
    moments = [start, *(at for at in in_force if start <= at < start + MINUTE)]
    for moment in moments:
        before = [at for at in in_force if at <= moment]
        if not before or not in_force[max(before)].is_open(moment):
            return False
    return True


@settings(max_examples=30, deadline=None)
@given(evenings(SECOND), hours, st.integers(1, 2))
def test_minutes_are_open_and_staffed_as_the_oracle_says(evening, hours_by_second, least):
    recorded, now = evening
    recorded.add(BRAND, registered("camp", "Europe/Paris"), widget_configured(MORNING, least))
    recorded.add(
        BRAND,
        *(
            hours_set(at_night(seconds), opening_hours)
            for seconds, opening_hours in hours_by_second
        ),
    )

    with empty_tables() as db:
        read_models = InMemoryReadModels(db)
        read_models.project(recorded, read_models.brands, read_models.presence)
        comparison = compare(NIGHT, read_models, now)

    opened = [ms_of(start) // MINUTE_MS for start in open_minutes(hours_by_second, now)]
    assert comparison.opening_minutes == (len(opened) if hours_by_second else None)
    shares = {"": comparison.staffed_share}
    shares |= {
        model: opening_hours.staffed_share for model, opening_hours in comparison.models.items()
    }
    for model, share in shares.items():
        staffed = watch(recorded.events, SECOND, BRAND, model).staffed(sorted(opened), least)
        in_service = not model or staffed
        assert share == (staffed / len(opened) if opened and in_service else None)


# By example.


def compared(read_models, *events, query=NIGHT, now=EVENING + timedelta(days=9)):
    recorded = RecordedEvents().add(BRAND, registered("camp", "Europe/Paris"))
    for event in events:
        recorded.add(BRAND if isinstance(event, Brand.OpeningHoursSet) else CONVERSATION, event)
    read_models.project(recorded, read_models.brands, read_models.presence, read_models.facts)
    return compare(query, read_models, now)


def test_a_brand_that_never_set_its_hours_has_no_share_and_says_so(read_models):
    comparison = compared(read_models, came(EVENING))

    assert (comparison.opening_minutes, comparison.staffed_share) == (None, None)
    assert "no_hours" in {opening_hours.key for opening_hours in comparison.assumptions}


def test_a_brand_that_was_closed_all_day_has_no_share(read_models):
    comparison = compared(read_models, hours_set(MORNING, NEVER), came(EVENING))

    assert (comparison.opening_minutes, comparison.staffed_share) == (0, None)


def test_a_day_to_come_has_no_open_minute_yet(read_models):
    comparison = compared(read_models, hours_set(MORNING, ALWAYS), now=MORNING + timedelta(hours=1))

    assert (comparison.opening_minutes, comparison.staffed_share) == (0, None)


def test_without_respondents_the_staffed_share_is_zero_not_unknown(read_models):
    comparison = compared(read_models, hours_set(MORNING, ALWAYS))

    assert (comparison.opening_minutes, comparison.staffed_share) == (1440, 0.0)


@pytest.mark.parametrize(
    ("day", "minutes"), [(date(2026, 3, 29), 1380), (date(2026, 10, 25), 1500)]
)
def test_a_day_on_which_the_clocks_change_is_staffed_all_through(day, minutes, read_models):
    since = datetime(2026, 1, 1, tzinfo=UTC)
    query = ComparisonQuery("camp", day, day + timedelta(days=1))
    now = since + timedelta(days=400)

    comparison = compared(read_models, hours_set(since, ALWAYS), came(since), query=query, now=now)

    assert (comparison.opening_minutes, comparison.staffed_share) == (minutes, 1.0)
    assert comparison.models["voluntary"].staffed_share == 1.0
    assert comparison.models["paid"].staffed_share is None


def engagement(at, end=None, brand_id=BRAND):
    """An expert's, from a time on; it may end."""
    started = Member.EngagementStarted(at=at, brand_id=brand_id, terms=PAID, by=MANAGER)
    ended = Member.EngagementEnded(at=end, brand_id=brand_id, reason="moved", by=MANAGER)
    return [started, ended] if end else [started]


SERVICE = {
    "never engaged": ([], None),
    "engaged": (engagement(MORNING), 0.0),
    "ended on the day": (engagement(MORNING, EVENING), 0.0),
    "ended before": (engagement(MORNING, MORNING + MINUTE), None),
    "begins later": (engagement(EVENING + timedelta(days=2)), None),
    "for another brand": (engagement(MORNING, brand_id=OTHER_BRAND), None),
}


@pytest.mark.parametrize(("events", "share"), SERVICE.values(), ids=SERVICE)
def test_coverage_is_unknown_for_a_model_that_was_not_in_service(read_models, events, share):
    request = requested(EVENING, BRAND)

    comparison = compared(read_models, hours_set(MORNING, ALWAYS), *events, request)

    lines = {(line.figure, line.model): line.value for line in lines_of(comparison)}
    figures = as_json(comparison)["models"]["paid"]
    for figure in ("demand_coverage", "staffed_share"):
        assert lines[figure, "paid"] == figures[figure] == share
    assert (comparison.demand_coverage.value, comparison.staffed_share) == (0.0, 0.0)


def test_hours_set_within_a_minute_never_make_more_staffed_minutes_than_open_ones(read_models):
    odd = EVENING + timedelta(seconds=30)

    comparison = compared(
        read_models,
        hours_set(MORNING, NEVER),
        came(MORNING),
        hours_set(odd, ALWAYS),
        hours_set(odd + 5 * MINUTE, NEVER),
        left(odd + 90 * MINUTE),
    )

    assert (comparison.opening_minutes, comparison.staffed_share) == (4, 1.0)
