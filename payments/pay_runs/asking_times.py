"""When a rail is asked for a payout, and asked again."""

from datetime import datetime, timedelta

from payments.pay_runs.rail import Rail

PAYS_AGAIN_AFTER = timedelta(minutes=5)
"""A try that left no outcome is made again: longer than any call of a gateway takes."""
PRACTICE_PAYS_AGAIN_AFTER = timedelta(seconds=10)
"""The same for the practice rail, whose calls take a second."""
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
"""Between tries whose outcome is unknown: it doubles."""
MOST_DOUBLINGS = 10
ABANDONED_AFTER = timedelta(days=1)
"""A rail that was not asked for so long after it was due is not asked by any worker."""


def due_from(rail: Rail, at: datetime) -> datetime | None:
    """When the rail is asked first; None: people pay."""
    return None if rail.is_by_people else at


def due_after_try(rail: Rail, at: datetime) -> datetime:
    """When a try of a moment is made again, if it leaves no outcome."""
    is_practice = rail is Rail.PRACTICE
    return at + (PRACTICE_PAYS_AGAIN_AFTER if is_practice else PAYS_AGAIN_AFTER)


def due_after_unknown(tries: int, at: datetime) -> datetime:
    """tries: how many left an unknown outcome before this one."""
    doublings: int = 2 ** min(tries, MOST_DOUBLINGS)
    return at + min(SHORTEST_PAUSE * doublings, LONGEST_PAUSE)
