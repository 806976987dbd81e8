"""Sittings: when respondents come online, for how long, and how many they take at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.brands.opening_hours import Interval
from domain.simulation.rng import chance
from domain.terms import Terms
from web.demo.demand import SATURDAY, local
from web.demo.ids import id_in

PAUSE_BETWEEN = timedelta(minutes=20)
SHORTEST = timedelta(minutes=30)
MAX_CAPACITY = 4


class Part(StrEnum):
    """A part of the day in which somebody may sit down."""

    EARLY = "early"
    MORNING = "morning"
    MIDDAY = "midday"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


BEGINS = {
    Part.EARLY: (5.5, 7.5),
    Part.MORNING: (8.5, 11.0),
    Part.MIDDAY: (11.0, 13.5),
    Part.AFTERNOON: (13.5, 17.5),
    Part.EVENING: (18.0, 21.75),
    Part.NIGHT: (22.5, 24.5),
}
"""Between which local hours a sitting of each part begins."""
LENGTH_H = (1.0, 3.0)

Habit = Mapping[Part, tuple[float, float]]
"""How likely somebody sits down in a part of the day: on a weekday, at the week-end."""


@dataclass(frozen=True)
class Respondent:
    """Somebody who answers for a brand, as far as a simulation needs to know them."""

    id: UUID
    country: str
    languages: tuple[str, ...]
    subjects: tuple[UUID, ...]
    terms: Terms
    habit: Habit
    usual_limit: int
    reaction_s: float
    """Half of the requests offered are taken faster than this, if nobody else was."""
    eagerness: tuple[float, ...]
    """How much they feel like it in each month, January first; 1 is as usual."""
    joined: datetime
    welcomed: datetime
    parted: datetime | None = None

    def answers_on(self, moment: datetime) -> bool:
        return self.welcomed <= moment and (self.parted is None or moment < self.parted)


@dataclass(frozen=True)
class Sitting:
    """One sitting as its respondent means to have it; open conversations may prolong it."""

    session_id: UUID
    respondent: Respondent
    begins: datetime
    ends: datetime
    limit: int
    pause: tuple[datetime, datetime] | None = None
    pause_declared: bool = True
    new_limit: tuple[datetime, int] | None = None
    leave_declared: bool = True


def sittings_of(
    respondent: Respondent, day: date, zone: ZoneInfo, opened: list[Interval]
) -> list[Sitting]:
    """One person's sittings of a day, none beginning before the one before it has ended."""
    luck = chance(respondent.id, "sittings", day)
    sittings: list[Sitting] = []
    for part in Part:
        chances = respondent.habit.get(part, (0.0, 0.0))
        likely = chances[day.weekday() >= SATURDAY] * respondent.eagerness[day.month - 1]
        if luck.random() < likely:
            planned = _sitting(respondent, day, part, zone, luck)
            fitted = _within(planned, opened)
            if fitted and not (sittings and fitted[0] < sittings[-1].ends + PAUSE_BETWEEN):
                sittings.append(_details(respondent, fitted, luck))
    return [each for each in sittings if respondent.answers_on(each.begins)]


def _sitting(
    respondent: Respondent, day: date, part: Part, zone: ZoneInfo, luck: Random
) -> Interval:
    """Between which moments they would like to sit, in the clock of their own country."""
    begins = local(day, luck.uniform(*BEGINS[part]), zone)
    if respondent.country == "GB":
        begins += timedelta(hours=1)
    return begins, begins + timedelta(seconds=round(luck.uniform(*LENGTH_H) * 3600))


def _within(planned: Interval, opened: list[Interval]) -> Interval | None:
    """The part of it in which the brand's chat is open, if that is worth sitting down for."""
    for begin, end in opened:
        part = max(begin, planned[0]), min(end, planned[1])
        if part[1] - part[0] >= SHORTEST:
            return part
    return None


def _details(respondent: Respondent, when: Interval, luck: Random) -> Sitting:
    begins, ends = when
    limit = min(max(respondent.usual_limit + luck.choice((-1, 0, 0, 0, 0, 1)), 1), MAX_CAPACITY)
    other = min(max(limit + luck.choice((-1, 1)), 1), MAX_CAPACITY)
    key_version = luck.random() < 0.04 and other != limit  # noqa: PLR2004 - now and then
    return Sitting(
        session_id=id_in(respondent.id, "desk", begins),
        respondent=respondent,
        begins=begins,
        ends=ends,
        limit=limit,
        pause=_pause(begins, ends, luck),
        pause_declared=luck.random() < 0.8,  # noqa: PLR2004 - else the connection was lost
        new_limit=(begins + (ends - begins) / 2, other) if key_version else None,
        leave_declared=luck.random() < 0.85,  # noqa: PLR2004 - else the browser was just closed
    )


def _pause(begins: datetime, ends: datetime, luck: Random) -> tuple[datetime, datetime] | None:
    """Now and then somebody makes tea, well within a sitting of more than an hour and a half."""
    if ends - begins < timedelta(minutes=90) or luck.random() > 0.3:  # noqa: PLR2004 - a third
        return None
    start = begins + timedelta(minutes=luck.randint(30, 60))
    return start, start + timedelta(minutes=luck.randint(5, 15))
