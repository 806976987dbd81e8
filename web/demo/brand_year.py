"""A brand's year: who answers, who asks, what the brand does; and the commands that come of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.brands.opening_hours import Interval
from domain.brands.routing_policy import RoutingPolicy
from domain.simulation import rng_for
from web.demo.booked_season import BookedSeason
from web.demo.brand_script import BrandProfile
from web.demo.calibration import MonthTarget, fit_handling_time, fit_requests
from web.demo.conversation_simulator import ConversationSimulator
from web.demo.demand import Demand, Visit, local, night_to_night, visits_on
from web.demo.people import Person
from web.demo.planned import PlannedCommand, PlannedText, by_time
from web.demo.presence_sessions import PlannedSession, Respondent, planned_sessions
from web.demo.rewards import RewardScheme, plan_rewards
from web.demo.rhythms import accounts_day, last_day, morning
from web.demo.simulated_conversation import Behaviour, Scenario, SimulatedConversation
from web.marketplace import Marketplace

DAY = timedelta(days=1)
DEMAND_FACTORS = (1.0, 1.06, 1.13, 1.21, 1.3, 1.4, 1.55, 1.75, 2.0)
"""Multiples of the usual demand, tried until enough is answered in the month of the sources."""


class SimulatedPeriod(NamedTuple):
    """From a day to a day, both included, in the brand's zone."""

    first: date
    last: date

    def has_all_of(self, month: date) -> bool:
        return self.first <= month and last_day(month) <= self.last

    def mornings_after_months(self) -> list[datetime]:
        """The first of each month that follows one of the period."""
        months = {day.replace(day=1) for day in self.days() if day >= self.first}
        return [morning(last_day(month) + DAY) for month in sorted(months)]

    def days(self) -> list[date]:
        """The days of demand that touch it: the first begins in the night before."""
        before = self.first - DAY
        return [before + number * DAY for number in range((self.last - before).days + 1)]


@dataclass(frozen=True)
class BrandYear:
    brand_id: UUID
    profile: BrandProfile
    demand: Demand
    respondents: tuple[Respondent, ...]
    routing_policy_on: Callable[[date], RoutingPolicy]
    behaviour: Behaviour
    other_commands: tuple[PlannedCommand, ...]
    """All but conversations and rewards: opening, joining, costs."""
    people: tuple[Person, ...]
    rewards: RewardScheme
    target: MonthTarget | None = None
    season: BookedSeason | None = None
    texts: tuple[PlannedText, ...] = ()
    """What its people wrote."""


class YearSimulator:
    """Simulates the days of a period, as often as needed."""

    def __init__(
        self, brand_year: BrandYear, marketplace: Marketplace, period: SimulatedPeriod
    ) -> None:
        self._brand_year = brand_year
        self._marketplace = marketplace
        self._period = period
        zone = brand_year.demand.zone
        self._begin, self._end = local(period.first, 0, zone), local(period.last, 24, zone)

    def run(self) -> list[ConversationSimulator]:
        days = {day: self._simulate_usual(day) for day in self._period.days()}
        target = self._brand_year.target
        if target is not None and self._period.has_all_of(target.month):
            days.update(self._fitted(target, days))
        return list(days.values())

    def _simulate_usual(self, day: date, factor: float = 1.0) -> ConversationSimulator:
        """A day with so many times the usual demand."""
        visits = visits_on(day, self._brand_year.brand_id, self._brand_year.demand, factor)
        in_period = [visit for visit in visits if self._begin <= visit.at < self._end]
        return self._simulate(day, in_period)

    def _simulate(self, day: date, visits: list[Visit]) -> ConversationSimulator:
        year = self._brand_year
        opened = year.profile.hours.open_intervals(*night_to_night(day, year.demand.zone))
        scenario = Scenario(year.brand_id, opened, year.routing_policy_on(day), year.behaviour)
        simulator = ConversationSimulator(scenario, self._marketplace)
        simulator.run(visits, self._sessions(day, opened))
        return simulator

    def _sessions(self, day: date, opened: list[Interval]) -> list[PlannedSession]:
        year = self._brand_year
        habitual = [
            session
            for respondent in year.respondents
            for session in planned_sessions(respondent, day, year.demand.zone, opened)
        ]
        if year.season is not None:
            experts = {respondent.id: respondent for respondent in year.respondents}
            habitual = list(year.season.sessions_on(day, habitual, experts))
        return [session for session in habitual if session.ends > self._begin]

    def _fitted(
        self, target: MonthTarget, days: dict[date, ConversationSimulator]
    ) -> dict[date, ConversationSimulator]:
        """The month of the sources, exactly, from a demand that brings a little more."""
        counted = [day for day, simulator in days.items() if target.counted(simulator)]
        for factor in DEMAND_FACTORS:
            month = {day: self._simulate_usual(day, factor) for day in counted}
            if len(_answered(target, month.values())) >= target.answered:
                break
        fit_requests(target, month, self._simulate, rng_for(self._brand_year.brand_id, "fit"))
        fit_handling_time(_answered(target, month.values()), target.handled_s)
        return month


def _answered(
    target: MonthTarget, simulators: Iterable[ConversationSimulator]
) -> list[SimulatedConversation]:
    return [
        conversation for simulator in simulators for conversation in target.answered_in(simulator)
    ]


def plan_year(
    brand_year: BrandYear, marketplace: Marketplace, period: SimulatedPeriod
) -> list[PlannedCommand]:
    """
    All commands of a brand in a period, after those of before it, in order.

    The last of them records what the last month cost: then the period is over.
    """
    simulators = YearSimulator(brand_year, marketplace, period).run()
    conversations = [
        conversation for simulator in simulators for conversation in simulator.conversations
    ]
    rewards = plan_rewards(
        brand_year.rewards, marketplace, conversations, period.mornings_after_months()
    )
    season = _season_commands(brand_year.season, simulators, marketplace, period)
    end = morning(accounts_day(period.last))
    planned = (*brand_year.other_commands, *rewards, *season)
    others = [command for command in planned if command.at <= end]
    simulated = (command for simulator in simulators for command in simulator.commands)
    return by_time([*others, *simulated])


def _season_commands(
    season: BookedSeason | None,
    simulators: Iterable[ConversationSimulator],
    marketplace: Marketplace,
    period: SimulatedPeriod,
) -> list[PlannedCommand]:
    """All of a booking; minutes are credited for the days that are simulated."""
    if season is None:
        return []
    online: dict[UUID, list[Interval]] = {}
    for simulator in simulators:
        for respondent_id, intervals in simulator.online_intervals.items():
            online.setdefault(respondent_id, []).extend(intervals)
    zone = ZoneInfo(season.plan.zone)
    simulated = local(period.first, 0, zone), local(period.last, 24, zone)
    return [
        *season.bookings_commands(marketplace),
        *season.shifts_commands(marketplace),
        *season.credit_commands(marketplace, online, simulated),
        season.end_command(marketplace),
    ]
