from datetime import date

import pytest

from domain.brands.opening_hours import HolidayChoice, OpeningHours
from domain.brands.public_holidays import PublicHoliday
from domain.errors import Invalid
from domain.log.mapper import decode
from tests.domain.brands.opening_hours_examples import (
    DAY,
    EVERY_DAY,
    MINUTE,
    OFFICE,
    SUNDAY,
    paris,
    utc,
)


def on_sundays(opens, closes):
    return OpeningHours.weekly("Europe/Paris", {SUNDAY: [(opens, closes)]})


# What a brand's day looks like.


def test_a_brand_open_day_and_night_never_shuts_at_midnight():
    hours = OpeningHours.always("Europe/Paris")

    intervals = hours.open_intervals(utc("2026-01-01"), utc("2027-01-01"))

    assert intervals == [(utc("2026-01-01"), utc("2027-01-01"))]
    assert hours.is_open(paris("2026-06-02T00:00"))


def test_a_brand_is_shut_over_lunch():
    times = ["08:59", "09:00", "11:59", "12:00", "13:59", "14:00", "17:59", "18:00"]

    answers = [OFFICE.is_open(paris(f"2026-06-01T{time}")) for time in times]

    assert answers == [False, True, True, False, False, True, True, False]


def test_a_range_opens_and_shuts_on_the_very_instant():
    times = ["08:59:59.999999", "09:00:00", "11:59:59.999999", "12:00:00"]

    answers = [OFFICE.is_open(paris(f"2026-06-01T{time}")) for time in times]

    assert answers == [False, True, True, False]


def test_a_weekday_left_out_is_closed():
    assert not OFFICE.is_open(paris("2026-06-06T10:00"))


def test_an_evening_that_passes_midnight_belongs_to_the_day_it_starts_on():
    saturday_only = OpeningHours.weekly("Europe/Paris", {5: [("21:00", "02:00")]})

    intervals = saturday_only.open_intervals(paris("2026-06-01T00:00"), paris("2026-06-08T00:00"))
    sunday_night = saturday_only.open_intervals(
        paris("2026-06-07T00:00"), paris("2026-06-08T00:00")
    )

    assert intervals == [(utc("2026-06-06T19:00"), utc("2026-06-07T00:00"))]
    assert sunday_night == [(utc("2026-06-06T22:00"), utc("2026-06-07T00:00"))]


def test_a_range_may_end_at_midnight_written_either_way():
    as_24 = OpeningHours.weekly("Europe/Paris", {0: [("21:00", "24:00")]})
    as_0 = OpeningHours.weekly("Europe/Paris", {0: [("21:00", "00:00")]})

    assert as_24 == as_0
    assert as_24.open_minutes(paris("2026-06-01T00:00"), paris("2026-06-08T00:00")) == 3 * 60


def test_ranges_that_touch_are_one_interval():
    hours = OpeningHours.weekly(
        "Europe/Paris", {0: [("20:00", "24:00"), ("18:00", "20:00")], 1: [("00:00", "06:00")]}
    )

    intervals = hours.open_intervals(utc("2026-06-01"), utc("2026-06-08"))

    assert intervals == [(utc("2026-06-01T16:00"), utc("2026-06-02T04:00"))]


# Holidays and special days.


def test_a_brand_is_closed_on_its_holidays():
    closed = OpeningHours.weekly(
        "Europe/Paris",
        {day: [("00:00", "24:00")] for day in EVERY_DAY},
        closed_on=[date(2026, 12, 25)],
    )

    intervals = closed.open_intervals(paris("2026-12-24T12:00"), paris("2026-12-26T12:00"))

    assert intervals == [
        (utc("2026-12-24T11:00"), utc("2026-12-24T23:00")),
        (utc("2026-12-25T23:00"), utc("2026-12-26T11:00")),
    ]


def test_the_evening_before_a_holiday_runs_on_into_it_and_the_holiday_starts_none():
    hours = OpeningHours.weekly(
        "Europe/Paris",
        {day: [("21:00", "02:00")] for day in EVERY_DAY},
        closed_on=[date(2026, 12, 25)],
    )

    intervals = hours.open_intervals(paris("2026-12-24T12:00"), paris("2026-12-26T23:00"))

    assert intervals == [
        (utc("2026-12-24T20:00"), utc("2026-12-25T01:00")),
        (utc("2026-12-26T20:00"), utc("2026-12-26T22:00")),
    ]


def test_a_special_day_has_its_own_hours_in_place_of_the_weekly_ones():
    hours = OpeningHours.weekly(
        "Europe/Paris",
        {day: [("09:00", "19:00")] for day in EVERY_DAY},
        special={date(2026, 12, 24): [("10:00", "16:00")]},
    )

    intervals = hours.open_intervals(paris("2026-12-24T00:00"), paris("2026-12-25T12:00"))

    assert intervals == [
        (utc("2026-12-24T09:00"), utc("2026-12-24T15:00")),
        (utc("2026-12-25T08:00"), utc("2026-12-25T11:00")),
    ]


def test_a_special_morning_and_the_night_before_it_are_one_interval():
    hours = OpeningHours.weekly(
        "Europe/Paris",
        {day: [("21:00", "02:00")] for day in EVERY_DAY},
        special={date(2026, 12, 24): [("01:00", "04:00")]},
    )

    intervals = hours.open_intervals(paris("2026-12-23T12:00"), paris("2026-12-24T23:00"))

    assert intervals == [(utc("2026-12-23T20:00"), utc("2026-12-24T03:00"))]


# The days on which clocks change.


@pytest.mark.parametrize(
    ("day", "hours_long"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-07", 24)]
)
def test_a_sunday_in_paris_is_as_long_as_its_clocks_say(day, hours_long):
    start = paris(f"{day}T00:00")
    end = start + DAY  # the next midnight on the wall: Python adds days to wall clocks

    minutes = on_sundays("00:00", "24:00").open_minutes(start, end)

    assert minutes == hours_long * 60


def test_the_hour_that_happens_twice_is_open_twice():
    intervals = on_sundays("02:15", "02:45").open_intervals(utc("2026-10-24"), utc("2026-10-26"))

    assert intervals == [
        (utc("2026-10-25T00:15"), utc("2026-10-25T00:45")),
        (utc("2026-10-25T01:15"), utc("2026-10-25T01:45")),
    ]


def test_a_range_that_ends_in_the_hour_that_happens_twice_opens_again():
    intervals = on_sundays("01:00", "02:30").open_intervals(utc("2026-10-24"), utc("2026-10-26"))

    assert intervals == [
        (utc("2026-10-24T23:00"), utc("2026-10-25T00:30")),
        (utc("2026-10-25T01:00"), utc("2026-10-25T01:30")),
    ]


@pytest.mark.parametrize(
    ("opens", "closes", "intervals"),
    [
        ("02:00", "03:00", []),
        ("02:30", "04:00", [(utc("2026-03-29T01:00"), utc("2026-03-29T02:00"))]),
        ("01:00", "02:30", [(utc("2026-03-29T00:00"), utc("2026-03-29T01:00"))]),
    ],
)
def test_the_hour_that_is_missing_is_never_open(opens, closes, intervals):
    hours = on_sundays(opens, closes)

    assert hours.open_intervals(utc("2026-03-28"), utc("2026-03-30")) == intervals


def test_a_time_that_no_clock_showed_means_the_same_to_every_question():
    missing = paris("2026-03-29T02:30")  # Python reads it as 03:30
    hours = on_sundays("02:00", "03:00")

    assert not hours.is_open(missing)
    assert hours.open_intervals(missing, missing + MINUTE) == []


# Periods and moments.


def test_only_what_lies_in_the_period_counts():
    start, end = paris("2026-06-01T11:59:30"), paris("2026-06-01T14:00:45")

    assert OFFICE.open_intervals(start, end) == [
        (utc("2026-06-01T09:59:30"), utc("2026-06-01T10:00")),
        (utc("2026-06-01T12:00"), utc("2026-06-01T12:00:45")),
    ]
    assert OFFICE.open_minutes(start, end) == 1


def test_a_period_that_ends_before_it_starts_is_empty():
    start, end = utc("2026-06-02"), utc("2026-06-01")

    assert OpeningHours.always("UTC").open_intervals(start, end) == []
    assert OpeningHours.always("UTC").open_minutes(start, start) == 0


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        ("2026-06-05T12:30", "2026-06-05T12:00"),
        ("2026-06-05T18:00", "2026-06-08T07:00"),
        ("2026-06-05T09:30", "2026-06-05T07:30"),
    ],
)
def test_the_next_opening_is_now_or_when_the_next_range_begins(now, opening):
    assert OFFICE.next_opening(paris(now)) == utc(opening)


def test_a_brand_without_hours_has_no_next_opening():
    never = OpeningHours.weekly("Europe/Paris", {})

    assert never.next_opening(utc("2026-06-01")) is None


def test_a_brand_that_opens_on_one_date_opens_then():
    once = OpeningHours.weekly(
        "Europe/Paris", {}, special={date(2026, 12, 24): [("10:00", "16:00")]}
    )

    assert once.next_opening(utc("2026-01-01")) == utc("2026-12-24T09:00")
    assert once.next_opening(utc("2026-12-24T15:00")) is None


def test_a_time_without_a_zone_is_refused():
    naive, aware = utc("2026-06-01").replace(tzinfo=None), utc("2026-06-02")

    for question, times in [
        (OFFICE.is_open, [naive]),
        (OFFICE.next_opening, [naive]),
        (OFFICE.open_intervals, [naive, aware]),
        (OFFICE.open_minutes, [aware, naive]),
    ]:
        with pytest.raises(Invalid, match="Give the time zone of 2026-06-01"):
            question(*times)


# What is refused when hours are written down.


@pytest.mark.parametrize(
    "zone", ["Paris", "", "europe/paris", "../etc/passwd", "Europe", "localtime"]
)
def test_an_unknown_zone_is_refused(zone):
    with pytest.raises(Invalid, match="Choose a time zone such as Europe/Paris"):
        OpeningHours.always(zone)


@pytest.mark.parametrize(
    "text", ["", "9", "nine", "9:5", "24:01", "25:00", "12:60", "-1:00", "²:00"]
)
def test_an_invalid_time_is_refused(text):
    with pytest.raises(Invalid, match="Enter a time between 00:00 and 24:00"):
        on_sundays("08:00", text)


@pytest.mark.parametrize("weekday", [-1, 7])
def test_an_invalid_weekday_is_refused(weekday):
    with pytest.raises(Invalid, match="The weekday must be between 0"):
        OpeningHours.weekly("UTC", {weekday: [("09:00", "12:00")]})


@pytest.mark.parametrize(
    ("opens", "closes", "advice"),
    [
        ("24:00", "02:00", "A time range cannot start at 24:00"),
        ("09:00", "09:00", "A time range needs two different times"),
    ],
)
def test_an_ambiguous_range_is_refused(opens, closes, advice):
    with pytest.raises(Invalid, match=advice):
        on_sundays(opens, closes)


@pytest.mark.parametrize(
    ("week", "advice"),
    [
        ({1: [("11:00", "14:00"), ("09:00", "12:00")]}, "On Tuesday, the range from 09:00"),
        ({1: [("09:00", "12:00"), ("09:00", "12:00")]}, "On Tuesday, the range from 09:00"),
        (
            {1: [("21:00", "02:00")], 2: [("01:59", "05:00")]},
            "On Tuesday, the range from 21:00",
        ),
        ({6: [("21:00", "02:00")], 0: [("00:00", "24:00")]}, "On Sunday, the range from 21:00"),
    ],
)
def test_ranges_that_overlap_are_refused(week, advice):
    with pytest.raises(Invalid, match=advice):
        OpeningHours.weekly("Europe/Paris", week)


def test_ranges_of_a_special_day_that_overlap_are_refused():
    special = {date(2026, 12, 24): [("10:00", "16:00"), ("15:00", "17:00")]}

    with pytest.raises(Invalid, match="On 2026-12-24, the range from 10:00"):
        OpeningHours.weekly("Europe/Paris", {}, special=special)


def test_a_day_is_closed_or_special_but_not_both():
    day = date(2026, 12, 24)

    with pytest.raises(Invalid, match="Choose for 2026-12-24"):
        OpeningHours.weekly("UTC", {}, closed_on=[day], special={day: [("10:00", "16:00")]})


def test_a_special_day_without_hours_is_a_holiday_and_must_be_called_one():
    with pytest.raises(Invalid, match="add it to the days you are closed"):
        OpeningHours.weekly("UTC", {}, special={date(2026, 12, 24): []})


# Public holidays.

NOEL = PublicHoliday(date(2026, 12, 25), "Noël")
FRANCE = HolidayChoice("FR", "", (NOEL,), date(2027, 12, 31))


def test_a_brand_is_closed_on_the_public_holidays_it_chose():
    week = {day: [("09:00", "18:00")] for day in EVERY_DAY}

    hours = OpeningHours.weekly("Europe/Paris", week, holidays=FRANCE)

    assert not hours.is_open(paris("2026-12-25T10:00"))
    assert hours.is_open(paris("2026-12-26T10:00"))
    assert (hours.country, hours.holidays) == ("FR", (NOEL,))


def test_a_public_holiday_is_closed_or_special_but_not_both():
    special = {NOEL.day: [("10:00", "16:00")]}

    with pytest.raises(Invalid, match="closed, or special opening hours"):
        OpeningHours.weekly("Europe/Paris", {}, special=special, holidays=FRANCE)


def test_hours_from_before_holidays_had_names_keep_their_closed_days():
    stored = b'{"hours":{"zone":"UTC","week":[[],[],[],[],[],[],[]],"holidays":["2026-12-25"],'
    stored += b'"special":[]},"by":"a0000000-0000-4000-8000-000000000001",'
    stored += b'"at":"2026-06-01T09:00:00Z"}'

    hours = decode("Brand.OpeningHoursSet.1", stored).hours

    assert hours == OpeningHours.weekly("UTC", {}, closed_on=[NOEL.day])
    assert hours.closed_days == {NOEL.day}
