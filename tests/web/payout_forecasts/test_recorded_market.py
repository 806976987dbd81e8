"""The forecast of a market that was recorded week by week, on the page and from its facts."""

import re
from datetime import timedelta

import pytest

from payments.ledger.entries import microseconds
from payments.payout_forecasts.known_market import known_on_monday
from payments.payout_forecasts.past_forecasts import past_forecasts
from payments.payout_forecasts.payout_forecast import NextWeeks, forecast_payouts
from payments.payout_forecasts.payout_weeks import week_number
from tests.web.bookings.shift_fixture import shifts_in
from tests.web.payout_forecasts.conftest import FINANCE, FORECAST, page_of
from tests.web.payout_forecasts.recorded_market import market_until, record
from web.payout_forecasts.forecasts import ForecastMoment, payout_forecasts

HELD_FOR = timedelta(days=7)


@pytest.fixture(scope="module")
def recorded(shift_shop, tmp_path_factory):
    """A market of thirty weeks, whose log and ledger say when each fact was recorded."""
    url = f"sqlite:///{tmp_path_factory.mktemp('recorded') / 'test.db'}"
    with shifts_in(shift_shop.shop, shift_shop.clock, url) as roster:
        roster.desk.running()
        now_us = microseconds(roster.clock())
        facts = market_until(now_us, weeks=30)
        record(roster.market, facts, now_us)
        yield roster, facts


def test_what_read_models_and_ledger_say_is_what_happened(recorded):
    roster, facts = recorded
    now = roster.clock()
    known = facts.known_by(microseconds(now))

    found = payout_forecasts(roster.market, HELD_FOR, ForecastMoment(now), 8)["EUR"]

    certain = {week.week: week.certain for week in found.payouts.weeks}
    now_us = microseconds(now)
    on_monday = known_on_monday(known, week_number(now_us), 8)
    ahead = NextWeeks(certain, known.shifts, HELD_FOR // timedelta(microseconds=1))
    expected = forecast_payouts(on_monday, ahead, now_us, 8)
    assert found.payouts == expected
    assert found.payouts.record.weeks == len(later_forecasts(known, now))
    assert found.without_day == 0


def later_forecasts(known, now):
    """Those two weeks ahead that twelve outcomes came before."""
    past = past_forecasts(known, week_number(microseconds(now)), range(2, 3))
    weeks = [one.parts.week for one in past]
    return [one for one in past if sum(week <= one.parts.origin for week in weeks) >= 12]


def test_what_is_held_is_certain_for_its_week_and_the_rest_is_payable_now(recorded):
    roster, facts = recorded
    now_us = microseconds(roster.clock())
    earned = [pay for pay in facts.earned if pay.closed_us < now_us]

    found = payout_forecasts(roster.market, HELD_FOR, ForecastMoment(roster.clock()), 8)["EUR"]

    by_week = {week.week: week.certain for week in found.payouts.weeks if week.certain}
    assert sum(by_week.values()) == sum(pay.net for pay in earned)
    assert by_week[week_number(now_us) + 1] == sum(
        pay.net for pay in earned if pay.due_us >= now_us
    )


def test_a_page_has_chart_table_bounds_and_record(recorded):
    roster, _ = recorded

    text = page_of(roster)

    assert re.search(r"80% promised, \d+ of the last \d+ weeks kept\.", text)
    assert 'id="payouts"' in text
    for part in ("Certain: payable, or held until a day", "Expected of booked hours", "2026-W23"):
        assert part in text
    assert "Up to the upper bound" in text


def test_in_french_percent_and_amounts_are_written_as_there(recorded):
    roster, _ = recorded
    client = roster.client(FINANCE)

    text = client.get(FORECAST, headers={"Accept-Language": "fr"}).text

    assert "80\u00a0% promis," in text.replace("\u202f", "\u00a0")


def test_as_of_a_day_the_page_says_so_and_knows_nothing_later(recorded):
    roster, _ = recorded

    text = page_of(roster, as_of="2020-01-05")

    assert "As recorded before 6 Jan 2020" in text
    assert "2020-W02" in text
    assert "Too early" in text
