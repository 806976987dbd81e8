"""Weeks from Monday to Monday in UTC."""

from datetime import UTC, date, datetime

import pytest

from domain.errors import Invalid
from payments.weeks import parse_week, week_of, week_of_day


def test_a_week_lasts_from_monday_to_monday():
    week = parse_week("2017-W40")

    assert week.begins_at == datetime(2017, 10, 2, tzinfo=UTC)
    assert week.ends_at == datetime(2017, 10, 9, tzinfo=UTC)
    assert (str(week), str(week.before)) == ("2017-W40", "2017-W39")
    assert (week.monday, week.sunday) == (date(2017, 10, 2), date(2017, 10, 8))


@pytest.mark.parametrize("day", [2, 5, 8])
def test_a_day_is_in_the_week_of_its_monday(day):
    assert week_of_day(date(2017, 10, day)) == parse_week("2017-W40")


def test_the_first_of_january_may_be_in_a_week_of_the_year_before():
    assert str(week_of(datetime(2021, 1, 1, tzinfo=UTC))) == "2020-W53"


@pytest.mark.parametrize(
    "text", ["", "2017-40", "2017-W54", "2021-W53", "2017-W00", "9999-W52", "0001-W01", "2017-W4"]
)
def test_a_text_that_is_no_week_is_refused(text):
    with pytest.raises(Invalid, match="Enter a week such as 2017-W40"):
        parse_week(text)
