"""When respondents mean to come online, for how long, and how many conversations they take."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.brands.opening_hours import Interval
from domain.simulation import rng_for
from domain.terms import Terms
from web.demo.demand import SATURDAY, local
from web.demo.planned import id_in

PAUSE_BETWEEN = timedelta(minutes=20)
SHORTEST = timedelta(minutes=30)
HIGHEST_CAPACITY = 4


class DayPart(StrEnum):
    """A part of the day in which a respondent may come online."""

    EARLY = "early"
    MORNING = "morning"
    MIDDAY = "midday"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


BEGINS = {
    DayPart.EARLY: (5.5, 7.5),
    DayPart.MORNING: (8.5, 11.0),
    DayPart.MIDDAY: (11.0, 13.5),
    DayPart.AFTERNOON: (13.5, 17.5),
    DayPart.EVENING: (18.0, 21.75),
    DayPart.NIGHT: (22.5, 24.5),
}
"""Between which local hours a session of each part begins."""
LENGTH_H = (1.0, 3.0)

Habit = Mapping[DayPart, tuple[float, float]]
"""The probability of a session in a part of the day: on a weekday, at the weekend."""


@dataclass(frozen=True)
class Respondent:
    """A person who answers for a brand, as far as a simulation needs to know them."""

    id: UUID
    country: str
    languages: tuple[str, ...]
    subjects: tuple[UUID, ...]
    terms: Terms
    habit: Habit
    usual_capacity: int
    reaction_s: float
    """Half of the requests offered are taken faster than this, if no one else takes them first."""
    monthly_activity: tuple[float, ...]
    """How often they come online in each month, January first; 1 is as usual."""
    joined_at: datetime
    engaged_from: datetime
    engaged_until: datetime | None = None

    def answers_on(self, moment: datetime) -> bool:
        return self.engaged_from <= moment and (
            self.engaged_until is None or moment < self.engaged_until
        )


@dataclass(frozen=True)
class PlannedSession:
    """A presence session as its respondent means it; open conversations may prolong it."""

    id: UUID
    respondent: Respondent
    begins: datetime
    ends: datetime
    capacity: int
    pause: tuple[datetime, datetime] | None = None
    is_pause_declared: bool = True
    new_capacity: tuple[datetime, int] | None = None
    is_end_declared: bool = True


def planned_sessions(
    respondent: Respondent, day: date, zone: ZoneInfo, opened: list[Interval]
) -> list[PlannedSession]:
    """A respondent's sessions of a day; each begins after the one before has ended."""
    rng = rng_for(respondent.id, "sittings", day)
    sessions: list[PlannedSession] = []
    for part in DayPart:
        weekday, weekend = respondent.habit.get(part, (0.0, 0.0))
        usual = weekend if day.weekday() >= SATURDAY else weekday
        if rng.random() < usual * respondent.monthly_activity[day.month - 1]:
            wanted = _wanted_times(respondent, day, part, zone, rng)
            times = _within(wanted, opened)
            if times and not (sessions and times[0] < sessions[-1].ends + PAUSE_BETWEEN):
                sessions.append(_session(respondent, times, rng))
    return [session for session in sessions if respondent.answers_on(session.begins)]


def _wanted_times(
    respondent: Respondent, day: date, part: DayPart, zone: ZoneInfo, rng: Random
) -> Interval:
    """From when to when they would like to be online, by the clock of their own country."""
    begins = local(day, rng.uniform(*BEGINS[part]), zone)
    if respondent.country == "GB":
        begins += timedelta(hours=1)
    return begins, begins + timedelta(seconds=round(rng.uniform(*LENGTH_H) * 3600))


def _within(wanted: Interval, opened: list[Interval]) -> Interval | None:
    """The part of it in which the brand's chat is open, if it is long enough."""
    for opens, closes in opened:
        begins, ends = max(opens, wanted[0]), min(closes, wanted[1])
        if ends - begins >= SHORTEST:
            return begins, ends
    return None


def _session(respondent: Respondent, times: Interval, rng: Random) -> PlannedSession:
    begins, ends = times
    capacity = _bounded(respondent.usual_capacity + rng.choice((-1, 0, 0, 0, 0, 1)))
    other = _bounded(capacity + rng.choice((-1, 1)))
    changes_capacity = rng.random() < 0.04 and other != capacity  # noqa: PLR2004 - now and then
    return PlannedSession(
        id=id_in(respondent.id, "desk", begins),
        respondent=respondent,
        begins=begins,
        ends=ends,
        capacity=capacity,
        pause=_pause(begins, ends, rng),
        is_pause_declared=rng.random() < 0.8,  # noqa: PLR2004 - else the connection was lost
        new_capacity=(begins + (ends - begins) / 2, other) if changes_capacity else None,
        is_end_declared=rng.random() < 0.85,  # noqa: PLR2004 - else the browser was just closed
    )


def _bounded(capacity: int) -> int:
    return min(max(capacity, 1), HIGHEST_CAPACITY)


def _pause(begins: datetime, ends: datetime, rng: Random) -> tuple[datetime, datetime] | None:
    """A short pause in some of the sessions that last more than an hour and a half."""
    if ends - begins < timedelta(minutes=90) or rng.random() > 0.3:  # noqa: PLR2004 - a third
        return None
    start = begins + timedelta(minutes=rng.randint(30, 60))
    return start, start + timedelta(minutes=rng.randint(5, 15))
