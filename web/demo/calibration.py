"""June 2017, exactly: as many requests answered, and as many seconds handled, as in the sources."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from zoneinfo import ZoneInfo

from web.demo.conversation_simulator import LONGEST_TYPING_S, Counter
from web.demo.demand import Visit
from web.demo.simulated_conversation import Talk

LAST_WORD_S = LONGEST_TYPING_S + 10
"""The last message comes at least so long after the claim: after the answer that follows it."""

Simulate = Callable[[date, list[Visit]], Counter]


@dataclass(frozen=True)
class Target:
    """What a month comes to, in the brand's zone."""

    month: date
    answered: int
    handled_s: int
    zone: ZoneInfo

    def counts(self, visit: Visit) -> bool:
        asked = visit.at.astimezone(self.zone)
        return (asked.year, asked.month) == (self.month.year, self.month.month)

    def visits_of(self, counter: Counter) -> list[Visit]:
        return [talk.visit for talk in counter.talks if self.counts(talk.visit)]

    def answered_of(self, counter: Counter) -> list[Talk]:
        answered = (talk for talk in counter.talks if talk.answered_at)
        return [talk for talk in answered if self.counts(talk.visit)]


def fit_requests(
    target: Target, days: dict[date, Counter], simulate: Simulate, luck: Random
) -> None:
    """
    Leave out visits drawn by lot, whatever became of them, until as many are answered as wanted.

    Each time the day is simulated anew: without one visitor another may be served. The days must
    bring enough to begin with.
    """
    answered = {day: len(target.answered_of(counter)) for day, counter in days.items()}
    assert sum(answered.values()) >= target.answered, "draw more demand first"
    while (surplus := sum(answered.values()) - target.answered) > 0:
        day = luck.choice(list(days))
        visits = [talk.visit for talk in days[day].talks]
        fewer = _without_some(visits, 1 + surplus // len(days), target, luck)
        counter = simulate(day, fewer)
        found = len(target.answered_of(counter))
        if answered[day] - found <= surplus:
            days[day], answered[day] = counter, found


def _without_some(visits: list[Visit], some: int, target: Target, luck: Random) -> list[Visit]:
    counted = [visit.id for visit in visits if target.counts(visit)]
    left_out = set(luck.sample(counted, min(some, len(counted))))
    return [visit for visit in visits if visit.id not in left_out]


def fit_handled(talks: Sequence[Talk], total_s: int) -> None:
    """
    Move last messages, a few seconds each, until the handled times add up.

    A last message stays between the answer and the close, which stay where they are: so nothing
    else of the day changes.
    """
    missing = total_s - sum(talk.handled_s for talk in talks)
    while missing:
        step = missing // len(talks) or (1 if missing > 0 else -1)
        moved = 0
        for talk in talks:
            if moved != missing:
                moved += _move(talk, step if abs(step) <= abs(missing - moved) else missing - moved)
        assert moved, "the conversations of the month are far too long or too short"
        missing -= moved


def _move(talk: Talk, seconds: int) -> int:
    """Move the last message by so much, or as far as it can; return by how much it moved."""
    assert talk.claimed_at is not None
    assert talk.last_message_at is not None
    assert talk.closed_at is not None
    earliest = talk.claimed_at + timedelta(seconds=LAST_WORD_S)
    wanted = talk.last_message_at + timedelta(seconds=seconds)
    moved_to = min(max(wanted, min(earliest, talk.last_message_at)), talk.closed_at)
    moved = moved_to - talk.last_message_at
    talk.last_message_at = moved_to
    return int(moved.total_seconds())
