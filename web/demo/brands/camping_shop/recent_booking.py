"""The shop's running booking: from three weeks before the day of loading to eight after it."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from domain.brands.opening_hours import Interval
from domain.simulation import rng_for
from web.demo import assumptions as assume
from web.demo.booked_season import BookedSeason
from web.demo.brands.camping_shop.recent_conversations import recent_conversations
from web.demo.brands.camping_shop.recruitment import PARIS
from web.demo.brands.camping_shop.respondents import expert_id_of
from web.demo.brands.camping_shop.season import ASSIGNED_WITHIN_MIN, FUNDED_AT_H, season_plan
from web.demo.demand import local
from web.demo.planned import PlannedCommand, id_in, planned
from web.demo.planned_shifts import PlannedShift, ShiftPlanner
from web.marketplace import Marketplace

RENEWING = 5
"""So many of the experts of that year have passed once more, since a qualification expires."""
BEGAN, ENDS = -21, 56
"""Days from today."""
ASSIGNED_AHEAD = timedelta(days=3)
OPEN_FROM = timedelta(days=5)
"""From so long after today on, no shift is taken yet."""
CAPACITY = 2


def recent_booking_id_of(shop_id: UUID) -> UUID:
    return id_in(shop_id, "booking", "lately")


def recent_booking_commands(
    marketplace: Marketplace, shop_id: UUID, today: date
) -> list[PlannedCommand]:
    """All that has happened with it by the evening before today."""
    season, now = _season(shop_id, today), local(today, 0, PARIS)
    past = [shift for shift in season.shifts if shift.ends_at < now]
    online: defaultdict[UUID, list[Interval]] = defaultdict(list)
    for shift in past:
        if shift.member_id and shift.arrives_at:
            online[shift.member_id].append((shift.arrives_at, shift.ends_at))
    return [
        *season.bookings_commands(marketplace),
        *season.shifts_commands(marketplace),
        *(command for shift in past for command in _presence(shift, marketplace)),
        *(
            command
            for shift in past
            for command in recent_conversations(shift, shop_id, marketplace)
        ),
        *season.credit_commands(marketplace, online, (season.funded_at, now)),
    ]


def _season(shop_id: UUID, today: date) -> BookedSeason:
    booking_id, first_day = recent_booking_id_of(shop_id), today + timedelta(days=BEGAN)
    until = today + timedelta(days=ENDS)
    plan = season_plan(first_day, until, assume.RECENT_BUDGET_EUR.value)
    funded_at = local(first_day, FUNDED_AT_H, PARIS)
    evening = local(today - timedelta(days=1), 19, PARIS)

    def assigned_at(starts_at: datetime) -> datetime | None:
        if starts_at > evening + OPEN_FROM:
            return None
        minutes = rng_for(booking_id, "taken", starts_at).randint(5, ASSIGNED_WITHIN_MIN)
        at = min(max(starts_at - ASSIGNED_AHEAD, funded_at), evening)
        return at + timedelta(minutes=minutes)

    experts = [expert_id_of(shop_id, number) for number in range(RENEWING)]
    planner = ShiftPlanner(booking_id, plan, experts, assigned_at, released_by=evening)
    return BookedSeason(
        booking_id,
        shop_id,
        plan,
        drafted_at=local(first_day - timedelta(days=4), 10, PARIS),
        confirmed_at=local(first_day - timedelta(days=2), 11, PARIS),
        funded_at=funded_at,
        shifts=planner.shifts(),
    )


def _presence(shift: PlannedShift, marketplace: Marketplace) -> Iterator[PlannedCommand]:
    """Its expert is online from their arrival to its end."""
    member_id, begins, ends = shift.member_id, shift.arrives_at, shift.ends_at
    if member_id is not None and begins is not None:
        session_id, presence = id_in(member_id, "shift", begins), marketplace.presence
        yield planned(begins, presence.come_online, session_id, member_id, CAPACITY, begins)
        yield PlannedCommand(ends, session_id, lambda: presence.leave(member_id, "declared", ends))
