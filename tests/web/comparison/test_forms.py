from datetime import UTC, date, datetime

import pytest

from tests.web.shop import NEST, ROAD
from web.comparison.forms import (
    Days,
    default_days,
    month_of,
    neighbours,
    period_name,
    shortcuts,
)

PAGE = "/brands/nest/comparison"
DAYS = "from=2026-06-01&to=2026-07-01"
JUNE = Days(date(2026, 6, 1), date(2026, 7, 1))
BAD = {
    "from=yesterday&to=2026-07-01": "Enter the date as year-month-day, for example 2017-06-30.",
    "from=2026-06-31&to=2026-07-01": "Enter the date as year-month-day, for example 2017-06-30.",
    "from=20260601&to=2026-07-01": "Enter the date as year-month-day, for example 2017-06-30.",
    "from=0001-01-01&to=2026-07-01": "Choose a date between 1970 and 2100.",
    "from=2026-06-01&to=9999-12-31": "Choose a date between 1970 and 2100.",
    "from=2026-06-01": "Enter both the first day and the end of the period.",
    "to=2026-06-01": "Enter both the first day and the end of the period.",
    "from=2026-06-01&to=2026-06-01": "The end must be at least one day after the start.",
    "from=2026-06-02&to=2026-06-01": "The end must be at least one day after the start.",
    "from=1990-01-01&to=2026-06-01": "The period cannot be longer than 25 years.",
    f"{DAYS}&price=2.001": "Enter an amount, for example 2.00.",
    f"{DAYS}&price=-1": "Enter an amount, for example 2.00.",
    f"{DAYS}&price=٣": "Enter an amount, for example 2.00.",
    f"{DAYS}&price=0.00": "The amount must be greater than zero.",
    f"{DAYS}&wage=1e9": "Enter an amount, for example 2.00.",
    f"{DAYS}&kind=yacht": "This cost category does not exist.",
}


@pytest.fixture
def _reader(shop):
    with shop.app.test_request_context(headers={"Accept-Language": "en"}):
        yield


@pytest.fixture
def ines(signed_in):
    return signed_in("ines@nest.example")


@pytest.mark.parametrize(("query", "sentence"), BAD.items())
def test_invalid_parameters_are_reported_in_a_sentence(ines, query, sentence):
    response = ines.get(f"{PAGE}?{query}")

    assert response.status_code == 422
    assert sentence in response.text
    assert "<title>Please check" in response.text


@pytest.mark.parametrize("path", [f"{PAGE}.csv", f"{PAGE}/costs"])
def test_csv_and_costs_refuse_the_same_parameters(ines, path):
    assert ines.get(f"{path}?from=x").status_code == 422


def test_errors_are_translated_into_french(ines):
    response = ines.get(f"{PAGE}?{DAYS}&price=x", headers={"Accept-Language": "fr"})

    assert "Saisissez un montant, par exemple 2,00." in response.text


def test_an_invalid_form_keeps_its_values(ines):
    html = ines.get(f'{PAGE}?from=2026-06-01&to=x"><script>&price=2"<b>').text

    assert 'value="2026-06-01"' in html
    assert 'value="2&#34;&lt;b&gt;"' in html
    assert "<script>" not in html


def test_a_program_gets_errors_as_problem_json(ines):
    response = ines.get(f"{PAGE}?from=x", headers={"Accept": "application/json"})

    assert response.status_code == 422
    assert response.mimetype == "application/problem+json"
    assert "from" in response.json["errors"]


def test_empty_and_unknown_fields_are_ignored(ines):
    response = ines.get(f"{PAGE}?{DAYS}&price=&commission=&wage=+&utm_source=mail")

    assert response.status_code == 200


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
def test_the_last_whole_month_with_requests_is_shown_first(read_models, now, first):
    assert default_days(NEST, read_models, now) == month_of(first)


def test_a_brand_without_requests_is_shown_the_last_month(read_models):
    assert default_days(ROAD, read_models, datetime(2026, 8, 3, tzinfo=UTC)).first == date(
        2026, 7, 1
    )


@pytest.mark.usefixtures("_reader")
def test_shortcuts_start_from_the_last_month_with_requests(read_models):
    periods = shortcuts(NEST, read_models, datetime(2028, 2, 29, tzinfo=UTC))

    assert {shortcut.label: shortcut.days for shortcut in periods} == {
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
@pytest.mark.usefixtures("_reader")
def test_a_period_has_a_name(days, name):
    assert period_name(days) == name


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
def test_a_period_links_to_the_previous_and_next_one(days, before, after):
    assert neighbours(days) == (before, after)
