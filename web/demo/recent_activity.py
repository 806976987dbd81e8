"""
What has happened lately, counted back from the day on which the demonstration is loaded.

Pages go by the clock: a call that is open, and people who wait for a mark, an answer or their next
attempt, are there beside a real today only. The log keeps which day that was (`today_of`), for the
load that goes on with one that was broken off.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from domain.assessments.assessment import Test
from domain.log.event_log import EventLog
from domain.members.member import Member
from domain.simulation.rng import chance
from web.demo.brand_script import Book, subject_id_of
from web.demo.brands.camping_shop.assessment import LANGUAGE, SUBJECT, planned_test, test_id_of
from web.demo.brands.camping_shop.attempt_commands import ExamRoom
from web.demo.brands.camping_shop.attempt_plan import Plan, Taker, plan_attempt
from web.demo.brands.camping_shop.recruitment import (
    EXPERTS_ABILITY,
    OTHERS,
    PARIS,
    adviser_id_of,
    offer_on,
    other_id_of,
)
from web.demo.brands.camping_shop.respondents import expert_id_of
from web.demo.dates import morning
from web.demo.demand import local
from web.demo.ids import id_in
from web.demo.newcomers import (
    FIRST_CAME,
    HELPED,
    HELPER,
    Applicant,
    Lot,
    Newcomer,
    applicants_of,
    evening,
    newcomers_of,
    people_of,
)
from web.demo.people import Person
from web.demo.planned_commands import Commands, Deed, in_order

CALLED, OPENS, ENDS = -21, -14, 56
"""Days from today on which the call is published, opens and ends."""
WANTED = 6
RENEWING = 5
"""So many of the experts of that year have passed once more, since a qualification lapses."""
PASSING = {
    Lot.QUALIFIED: True,
    Lot.JOINED: True,
    Lot.HELPED: None,
    Lot.WAITS_FOR_A_MARK: None,
    Lot.APPEALS: False,
    Lot.FAILED: False,
}
ABILITY = 1.0
APPEALED = "Robinet en roulant"
APPEAL = (
    "Pour le robinet de gaz, j'ai répondu en pensant à mon camping-car : il a un détendeur avec"
    " détecteur de choc et peut chauffer en roulant. Ma réponse me paraît juste."
)


@dataclass(frozen=True)
class Lately:
    deeds: tuple[Deed, ...]
    people: tuple[Person, ...]


def today_of(log: EventLog, shop_id: UUID, today: date) -> date:
    """The day from which a load counts back that was begun before; else today."""
    first, *_ = newcomers_of(shop_id, today)
    told = log.history(first.id)
    if not told:
        return today
    joined = told[0].data
    assert isinstance(joined, Member.Joined)
    return joined.at.date() + timedelta(days=FIRST_CAME)


def has_a_test(log: EventLog, shop_id: UUID) -> bool:
    """A demonstration that was loaded before there were tests stays as it is."""
    return bool(log.load_or_new(Test, test_id_of(shop_id)).version)


def lately(commands: Commands, shop_id: UUID, exchange_id: UUID, today: date) -> Lately:
    newcomers, applicants = newcomers_of(shop_id, today), applicants_of(exchange_id)
    deeds = [
        *_at_the_shop(commands, shop_id, newcomers, today),
        *_at_the_exchange(commands, exchange_id, applicants, today),
    ]
    return Lately(tuple(in_order(deeds)), people_of(newcomers, applicants))


def _at_the_shop(
    commands: Commands, shop_id: UUID, newcomers: Sequence[Newcomer], today: date
) -> list[Deed]:
    subject_id, adviser_id = subject_id_of(shop_id, SUBJECT), adviser_id_of(shop_id)
    test = planned_test(shop_id, subject_id, adviser_id, evening(today))
    book, room = Book(commands, shop_id, "EUR"), ExamRoom(commands, test, adviser_id)
    for each in newcomers:
        book.enter(each.id, (LANGUAGE,), each.country, (subject_id,), each.joined)
    _call(book, shop_id, test, newcomers, today)
    _renew(room, test, shop_id, today)
    _sit(room, test, newcomers, today)
    return [*book.deeds, *room.deeds]


def _call(
    book: Book, shop_id: UUID, test: Test, newcomers: Sequence[Newcomer], today: date
) -> None:
    call_id, published = call_id_of(shop_id), morning(today + timedelta(days=CALLED))
    invited = [
        *(other_id_of(shop_id, each) for each in range(OTHERS)),
        *(one.id for one in newcomers),
    ]
    first = local(today + timedelta(days=OPENS), 0, PARIS)
    end = local(today + timedelta(days=ENDS), 24, PARIS)
    book.publish_call(call_id, offer_on(test, (first, end), WANTED), published)
    book.invite(call_id, invited, published + timedelta(hours=1))
    for each in newcomers:
        if each.lot is Lot.JOINED:
            book.join_call(call_id, each.id, evening(today - timedelta(days=2)))


def _renew(room: ExamRoom, test: Test, shop_id: UUID, today: date) -> None:
    for number in range(RENEWING):
        taker = Taker.seeded(expert_id_of(shop_id, number), EXPERTS_ABILITY)
        plan = plan_attempt(test, taker, 3, passing=True)
        room.take(plan, _some_time(taker, today - timedelta(days=20 - number)))


def _sit(room: ExamRoom, test: Test, newcomers: Sequence[Newcomer], today: date) -> None:
    plans: dict[int, Plan] = {}
    for each in newcomers:
        if each.lot is Lot.STILL_TO_SIT:
            continue
        taker, copied = Taker.seeded(each.id, ABILITY), None
        if each.number == HELPED:
            taker = Taker(each.id, taker.ability, plans[HELPER].taker.device)
            copied = plans[HELPER]
        plan = plan_attempt(
            test,
            taker,
            1,
            passing=PASSING[each.lot],
            copied=copied,
            mistaken_in=APPEALED if each.lot is Lot.APPEALS else "",
        )
        plans[each.number] = plan
        waits = each.lot is Lot.WAITS_FOR_A_MARK
        at = _some_time(taker, today - timedelta(days=2 if waits else 16 - each.number))
        told_at = room.take(plan, at, is_marked=not waits)
        if each.lot is Lot.APPEALS:
            room.appeal(plan, APPEAL, told_at + timedelta(hours=8))


def _at_the_exchange(
    commands: Commands, exchange_id: UUID, applicants: Sequence[Applicant], today: date
) -> list[Deed]:
    book = Book(commands, exchange_id, "EUR")
    subject_id = subject_id_of(exchange_id, "home-exchange")
    for each in applicants:
        at = evening(today - timedelta(days=each.days_ago))
        book.enter(each.id, each.languages, each.country, (subject_id,), at)
        book.send_application(each.id, each.home_exchanges, each.text, at + timedelta(minutes=20))
    return book.deeds


def _some_time(taker: Taker, day: date) -> datetime:
    """When somebody sat down to the test that day."""
    return evening(day) + timedelta(minutes=chance(taker.member_id, "lately").randint(0, 150))


def call_id_of(shop_id: UUID) -> UUID:
    return id_in(shop_id, "call", "lately")
