"""Opening hours in any zone, minute by minute, against a plain reading of the local time."""

from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.brands.opening_hours import OpeningHours
from tests.domain.brands.opening_hours_examples import DAY, EVERY_DAY, MINUTE, SUNDAY, utc


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
    others = [day for day in days_about if day not in closed_on]
    special_by_number = draw(special_among[len(others)])
    special = {others[number]: hours for number, hours in special_by_number.items()}
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
def test_stored_hours_decode_to_themselves(example):
    hours = example[0].hours()

    assert msgspec.json.decode(msgspec.json.encode(hours), type=OpeningHours) == hours


def test_a_whole_year_agrees_with_the_clock_on_the_wall():
    night = {day: [("09:00", "12:00"), ("21:00", "02:30")] for day in EVERY_DAY}
    written = Written("Europe/Paris", night, {date(2026, 12, 25)}, {})

    intervals = written.hours().open_intervals(utc("2026-01-01"), utc("2027-01-01"))

    assert intervals == written.open_runs(utc("2026-01-01"), utc("2027-01-01"))
