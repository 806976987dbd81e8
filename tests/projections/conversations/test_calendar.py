"""On which day, and in which hour of the week, a request counts: those of the brand's own zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from projections.conversations.calendar import MOST_REMEMBERED, LocalClock
from projections.conversations.projection import Facts
from projections.conversations.tables import conversations, tallies
from projections.engine.timestamps import ms_of
from tests.projections.conversations.event_examples import registered, requested
from tests.projections.in_memory_projections import RecordedEvents, empty_tables, project
from tests.support.people import BRAND, CONVERSATION, OTHER_BRAND, after

EPOCH = date(1970, 1, 1)
WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@pytest.fixture
def db():
    with empty_tables() as tables:
        yield tables


def day_and_hour_of(text, zone, db):
    """The day and hour under which a request made at a UTC time counts."""
    at = datetime.fromisoformat(text).replace(tzinfo=UTC)
    recorded = RecordedEvents().add(BRAND, registered(zone=zone)).add(CONVERSATION, requested(at))
    project(recorded.events, db, Facts())
    return read(db)


def read(db):
    row = db.execute(select(conversations)).one()
    weekday, hour = divmod(row.hour_of_week, 24)
    return f"{EPOCH + timedelta(days=row.day)} {WEEK[weekday]} {hour:02}"


@pytest.mark.parametrize(
    ("requested_at", "counted"),
    [
        ("2026-06-01T21:59:59.999", "2026-06-01 Mon 23"),
        ("2026-06-01T22:00:00", "2026-06-02 Tue 00"),
        ("2026-05-31T22:00:00", "2026-06-01 Mon 00"),
        ("2026-12-31T23:00:00", "2027-01-01 Fri 00"),
    ],
)
def test_a_day_begins_when_it_is_midnight_for_the_brand(requested_at, counted, db):
    assert day_and_hour_of(requested_at, "Europe/Paris", db) == counted


@pytest.mark.parametrize(
    ("requested_at", "counted"),
    [
        ("2026-03-28T22:59:59", "2026-03-28 Sat 23"),
        ("2026-03-28T23:00:00", "2026-03-29 Sun 00"),
        ("2026-03-29T00:59:59", "2026-03-29 Sun 01"),
        ("2026-03-29T01:00:00", "2026-03-29 Sun 03"),
        ("2026-03-29T21:59:59", "2026-03-29 Sun 23"),
        ("2026-03-29T22:00:00", "2026-03-30 Mon 00"),
    ],
)
def test_the_day_of_23_hours_has_no_third_hour(requested_at, counted, db):
    assert day_and_hour_of(requested_at, "Europe/Paris", db) == counted


@pytest.mark.parametrize(
    ("requested_at", "counted"),
    [
        ("2026-10-24T22:00:00", "2026-10-25 Sun 00"),
        ("2026-10-25T00:30:00", "2026-10-25 Sun 02"),
        ("2026-10-25T01:30:00", "2026-10-25 Sun 02"),
        ("2026-10-25T02:00:00", "2026-10-25 Sun 03"),
        ("2026-10-25T22:59:59", "2026-10-25 Sun 23"),
        ("2026-10-25T23:00:00", "2026-10-26 Mon 00"),
    ],
)
def test_the_day_of_25_hours_has_its_third_hour_twice(requested_at, counted, db):
    assert day_and_hour_of(requested_at, "Europe/Paris", db) == counted


@pytest.mark.parametrize(
    ("requested_at", "zone", "counted"),
    [
        ("2026-06-01T18:29:00", "Asia/Kolkata", "2026-06-01 Mon 23"),
        ("2026-06-01T18:30:00", "Asia/Kolkata", "2026-06-02 Tue 00"),
        ("2026-06-01T18:15:00", "Asia/Kathmandu", "2026-06-02 Tue 00"),
        ("2026-06-01T03:59:00", "America/New_York", "2026-05-31 Sun 23"),
        # Newfoundland put its clocks back at 00:01, to 23:01 of the day before.
        ("2006-10-29T02:30:30", "America/St_Johns", "2006-10-29 Sun 00"),
        ("2006-10-29T02:31:30", "America/St_Johns", "2006-10-28 Sat 23"),
        # Until 1972 Liberia was 44 minutes and 30 seconds behind.
        ("1971-06-01T10:44:29", "Africa/Monrovia", "1971-06-01 Tue 09"),
        ("1971-06-01T10:44:30", "Africa/Monrovia", "1971-06-01 Tue 10"),
    ],
)
def test_zones_need_not_be_whole_hours_from_utc(requested_at, zone, counted, db):
    assert day_and_hour_of(requested_at, zone, db) == counted


@given(
    moments=st.lists(
        st.datetimes(datetime(1970, 1, 2), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
        | st.integers(-7200, 7200).map(
            lambda s: datetime(2026, 3, 29, 1, tzinfo=UTC) + timedelta(seconds=s)
        ),
        min_size=1,
        max_size=15,
    ),
    zone=st.sampled_from(["Europe/Paris", "America/St_Johns", "Pacific/Auckland", "Asia/Tehran"]),
)
@settings(max_examples=40, deadline=None)
def test_every_request_counts_at_its_local_day_and_hour(moments, zone):
    recorded = RecordedEvents().add(BRAND, registered(zone=zone))
    for number, at in enumerate(moments, start=1):
        recorded.add(type(BRAND)(int=number), requested(at))

    with empty_tables() as db:
        project(recorded.events, db, Facts())
        rows = db.execute(select(conversations).order_by(conversations.c.conversation_id)).all()

    assert [(row.day, row.hour_of_week) for row in rows] == local_times_of(moments, zone)


def local_times_of(moments, zone):
    """Days since 1970 and hours of the week, by asking for each of them."""
    return [
        ((local.date() - EPOCH).days, local.weekday() * 24 + local.hour)
        for local in (at.astimezone(ZoneInfo(zone)) for at in moments)
    ]


def test_requests_count_in_the_zone_of_their_brand(db):
    recorded = RecordedEvents().add(BRAND, registered(zone="Europe/Paris"))
    recorded.add(OTHER_BRAND, registered("far", zone="Pacific/Auckland"))
    at = datetime(2026, 6, 1, 12, tzinfo=UTC)
    for number, brand in enumerate((BRAND, OTHER_BRAND)):
        recorded.add(type(BRAND)(int=number), requested(at, brand))

    project(recorded.events, db, Facts())

    days = db.execute(select(tallies.c.brand_id, tallies.c.start).where(tallies.c.grain == "d"))
    june = date(2026, 6, 1).toordinal() - EPOCH.toordinal()
    assert dict(days.all()) == {BRAND.bytes: june, OTHER_BRAND.bytes: june + 1}


@pytest.mark.parametrize("at_once", [True, False])
def test_a_request_recorded_before_its_brand_changes_nothing_for_later_ones(at_once, db):
    recorded = RecordedEvents().add(type(BRAND)(int=1), requested(after(0)))
    recorded.add(BRAND, registered(zone="Asia/Tokyo"))
    recorded.add(type(BRAND)(int=2), requested(after(1)))

    for batch in [recorded.events] if at_once else [[event] for event in recorded.events]:
        project(batch, db, Facts())

    hours = db.execute(select(conversations.c.hour_of_week).order_by(conversations.c.requested_ms))
    assert hours.scalars().all() == [9, 18]


def test_a_clock_is_right_for_more_time_than_it_remembers():
    clock, begins = LocalClock("Europe/Paris"), datetime(2026, 1, 1, tzinfo=UTC)
    moments = [begins + timedelta(minutes=15 * n) for n in range(MOST_REMEMBERED + 3)]

    local_times = [clock.local(ms_of(at)) for at in [*moments, *moments[:2], *moments[-2:]]]

    hours = local_times_of(moments, "Europe/Paris")
    assert local_times == [*hours, *hours[:2], *hours[-2:]]
