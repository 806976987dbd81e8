"""A period: whole days in the brand's zone, as months and the days around them."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Invalid
from projections.comparison.period import Period

EPOCH = date(1970, 1, 1)
DAYS = st.dates(date(1970, 1, 1), date(2040, 12, 31))
ZONES = st.sampled_from(["UTC", "Europe/Paris", "America/St_Johns", "Pacific/Auckland"])
often = settings(max_examples=80, deadline=None)


def paris(first, end):
    return Period(date.fromisoformat(first), date.fromisoformat(end), "Europe/Paris")


def days_of(month):
    """The days of a month counted since year 0, in days since 1970."""
    year, number = divmod(month, 12)
    first = (date(year, number + 1, 1) - EPOCH).days
    return range(first, first + monthrange(year, number + 1)[1])


@pytest.mark.parametrize(
    ("first", "end"), [("2026-06-01", "2026-06-01"), ("2026-06-02", "2026-06-01")]
)
def test_a_period_without_days_is_refused(first, end):
    with pytest.raises(Invalid, match="at least one day"):
        paris(first, end)


@pytest.mark.parametrize(
    ("first", "end", "zone"),
    [
        (date.min, date(2026, 1, 1), "Europe/Paris"),
        (date(2026, 1, 1), date.max, "America/New_York"),
        (date.min, date.max, "Asia/Tokyo"),
    ],
)
def test_all_the_days_there_ever_were_are_no_period(first, end, zone):
    with pytest.raises(Invalid, match="years"):
        Period(first, end, zone)


def test_a_period_of_eight_thousand_years_is_one():
    period = Period(date(1900, 1, 1), date(9998, 12, 31), "Europe/Paris")

    assert round(period.months) == 8099 * 12


def test_days_begin_and_end_at_midnight_in_the_brands_zone():
    june = paris("2026-06-01", "2026-07-01")

    assert june.starts_at == datetime(2026, 5, 31, 22, tzinfo=UTC)
    assert june.ends_at == datetime(2026, 6, 30, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)]
)
def test_a_day_on_which_the_clocks_change_is_shorter_or_longer(day, hours):
    one = paris(day, (date.fromisoformat(day) + timedelta(days=1)).isoformat())

    assert one.ends_at - one.starts_at == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("first", "end", "months"),
    [
        ("2017-06-01", "2017-07-01", 1),
        ("2017-06-01", "2017-06-16", Fraction(15, 30)),
        ("2016-02-01", "2016-02-02", Fraction(1, 29)),
        ("2017-02-01", "2017-02-02", Fraction(1, 28)),
        ("2016-12-31", "2017-02-02", Fraction(1, 31) + 1 + Fraction(1, 28)),
        ("2004-01-01", "2019-01-01", 180),
    ],
)
def test_part_of_a_month_is_its_share_of_that_months_days(first, end, months):
    assert paris(first, end).months == pytest.approx(float(months), abs=1e-12)


def test_a_year_is_its_months_and_no_days():
    months, days = paris("2026-01-01", "2027-01-01").spans()

    assert (months, days) == ([2026 * 12 + number for number in range(12)], [])


def test_a_summer_is_days_then_months_then_days():
    months, days = paris("2026-05-30", "2026-08-03").spans()

    may_30 = (date(2026, 5, 30) - EPOCH).days
    august = (date(2026, 8, 1) - EPOCH).days
    assert months == [2026 * 12 + 5, 2026 * 12 + 6]
    assert days == [(may_30, may_30 + 2), (august, august + 2)]


def test_days_within_one_month_are_one_span():
    months, days = paris("2026-06-02", "2026-06-30").spans()

    june_2 = (date(2026, 6, 2) - EPOCH).days
    assert (months, days) == ([], [(june_2, june_2 + 28)])


@often
@given(DAYS, st.integers(1, 1500), ZONES)
def test_months_and_spans_cover_every_day_exactly_once(first, length, zone):
    period = Period(first, first + timedelta(days=length), zone)

    months, spans = period.spans()

    covered = [day for month in months for day in days_of(month)]
    covered += [day for start, end in spans for day in range(start, end)]
    assert sorted(covered) == list(range(*period.days))
    assert months == list(range(months[0], months[-1] + 1)) if months else True


@often
@given(DAYS, st.integers(1, 1500), ZONES)
def test_months_are_the_sum_of_the_shares_of_days(first, length, zone):
    period = Period(first, first + timedelta(days=length), zone)

    days = [first + timedelta(days=number) for number in range(length)]
    shares = sum(Fraction(1, monthrange(day.year, day.month)[1]) for day in days)
    assert period.months == pytest.approx(float(shares), rel=1e-9)


@often
@given(DAYS, st.integers(1, 400), ZONES)
def test_a_period_lasts_from_midnight_to_midnight(first, length, zone):
    period = Period(first, first + timedelta(days=length), zone)

    for at, day in ((period.starts_at, period.first), (period.ends_at, period.end)):
        assert at.astimezone(ZoneInfo(zone)).date() == day
        assert (at - timedelta(milliseconds=1)).astimezone(ZoneInfo(zone)).date() < day
