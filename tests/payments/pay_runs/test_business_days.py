"""Business days: neither weekends nor the days on which TARGET is closed."""

from datetime import UTC, date, datetime

import pytest

from payments.pay_runs.business_days import business_day_after, final_at


@pytest.mark.parametrize(
    ("day", "number", "expected"),
    [
        (date(2017, 10, 10), 1, date(2017, 10, 11)),
        (date(2017, 10, 13), 1, date(2017, 10, 16)),  # a Friday
        (date(2017, 10, 10), 5, date(2017, 10, 17)),
        (date(2017, 4, 12), 2, date(2017, 4, 18)),  # Good Friday and Easter Monday between
        (date(2017, 12, 22), 1, date(2017, 12, 27)),  # two days of Christmas
        (date(2017, 12, 29), 1, date(2018, 1, 2)),
        (date(2017, 10, 10), 0, date(2017, 10, 10)),
    ],
)
def test_weekends_and_holidays_of_target_do_not_count(day, number, expected):
    assert business_day_after(day, number) == expected


def test_what_is_paid_on_a_tuesday_is_final_at_the_same_time_of_the_next():
    paid_at = datetime(2017, 10, 10, 8, 30, tzinfo=UTC)

    assert final_at(paid_at.date(), paid_at) == datetime(2017, 10, 17, 8, 30, tzinfo=UTC)
