"""Months of the ledger, as texts."""

from datetime import UTC, date, datetime

import pytest

from domain.errors import Invalid
from payments.months import (
    first_day_of,
    last_day_of,
    month_after,
    month_before,
    month_of,
    parse_month,
)


@pytest.mark.parametrize("month", ["1970-01", "2026-06", "2100-12"])
def test_a_month_of_our_years_is_read(month):
    assert parse_month(month) == month


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026",
        "2026-00",
        "2026-13",
        "2026-6",
        "0000-01",
        "1969-12",
        "2101-01",
        "9999-12",
        "٢٠٢٦-٠٦",
    ],
)
def test_a_text_that_is_no_month_of_our_years_is_refused(text):
    with pytest.raises(Invalid, match="Enter a month such as 2026-06"):
        parse_month(text)


@pytest.mark.parametrize(
    ("month", "next_month"),
    [("2026-06", "2026-07"), ("2026-12", "2027-01"), ("2026-09", "2026-10")],
)
def test_one_month_follows_another(month, next_month):
    assert month_after(month) == next_month
    assert month_before(next_month) == month


def test_a_month_has_a_first_and_a_last_day():
    assert (first_day_of("2024-02"), last_day_of("2024-02")) == (
        date(2024, 2, 1),
        date(2024, 2, 29),
    )
    assert last_day_of("2026-12") == date(2026, 12, 31)


def test_days_and_moments_are_in_a_month():
    assert month_of(date(2026, 6, 30)) == "2026-06"
    assert month_of(datetime(2026, 7, 1, tzinfo=UTC)) == "2026-07"
