"""A brand with thirteen weeks of requests: some lost, some answered by an ambassador."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from domain.bookings.demand_history import midnight
from domain.conversations.imported_history import PastConversation, identify
from tests.support.people import VOLUNTARY

WEEKS = 13
SATURDAY, WEDNESDAY = 5, 2


def past_conversations(now, zone, *, all_answered=False):
    """Saturdays 14:00 to 18:00, all lost; Wednesdays 10:00 to 12:00, half of them answered."""
    tz = ZoneInfo(zone)
    today = now.astimezone(tz).date()
    for number in range(1, WEEKS * 7 + 1):
        day = today - timedelta(days=number)
        start = midnight(day, tz)
        for half_hour in range(*{SATURDAY: (28, 36), WEDNESDAY: (20, 24)}.get(day.weekday(), (0,))):
            for n in range(4):
                at = start + timedelta(minutes=30 * half_hour + 5 * n)
                is_answered = day.weekday() == WEDNESDAY and n % 2 == 0
                yield _past(at, n, is_answered=all_answered or is_answered)


def _past(at, n, *, is_answered):
    visitor = f"visitor {at} {n}"
    if not is_answered:
        return PastConversation(at, visitor, None, None, at + timedelta(minutes=3), 1, 0)
    answered_at, ended_at = at + timedelta(seconds=30), at + timedelta(minutes=10)
    return PastConversation(at, visitor, "vera", answered_at, ended_at, 3, 3)


def add_history(market, brand_id, now, *, all_answered=False):
    past = identify(brand_id, past_conversations(now, "Europe/Paris", all_answered=all_answered))
    market.history.import_conversations(brand_id, past, VOLUNTARY)
    market.projector.catch_up()
