"""The autumn that the shop booked: two seats on weekday evenings and at weekends."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from domain.bookings.booking_plan import BookingMode, BookingPlan
from domain.bookings.weekly_windows import parse_windows
from domain.money import Money
from domain.simulation import rng_for
from web.demo import assumptions as assume
from web.demo.booked_season import BookedSeason
from web.demo.brands.camping_shop.recruitment import PARIS
from web.demo.brands.camping_shop.respondents import YEAR
from web.demo.demand import local
from web.demo.planned import CURRENCY, id_in
from web.demo.planned_shifts import ShiftPlanner
from web.demo.presence_sessions import Respondent

ZONE = "Europe/Paris"
WINDOWS = "mon-fri 18:00-23:00; sat-sun 09:00-23:00"
"""All of the shop's opening hours: no paid answer of the season is outside of them."""
FIRST_DAY, UNTIL = date(YEAR, 9, 1), date(YEAR, 12, 1)
NO_SHOW_ON = date(YEAR, 10, 14)
SEATS = 2
FUNDED_AT_H = 7
ASSIGNED_WITHIN_MIN = 75
ASSIGNED_AT_H = 19
"""Experts take the shifts of a week on the evening before it."""


def season_plan(first_day: date, until: date, budget_eur: int) -> BookingPlan:
    return BookingPlan(
        subject_id=None,
        languages=("fr", "en"),
        first_day=first_day,
        until=until,
        zone=ZONE,
        week=parse_windows(WINDOWS, ZONE),
        seats=SEATS,
        mode=BookingMode.ALWAYS,
        price=Money(assume.PRICE_CENTS.value, CURRENCY),
        budget=Money(budget_eur * 100, CURRENCY),
    )


def autumn_season(brand_id: UUID, experts: Sequence[Respondent]) -> BookedSeason:
    booking_id = id_in(brand_id, "booking", "autumn")
    plan = season_plan(FIRST_DAY, UNTIL, assume.SEASON_BUDGET_EUR.value)
    funded_at = local(FIRST_DAY, FUNDED_AT_H, PARIS)
    planner = ShiftPlanner(
        booking_id,
        plan,
        [expert.id for expert in experts],
        assigned_at=lambda starts_at: _assigned_at(booking_id, starts_at, funded_at),
        no_show_on=NO_SHOW_ON,
    )
    return BookedSeason(
        booking_id,
        brand_id,
        plan,
        drafted_at=local(FIRST_DAY - timedelta(days=18), 10, PARIS),
        confirmed_at=local(FIRST_DAY - timedelta(days=8), 11, PARIS),
        funded_at=funded_at,
        shifts=planner.shifts(),
    )


def _assigned_at(booking_id: UUID, starts_at: datetime, funded_at: datetime) -> datetime:
    day = starts_at.astimezone(PARIS).date()
    sunday = day - timedelta(days=day.weekday() + 1)
    rng = rng_for(booking_id, "taken", starts_at)
    minutes = timedelta(minutes=rng.randint(5, ASSIGNED_WITHIN_MIN))
    return max(local(sunday, ASSIGNED_AT_H, PARIS), funded_at) + minutes
