"""Finance's page of coming payouts: who sees it, what it says too early, and what was mistyped."""

import pytest

from tests.web.bookings.shift_fixture import ALICE, OWNER, PLATFORM, VOLUNTEER
from tests.web.payout_forecasts.conftest import FINANCE, FORECAST, page_of
from web.payout_forecasts.forecasts import ForecastMoment, moment_of


def test_without_history_it_is_too_early(roster):
    text = page_of(roster)

    assert "Too early for an interval: 0 past forecasts can be checked, and it takes 12." in text
    assert "Up to the upper bound" not in text


def test_as_of_today_is_now(roster):
    now = roster.clock()

    assert moment_of(now.replace(tzinfo=None, hour=0, minute=0), now) == ForecastMoment(now)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("as_of", "1900-01-01", "Enter a date between 1970 and 2100"),
        ("currency", "USD", "Choose a currency of the list."),
    ],
)
def test_what_was_typed_wrongly_stays_beside_its_sentence(roster, field, value, sentence):
    text = page_of(roster, status=422, **{field: value})

    assert sentence in text
    assert field == "currency" or f'value="{value}"' in text


@pytest.mark.parametrize("email", [OWNER, ALICE, VOLUNTEER])
def test_others_do_not_see_it(roster, email):
    page_of(roster, email, status=403)


@pytest.mark.parametrize("email", [PLATFORM, FINANCE])
def test_finance_and_the_platform_are_led_to_it(roster, email):
    assert FORECAST in roster.client(email).get("/").text
