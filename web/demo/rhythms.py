"""
How demand and presence are spread over a year, a week and a day, and the dates of a programme.

All of it is assumed.
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from web.demo.presence_sessions import DayPart, Habit

# Home exchange: people plan their summer from January on; June and July are the top.
EXCHANGE_DAILY_MEAN = (36.0, 34.0, 35.0, 41.0, 44.0, 60.0, 48.0, 34.0, 27.0, 25.0, 23.0, 26.0)
EXCHANGE_WEEKDAYS = (0.95, 0.92, 0.92, 0.9, 0.85, 1.1, 1.36)
EXCHANGE_HOURS = (
    1.6, 0.8, 0.4, 0.25, 0.15, 0.15, 0.35, 0.9, 1.8, 2.8, 3.4, 3.4,
    3.9, 3.6, 3.4, 3.4, 3.6, 4.0, 4.8, 6.2, 8.4, 9.2, 7.4, 4.0,
)  # fmt: skip
EXCHANGE_WEEKEND_HOURS = (
    2.2, 1.2, 0.6, 0.35, 0.2, 0.15, 0.25, 0.7, 1.8, 3.6, 5.0, 5.2,
    4.6, 4.6, 5.0, 5.2, 5.4, 5.4, 5.4, 5.8, 7.2, 7.8, 6.4, 3.8,
)  # fmt: skip
NEWSLETTER_RUSH = 5.0
"""So many times as many visitors ask on the evening of a newsletter."""

# Camping-cars: equipped in spring, used in summer, put away in autumn.
SHOP_DAILY_MEAN = (7.0, 8.5, 13.0, 18.5, 21.0, 20.0, 18.0, 14.0, 10.5, 8.0, 6.5, 7.0)
SHOP_WEEKDAYS = (0.85, 0.8, 0.8, 0.8, 0.85, 1.45, 1.45)
# By day from Monday to Friday the shop's own service answers, elsewhere than here.
SHOP_HOURS = (
    0.5, 0.2, 0.1, 0.0, 0.0, 0.1, 0.3, 0.6, 0.5, 0.0, 0.0, 0.0,
    0.0, 0.0, 0.0, 0.0, 0.0, 0.2, 5.0, 7.0, 9.0, 9.0, 6.0, 1.4,
)  # fmt: skip
SHOP_WEEKEND_HOURS = (
    0.6, 0.3, 0.1, 0.1, 0.0, 0.1, 0.3, 0.8, 1.8, 4.0, 5.5, 5.5,
    4.0, 4.2, 5.0, 5.6, 5.8, 5.6, 5.0, 5.0, 6.0, 6.0, 4.0, 1.4,
)  # fmt: skip
SALES_RUSH = 3.0
"""So many times as many visitors ask on the first evening of a sale."""

HABITS: Mapping[str, Habit] = {
    "after work": {DayPart.EVENING: (0.6, 0.5), DayPart.AFTERNOON: (0.0, 0.25)},
    "retired": {
        DayPart.MORNING: (0.6, 0.5),
        DayPart.AFTERNOON: (0.5, 0.35),
        DayPart.EVENING: (0.15, 0.15),
    },
    "between jobs": {
        DayPart.MIDDAY: (0.6, 0.5),
        DayPart.AFTERNOON: (0.5, 0.35),
        DayPart.EVENING: (0.25, 0.25),
    },
    "night owl": {DayPart.EVENING: (0.3, 0.3), DayPart.NIGHT: (0.45, 0.5)},
    "early bird": {DayPart.EARLY: (0.6, 0.4), DayPart.MIDDAY: (0.35, 0.3)},
    "expert": {
        DayPart.MORNING: (0.0, 0.35),
        DayPart.MIDDAY: (0.0, 0.2),
        DayPart.AFTERNOON: (0.4, 0.35),
        DayPart.EVENING: (0.5, 0.4),
    },
    "weekend staff": {DayPart.MORNING: (0.0, 0.8), DayPart.AFTERNOON: (0.0, 0.8)},
    "young programme": {DayPart.MORNING: (0.0, 0.2), DayPart.EVENING: (0.3, 0.3)},
}
"""How likely people of a kind come online in a part of the day: on a weekday, at the weekend."""

VOLUNTARY_ACTIVITY = (1.0, 1.0, 1.0, 1.0, 1.0, 1.08, 1.0, 0.8, 0.95, 1.0, 0.95, 0.85)
"""How often volunteers come online by month: August is for holidays, December for guests."""
STEADY_ACTIVITY = (1.0,) * 12


def fortnightly(first: date, last: date) -> frozenset[date]:
    """The days of a newsletter that goes out every second week."""
    weeks = (last - first).days // 14
    return frozenset(first + timedelta(days=14 * number) for number in range(weeks + 1))


FRIDAY = 4


def morning(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)


def months(year: int) -> list[date]:
    return [date(year, month, 1) for month in range(1, 13)]


def last_day(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def accounts_day(month: date) -> date:
    """When a month's costs are written down: on the fifth of the next one."""
    return last_day(month) + timedelta(days=5)


def third_friday(month: date) -> date:
    first = month + timedelta(days=(FRIDAY - month.weekday()) % 7)
    return first + timedelta(days=14)
