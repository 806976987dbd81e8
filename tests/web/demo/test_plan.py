"""What a demonstration is made of, looked at without carrying it out."""

from calendar import monthrange
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import pytest

from domain.simulation.event_queue import Agenda
from domain.simulation.rng import chance
from web.demo import assumptions as assume
from web.demo.assumptions import figures_of_the_exchange, figures_of_the_shop
from web.demo.brands.camping_shop.brand import camping_shop
from web.demo.brands.home_exchange.brand import home_exchange
from web.demo.brands.home_exchange.programme import BY_AN_AMBASSADOR, NO_EVENING
from web.demo.calibration import fit_handled
from web.demo.demand import Topic, Visit, visits_on
from web.demo.people import house
from web.demo.presence_sessions import sittings_of
from web.demo.rhythms import SHOP_A_DAY
from web.demo.simulated_conversation import Talk

NOON = datetime(2017, 6, 10, 12, tzinfo=UTC)
A_BRAND = UUID("b0000000-0000-4000-8000-000000000009")
PARIS = ZoneInfo("Europe/Paris")
DAYS = [date(2017, 6, 5) + timedelta(days=number) for number in range(14)]


@pytest.fixture
def market(fresh_market):
    return fresh_market().market


def a_talk(number, handled_s):
    id = uuid5(A_BRAND, str(number))
    visit = Visit(id, A_BRAND, NOON, "fr", Topic(None, "https://x.example"), 60, handled_s)
    talk = Talk(visit, chance(number), claimed_at=NOON, first_claimed_at=NOON)
    talk.answered_at = NOON + timedelta(seconds=20)
    talk.last_message_at = NOON + timedelta(seconds=handled_s)
    talk.closed_at = talk.last_message_at + timedelta(seconds=100)
    return talk


@pytest.mark.parametrize("total_s", [1200, 1207, 1193, 1499, 700])
def test_last_messages_are_moved_until_the_handled_times_add_up(total_s):
    talks = [a_talk(number, 300 + 100 * number) for number in range(3)]

    fit_handled(talks, total_s)

    assert sum(talk.handled_s for talk in talks) == total_s
    assert all(talk.answered_at < talk.last_message_at <= talk.closed_at for talk in talks)


def test_what_cannot_add_up_is_not_forced():
    with pytest.raises(AssertionError):
        fit_handled([a_talk(1, 300)], 401)


def test_an_agenda_goes_by_time_and_then_by_plan():
    agenda, seen = Agenda(), []
    agenda.at(NOON, lambda: agenda.after(0, lambda: seen.append("third")))
    agenda.at(NOON, lambda: seen.append("second"))
    agenda.at(NOON - timedelta(1), lambda: seen.append("first"))

    agenda.run()

    assert seen == ["first", "second", "third"]


def test_demand_is_higher_in_the_evening_and_at_the_week_end(market):
    demand = home_exchange(market, A_BRAND).demand
    asked = [
        visit.at.astimezone(PARIS) for day in DAYS for visit in visits_on(day, A_BRAND, demand)
    ]
    hours, weekend = Counter(at.hour for at in asked), sum(at.weekday() > 4 for at in asked)

    assert hours[21] > hours[10] > hours[4]
    assert weekend / 4 > (len(asked) - weekend) / 10


def test_experts_sit_only_while_the_chat_is_open(market):
    story = camping_shop(market, A_BRAND)
    for day in DAYS:
        night = datetime(day.year, day.month, day.day, tzinfo=UTC)
        opened = story.hours.open_intervals(night, night + timedelta(days=2))
        for who in story.respondents:
            for sitting in sittings_of(who, day, PARIS, opened):
                assert story.hours.is_open(sitting.begins)
                assert any(begin <= sitting.begins < sitting.ends <= end for begin, end in opened)
                assert timedelta(minutes=30) <= sitting.ends - sitting.begins <= timedelta(hours=3)
                assert who.answers_on(sitting.begins)


def test_several_ambassadors_are_there_at_once_in_the_evening_and_few_at_night(market):
    story = home_exchange(market, A_BRAND)
    present = Counter()
    for day in DAYS:
        opened = [(NOON - timedelta(days=30), NOON + timedelta(days=30))]
        for who in story.respondents:
            for sitting in sittings_of(who, day, PARIS, opened):
                evening = datetime(day.year, day.month, day.day, 21, tzinfo=PARIS)
                for name, at in (("evening", evening), ("night", evening + timedelta(hours=5))):
                    present[name] += sitting.begins <= at < sitting.ends

    assert 3 <= present["evening"] / len(DAYS) <= 6
    assert present["night"] / len(DAYS) < 1.5


def test_people_have_names_and_addresses_that_reach_nobody(market):
    stories = home_exchange(market, A_BRAND), camping_shop(market, uuid5(A_BRAND, "other"))
    people = [*house(), *(person for story in stories for person in story.people)]
    roles = Counter(role for person in people if person.signs_in for role in person.roles)

    assert len({person.id for person in people}) == len(people)
    assert len({person.email for person in people}) == len(people)
    assert all(person.name and person.email.endswith(".example.org") for person in people)
    assert roles == {"brand": 2, "platform": 1, "finance": 1, "expert": 1, "ambassador": 2}


def test_what_is_told_in_dates_and_people_is_what_the_figures_say(market):
    exchange = home_exchange(market, A_BRAND)
    late_june = datetime(2017, 6, 20, tzinfo=UTC)
    in_june = [who for who in exchange.respondents if who.answers_on(late_june)]
    paid = 12 - len(NO_EVENING) - len(BY_AN_AMBASSADOR)
    shop = sum(mean * monthrange(2017, month)[1] for month, mean in enumerate(SHOP_A_DAY, start=1))

    assert len(in_june) == assume.AMBASSADORS.value
    assert paid + assume.EVENINGS_BY_AMBASSADORS.value == assume.EVENINGS.value
    assert shop == pytest.approx(assume.SHOP_REQUESTS.value, rel=0.03)


@pytest.mark.parametrize("figures", [figures_of_the_exchange(), figures_of_the_shop()])
def test_every_figure_says_what_it_is_and_where_it_comes_from(figures):
    assert all(set(figure.says) == {"fr", "en"} and all(figure.says.values()) for figure in figures)
    assert {figure.is_assumed for figure in figures} == {True, False}
    assert len({figure.says["en"] for figure in figures}) == len(figures)
