"""A brand's year: who answers, who asks, what the brand does; and how it becomes deeds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from domain.brands.opening_hours import Interval, OpeningHours
from domain.brands.routing_policy import RoutingPolicy
from domain.simulation.rng import chance
from web.demo.calibration import Target, fit_handled, fit_requests
from web.demo.conversation_simulator import Counter
from web.demo.dates import accounts_day, last_day, morning
from web.demo.demand import Demand, Visit, local, night_to_night, visits_on
from web.demo.figure import Figure
from web.demo.people import Person
from web.demo.planned_commands import Commands, Deed, in_order
from web.demo.presence_sessions import Respondent, Sitting, sittings_of
from web.demo.rewards import Thanks, recognise
from web.demo.scenario import Manner, Scene

DAY = timedelta(days=1)
SURPLUS = (1.0, 1.06, 1.13, 1.21, 1.3, 1.4, 1.55, 1.75, 2.0)
"""How many times the usual demand is tried until enough is answered in the month of the sources."""


class Period(NamedTuple):
    """From a day to a day, both included, in the brand's zone."""

    first: date
    last: date

    def has_all_of(self, month: date) -> bool:
        return self.first <= month and last_day(month) <= self.last

    def mornings_after_months(self) -> list[datetime]:
        """The first of each month that follows one of the period."""
        starts = {each.replace(day=1) for each in self.days() if each >= self.first}
        return [morning(last_day(each) + DAY) for each in sorted(starts)]

    def days(self) -> list[date]:
        """The days of demand that touch it: the first begins in the night before."""
        before = self.first - DAY
        return [before + number * DAY for number in range((self.last - before).days + 1)]


@dataclass(frozen=True)
class Story:
    brand_id: UUID
    slug: str
    name: str
    demand: Demand
    respondents: tuple[Respondent, ...]
    hours: OpeningHours
    cascade_on: Callable[[date], RoutingPolicy]
    manner: Manner
    housekeeping: tuple[Deed, ...]
    """What is done besides answering: opening, welcoming, costs."""
    people: tuple[Person, ...]
    figures: tuple[Figure, ...]
    thanks: Thanks
    target: Target | None = None


class Simulation:
    """Simulates the days of a period, as often as needed."""

    def __init__(self, story: Story, commands: Commands, period: Period) -> None:
        self._story = story
        self._commands = commands
        self._period = period
        zone = story.demand.zone
        self._begin, self._end = local(period.first, 0, zone), local(period.last, 24, zone)

    def run(self) -> list[Counter]:
        counters = {day: self._day(day) for day in self._period.days()}
        target = self._story.target
        if target is not None and self._period.has_all_of(target.month):
            counters.update(self._fitted(target, counters))
        return list(counters.values())

    def _day(self, day: date, more: float = 1.0) -> Counter:
        visits = visits_on(day, self._story.brand_id, self._story.demand, more)
        return self._simulate(day, [each for each in visits if self._begin <= each.at < self._end])

    def _simulate(self, day: date, visits: list[Visit]) -> Counter:
        story = self._story
        opened = story.hours.open_intervals(*night_to_night(day, story.demand.zone))
        scene = Scene(story.brand_id, opened, story.cascade_on(day), story.manner)
        counter = Counter(scene, self._commands)
        counter.spend_the_day(visits, self._sittings(day, opened))
        return counter

    def _sittings(self, day: date, opened: list[Interval]) -> list[Sitting]:
        story = self._story
        sittings = [
            sitting
            for each in story.respondents
            for sitting in sittings_of(each, day, story.demand.zone, opened)
        ]
        return [each for each in sittings if each.ends > self._begin]

    def _fitted(self, target: Target, counters: dict[date, Counter]) -> dict[date, Counter]:
        """The month of the sources, exactly, from a demand that brings a little more."""
        days = [day for day, each in counters.items() if target.visits_of(each)]
        for more in SURPLUS:
            month = {day: self._day(day, more) for day in days}
            if sum(len(target.answered_of(each)) for each in month.values()) >= target.answered:
                break
        fit_requests(target, month, self._simulate, chance(self._story.brand_id, "fit"))
        answered = [talk for each in month.values() for talk in target.answered_of(each)]
        fit_handled(answered, target.handled_s)
        return month


def plan(story: Story, commands: Commands, period: Period) -> list[Deed]:
    """
    All deeds of a brand in a period, after what was done before it, in order.

    The last of them writes down what the last month cost: then the period is over.
    """
    counters = Simulation(story, commands, period).run()
    over = morning(accounts_day(period.last))
    talks = [talk for each in counters for talk in each.talks]
    thanks = recognise(story.thanks, commands, talks, period.mornings_after_months())
    housekeeping = [each for each in (*story.housekeeping, *thanks) if each.at <= over]
    return in_order([*housekeeping, *(deed for each in counters for deed in each.deeds)])
