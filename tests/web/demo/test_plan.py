"""What a demonstration is made of, looked at without carrying it out."""

from calendar import monthrange
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import pytest

from domain.simulation import rng_for
from web.demo import assumptions as assume
from web.demo.assumptions import FIGURES_OF_THE_EXCHANGE, FIGURES_OF_THE_SHOP
from web.demo.brands.camping_shop.brand import camping_shop
from web.demo.brands.home_exchange.brand import home_exchange
from web.demo.brands.home_exchange.programme import BY_AN_AMBASSADOR, NO_EVENING
from web.demo.calibration import fit_handling_time
from web.demo.demand import Visit, VisitTopic, visits_on
from web.demo.people import platform_staff
from web.demo.presence_sessions import planned_sessions
from web.demo.rhythms import SHOP_DAILY_MEAN
from web.demo.simulated_conversation import SimulatedConversation

NOON = datetime(2017, 6, 10, 12, tzinfo=UTC)
A_BRAND = UUID("b0000000-0000-4000-8000-000000000009")
PARIS = ZoneInfo("Europe/Paris")
DAYS = [date(2017, 6, 5) + timedelta(days=number) for number in range(14)]


@pytest.fixture
def market(fresh_market):
    return fresh_market().market


def a_conversation(number, handled_s):
    id = uuid5(A_BRAND, str(number))
    visit = Visit(id, A_BRAND, NOON, "fr", VisitTopic(None, "https://x.example"), 60, handled_s)
    conversation = SimulatedConversation(
        visit, rng_for(number), claimed_at=NOON, first_claimed_at=NOON
    )
    conversation.answered_at = NOON + timedelta(seconds=20)
    conversation.last_message_at = NOON + timedelta(seconds=handled_s)
    conversation.closed_at = conversation.last_message_at + timedelta(seconds=100)
    return conversation


@pytest.mark.parametrize("total_s", [1200, 1207, 1193, 1499, 700])
def test_last_messages_are_moved_until_the_handling_times_add_up(total_s):
    conversations = [a_conversation(number, 300 + 100 * number) for number in range(3)]

    fit_handling_time(conversations, total_s)

    assert sum(conversation.handled_s for conversation in conversations) == total_s
    assert all(
        conversation.answered_at < conversation.last_message_at <= conversation.closed_at
        for conversation in conversations
    )


def test_an_unreachable_handling_time_is_not_forced():
    with pytest.raises(AssertionError):
        fit_handling_time([a_conversation(1, 300)], 401)


def test_demand_is_higher_in_the_evening_and_at_the_week_end(market):
    demand = home_exchange(market, A_BRAND).demand
    requested_at = [
        visit.at.astimezone(PARIS) for day in DAYS for visit in visits_on(day, A_BRAND, demand)
    ]
    hours, weekend = (
        Counter(at.hour for at in requested_at),
        sum(at.weekday() > 4 for at in requested_at),
    )

    assert hours[21] > hours[10] > hours[4]
    assert weekend / 4 > (len(requested_at) - weekend) / 10


def test_experts_are_present_only_during_opening_hours(market):
    year = camping_shop(market, A_BRAND)
    for day in DAYS:
        night = datetime(day.year, day.month, day.day, tzinfo=UTC)
        opened = year.profile.hours.open_intervals(night, night + timedelta(days=2))
        for respondent in year.respondents:
            for session in planned_sessions(respondent, day, PARIS, opened):
                assert year.profile.hours.is_open(session.begins)
                assert any(begin <= session.begins < session.ends <= end for begin, end in opened)
                assert timedelta(minutes=30) <= session.ends - session.begins <= timedelta(hours=3)
                assert respondent.answers_on(session.begins)


def test_several_ambassadors_are_there_at_once_in_the_evening_and_few_at_night(market):
    year = home_exchange(market, A_BRAND)
    present = Counter()
    for day in DAYS:
        opened = [(NOON - timedelta(days=30), NOON + timedelta(days=30))]
        for respondent in year.respondents:
            for session in planned_sessions(respondent, day, PARIS, opened):
                evening = datetime(day.year, day.month, day.day, 21, tzinfo=PARIS)
                for name, at in (("evening", evening), ("night", evening + timedelta(hours=5))):
                    present[name] += session.begins <= at < session.ends

    assert 3 <= present["evening"] / len(DAYS) <= 6
    assert present["night"] / len(DAYS) < 1.5


def test_people_have_names_and_undeliverable_addresses(market):
    years = home_exchange(market, A_BRAND), camping_shop(market, uuid5(A_BRAND, "other"))
    people = [*platform_staff(), *(person for year in years for person in year.people)]
    roles = Counter(role for person in people if person.signs_in for role in person.roles)

    assert len({person.id for person in people}) == len(people)
    assert len({person.email for person in people}) == len(people)
    assert all(person.name and person.email.endswith(".example.org") for person in people)
    assert roles == {
        "brand": 2,
        "platform": 1,
        "finance": 1,
        "expert": 1,
        "ambassador": 2,
        "employee": 1,
    }


def test_dates_and_people_match_the_figures(market):
    exchange = home_exchange(market, A_BRAND)
    late_june = datetime(2017, 6, 20, tzinfo=UTC)
    in_june = sum(respondent.answers_on(late_june) for respondent in exchange.respondents)
    paid = 12 - len(NO_EVENING) - len(BY_AN_AMBASSADOR)
    daily_means = enumerate(SHOP_DAILY_MEAN, start=1)
    shop = sum(mean * monthrange(2017, month)[1] for month, mean in daily_means)

    assert in_june == assume.AMBASSADORS.value
    assert paid + assume.EVENINGS_BY_AMBASSADORS.value == assume.EVENINGS.value
    assert shop == pytest.approx(assume.SHOP_REQUESTS.value, rel=0.03)


@pytest.mark.parametrize("figures", [FIGURES_OF_THE_EXCHANGE, FIGURES_OF_THE_SHOP])
def test_every_figure_says_what_it_is_and_where_it_comes_from(figures):
    assert all(set(figure.says) == {"fr", "en"} and all(figure.says.values()) for figure in figures)
    assert {figure.source is None for figure in figures} == {True, False}
    assert len({figure.says["en"] for figure in figures}) == len(figures)
