from datetime import UTC, date, datetime

import pytest

from tests.web.comparison.comparison_fixture import open_june
from tests.web.shop import NEST, ROAD
from web.comparison.periods import Days, default_days, month_of, name_of, neighbours, shortcuts

JUNE = Days(date(2026, 6, 1), date(2026, 7, 1))


@pytest.fixture(scope="module")
def june(tmp_path_factory):
    with open_june(tmp_path_factory.mktemp("periods")) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _reader(june):
    with june[0].app.test_request_context(headers={"Accept-Language": "en"}):
        yield


@pytest.fixture(scope="module")
def pages(june):
    return june[1].market.read_models


@pytest.mark.parametrize(
    ("now", "first"),
    [
        (datetime(2031, 3, 5, tzinfo=UTC), date(2026, 6, 1)),  # however long ago
        (datetime(2026, 7, 1, 12, tzinfo=UTC), date(2026, 6, 1)),
        (datetime(2026, 6, 30, 22, 30, tzinfo=UTC), date(2026, 6, 1)),  # July, in Paris
        (datetime(2026, 6, 20, tzinfo=UTC), date(2026, 6, 1)),  # no whole month yet
        (datetime(2026, 5, 20, tzinfo=UTC), date(2026, 4, 1)),  # nothing at all yet
    ],
)
def test_the_last_whole_month_with_requests_is_shown_first(pages, now, first):
    assert default_days(NEST, pages, now) == month_of(first)


def test_a_brand_without_requests_is_shown_the_last_month(pages):
    assert default_days(ROAD, pages, datetime(2026, 8, 3, tzinfo=UTC)).first == date(2026, 7, 1)


def test_shortcuts_start_from_the_last_month_with_requests(pages):
    found = shortcuts(NEST, pages, datetime(2028, 2, 29, tzinfo=UTC))

    assert {each.label: each.days for each in found} == {
        "Last month with requests: June 2026": JUNE,
        "This month": Days(date(2028, 2, 1), date(2028, 3, 1)),
        "12 months to June 2026": Days(date(2025, 7, 1), date(2026, 7, 1)),
        "Year 2026": Days(date(2026, 1, 1), date(2027, 1, 1)),
    }


@pytest.mark.parametrize(
    ("days", "name"),
    [
        (JUNE, "June 2026"),
        (Days(date(2026, 1, 1), date(2027, 1, 1)), "2026"),
        (Days(date(2026, 6, 3), date(2026, 6, 4)), "3 June 2026"),
        (Days(date(2026, 6, 3), date(2026, 6, 10)), "3 June 2026 to 9 June 2026"),
    ],
)
def test_a_period_has_a_name(days, name):
    assert name_of(days) == name


@pytest.mark.parametrize(
    ("days", "before", "after"),
    [
        (month_of(date(2026, 3, 1)), month_of(date(2026, 2, 1)), month_of(date(2026, 4, 1))),
        (month_of(date(2026, 12, 1)), month_of(date(2026, 11, 1)), month_of(date(2027, 1, 1))),
        (
            Days(date(2024, 1, 1), date(2025, 1, 1)),
            Days(date(2023, 1, 1), date(2024, 1, 1)),
            Days(date(2025, 1, 1), date(2026, 1, 1)),
        ),
        (
            Days(date(2026, 6, 3), date(2026, 6, 10)),
            Days(date(2026, 5, 27), date(2026, 6, 3)),
            Days(date(2026, 6, 10), date(2026, 6, 17)),
        ),
    ],
)
def test_a_period_has_neighbours(days, before, after):
    assert neighbours(days) == (before, after)
