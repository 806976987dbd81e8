from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.brands.opening_hours import OpeningHours
from domain.errors import Invalid

PARIS = ZoneInfo("Europe/Paris")
EVERY_DAY = range(7)
SUNDAY = 6
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

# The 1st of June 2026 is a Monday.
OFFICE = OpeningHours.weekly(
    "Europe/Paris", {day: [("09:00", "12:00"), ("14:00", "18:00")] for day in range(5)}
)


def paris(text):
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


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
    naive, known = utc("2026-06-01").replace(tzinfo=None), utc("2026-06-02")

    for question, times in [
        (OFFICE.is_open, [naive]),
        (OFFICE.next_opening, [naive]),
        (OFFICE.open_intervals, [naive, known]),
        (OFFICE.open_minutes, [known, naive]),
    ]:
        with pytest.raises(Invalid, match="Give the time zone of 2026-06-01"):
            question(*times)


# What is refused when hours are written down.


@pytest.mark.parametrize(
    "zone", ["Paris", "", "europe/paris", "../etc/passwd", "Europe", "localtime"]
)
def test_a_zone_nobody_knows_is_refused(zone):
    with pytest.raises(Invalid, match="Choose a time zone such as Europe/Paris"):
        OpeningHours.always(zone)


@pytest.mark.parametrize(
    "text", ["", "9", "nine", "9:5", "24:01", "25:00", "12:60", "-1:00", "²:00"]
)
def test_a_time_that_is_none_is_refused(text):
    with pytest.raises(Invalid, match="Enter a time between 00:00 and 24:00"):
        on_sundays("08:00", text)


@pytest.mark.parametrize("weekday", [-1, 7])
def test_a_weekday_that_is_none_is_refused(weekday):
    with pytest.raises(Invalid, match="The weekday must be between 0"):
        OpeningHours.weekly("UTC", {weekday: [("09:00", "12:00")]})


@pytest.mark.parametrize(
    ("opens", "closes", "advice"),
    [
        ("24:00", "02:00", "A time range cannot start at 24:00"),
        ("09:00", "09:00", "A time range needs two different times"),
    ],
)
def test_a_range_that_could_mean_two_things_is_refused(opens, closes, advice):
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


# Any hours, any zone, minute by minute, against the plainest reading of what was written down.


class Written(NamedTuple):
    zone: str
    week: dict
    closed_on: set
    special: dict

    def hours(self):
        return OpeningHours.weekly(
            self.zone, self.week, closed_on=self.closed_on, special=self.special
        )

    def says_open(self, instant):
        local = instant.astimezone(ZoneInfo(self.zone))
        clock = local.isoformat()[11:16]
        for opens, closes in self._starting_on(local.date()):
            if opens <= clock and (clock < closes or closes < opens):
                return True
        nights = self._starting_on(local.date() - DAY)
        return any(closes < opens and clock < closes for opens, closes in nights)

    def _starting_on(self, day):
        if day in self.closed_on:
            return []
        return self.special.get(day) or self.week.get(day.weekday(), [])

    def open_runs(self, start, end):
        runs, instant, opened = [], start, None
        while instant < end:
            if self.says_open(instant):
                opened = opened or instant
            elif opened:
                runs.append((opened, instant))
                opened = None
            instant += MINUTE
        return [*runs, (opened, end)] if opened else runs


# Days of 2026 on which something happens to the clocks; at midnight in Havana and Cairo, by half
# an hour in Lord Howe.
CHANGES = {
    "Africa/Cairo": ["2026-04-24", "2026-10-29"],
    "America/Havana": ["2026-03-08", "2026-11-01"],
    "America/New_York": ["2026-03-08", "2026-11-01"],
    "Asia/Kolkata": ["2026-06-01"],
    "Australia/Lord_Howe": ["2026-04-05", "2026-10-04"],
    "Europe/London": ["2026-03-29", "2026-10-25"],
    "Europe/Paris": ["2026-03-29", "2026-10-25"],
    "UTC": ["2026-12-31"],
}
A_WEEK = 7 * 1440

zones_and_days = st.sampled_from([(zone, day) for zone, days in CHANGES.items() for day in days])
# Edges of ranges fall often before 04:00, and on Sundays, where most clocks change.
minutes_of_a_day = st.integers(0, 1439) | st.integers(0, 240)
minutes_of_a_week = st.integers(0, A_WEEK - 1) | st.integers(SUNDAY * 1440, SUNDAY * 1440 + 240)
edges_of_a_week = st.sets(minutes_of_a_week, min_size=1, max_size=24)
edges_of_a_day = {size: st.sets(minutes_of_a_day, min_size=size, max_size=size) for size in (2, 4)}
sizes = st.sampled_from(sorted(edges_of_a_day))
# Made once: to make a strategy takes longer than to draw from it.
some_days_about = st.sets(st.integers(-3, 3), max_size=2)
minutes_before = st.integers(0, 3 * 1440)
lengths = st.integers(0, 4 * 1440)


def clock(minute):
    return f"{minute // 60:02}:{minute % 60:02}"


def week_of(edges, *, open_first):
    """Ranges between every other two edges of a week that goes round as a clock face does."""
    week = {day: [] for day in EVERY_DAY}
    stretches = list(pairwise([*edges, edges[0] + A_WEEK]))
    for opens, closes in stretches[not open_first :: 2]:
        day, first = divmod(opens, 1440)
        last = closes - day * 1440
        if last - first < 1440 or (first, last) == (0, 1440):
            week[day].append((clock(first), clock(last if last <= 1440 else last - 1440)))
    return week


def ranges_of(edges, *, at_night):
    """Ranges of one day; at night the last one passes midnight, to end at the earliest edge."""
    in_turn = edges[1:] + edges[:1] if at_night else edges
    pairs = zip(in_turn[::2], in_turn[1::2], strict=True)
    return [(clock(opens), clock(closes)) for opens, closes in pairs]


@st.composite
def weeks(draw):
    edges = draw(edges_of_a_week)
    return week_of(sorted(edges), open_first=draw(st.booleans()))


@st.composite
def special_hours(draw):
    edges = draw(edges_of_a_day[draw(sizes)])
    return ranges_of(sorted(edges), at_night=draw(st.booleans()))


special_among = {
    days: st.dictionaries(st.integers(0, days - 1), special_hours(), max_size=2)
    for days in (5, 6, 7)
}
every_week = weeks()


@st.composite
def hours_and_periods(draw):
    """What a brand wrote down, and up to four days about the change of its clocks."""
    zone, change = draw(zones_and_days)
    day = date.fromisoformat(change)
    closed_on = {day + number * DAY for number in draw(some_days_about)}
    days_about = [day + number * DAY for number in range(-3, 4)]
    others = [each for each in days_about if each not in closed_on]
    drawn = draw(special_among[len(others)])
    special = {others[number]: hours for number, hours in drawn.items()}
    start = utc(change) - draw(minutes_before) * MINUTE
    end = start + draw(lengths) * MINUTE
    return Written(zone, draw(every_week), closed_on, special), start, end


often = settings(max_examples=200, deadline=None)


@often
@given(hours_and_periods())
def test_a_minute_is_open_if_and_only_if_the_clock_on_the_wall_says_so(example):
    written, start, end = example
    runs = written.open_runs(start, end)

    hours = written.hours()

    assert hours.open_intervals(start, end) == runs
    assert hours.open_minutes(start, end) == sum((b - a for a, b in runs), 0 * DAY) // MINUTE


@often
@given(hours_and_periods())
def test_the_next_opening_is_the_first_open_minute(example):
    written, start, end = example
    runs = written.open_runs(start, end)

    opening = written.hours().next_opening(start)

    assert opening == runs[0][0] if runs else opening is None or opening >= end


@often
@given(
    hours_and_periods(),
    st.timedeltas(timedelta(0), 4 * DAY),
    st.sampled_from(sorted(CHANGES)),
)
def test_any_moment_is_answered_as_the_clock_on_the_wall_shows_it(example, later, reader_zone):
    written, start, _ = example
    instant = start + later

    as_the_reader_says_it = instant.astimezone(ZoneInfo(reader_zone))

    assert written.hours().is_open(as_the_reader_says_it) == written.says_open(instant)


@often
@given(hours_and_periods(), st.floats(0, 1))
def test_a_period_cut_anywhere_has_the_same_open_time(example, share):
    written, start, end = example
    hours, cut = written.hours(), start + share * (end - start)

    parts = hours.open_intervals(start, cut) + hours.open_intervals(cut, end)

    whole = hours.open_intervals(start, end)
    assert sum((b - a for a, b in parts), 0 * DAY) == sum((b - a for a, b in whole), 0 * DAY)


@often
@given(hours_and_periods())
def test_hours_come_back_from_the_log_as_they_were(example):
    hours = example[0].hours()

    assert msgspec.json.decode(msgspec.json.encode(hours), type=OpeningHours) == hours


def test_a_whole_year_agrees_with_the_clock_on_the_wall():
    night = {day: [("09:00", "12:00"), ("21:00", "02:30")] for day in EVERY_DAY}
    written = Written("Europe/Paris", night, {date(2026, 12, 25)}, {})

    intervals = written.hours().open_intervals(utc("2026-01-01"), utc("2027-01-01"))

    assert intervals == written.open_runs(utc("2026-01-01"), utc("2027-01-01"))
