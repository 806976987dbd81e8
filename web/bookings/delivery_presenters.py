"""The calendar of delivered against booked in the reader's language: cells, sums and a legend."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from babel import dates
from werkzeug.datastructures import MultiDict

from domain.bookings.delivered_week import CellPlace, DeliveredCell
from projections.bookings.bookings import BookingSummary
from projections.read_models import ReadModels
from web.bookings.delivery_calendar import (
    FEWEST,
    CellState,
    DeliveryCalendar,
    delivery_calendar,
    read_choice,
)
from web.conversations.labels import lost_reason
from web.i18n import formats
from web.i18n.language import current_locale, gettext


class CellView(NamedTuple):
    """A cell: its colour, the short text in it, and the rest of the sentence for readers of it."""

    state: CellState
    text: str
    more: str
    lost: int
    lost_why: str


class WeekView(NamedTuple):
    """A week of a booking as its page shows it."""

    days: list[str]
    rows: list[tuple[str, list[CellView | None]]]
    """The time at which a row begins, and its cells by day; None: nothing is booked."""
    required_s: float
    present_s: float
    lost: int
    lost_why: str


def delivery_of(
    booking: BookingSummary, read_models: ReadModels, args: MultiDict[str, str], at: datetime
) -> tuple[DeliveryCalendar, WeekView]:
    """The week of a booking that an address chooses. at: now, UTC."""
    calendar = delivery_calendar(booking, read_models, read_choice(args, booking, at), at)
    return calendar, week_view(calendar)


def week_view(calendar: DeliveryCalendar) -> WeekView:
    over = calendar.over
    return WeekView(
        [dates.format_skeleton("MMMEd", day, locale=current_locale()) for day in calendar.days],
        [
            (
                f"{minute // 60:02}:{minute % 60:02}",
                [_cell(calendar, CellPlace(day, minute)) for day in calendar.days],
            )
            for minute in calendar.minutes_of_day
        ],
        sum((cell.booked for cell in over), timedelta()).total_seconds(),
        sum((cell.present for cell in over), timedelta()).total_seconds(),
        calendar.lost.total(),
        reasons(calendar.lost),
    )


def _cell(calendar: DeliveryCalendar, place: CellPlace) -> CellView | None:
    cell = calendar.cells.get(place)
    if cell is None:
        return None
    state = calendar.state_of(cell)
    if not calendar.is_over(cell):
        return CellView(state, *_texts(cell, cell.people_planned, gettext("seats taken")), 0, "")
    texts = _texts(cell, cell.people_present, gettext("present"))
    return CellView(state, *texts, cell.lost.total(), reasons(cell.lost))


def _texts(cell: DeliveredCell, people: float, what: str) -> tuple[str, str]:
    """1.5/2, and what that is. Not quite all is never written as all, nor a little as none."""
    whole = round(people, 1)
    if whole in (0, cell.seats) and abs(people - whole) * cell.booked / cell.seats >= FEWEST:
        whole = 0.1 if whole == 0 else cell.seats - 0.1
    decimals = 0 if whole == int(whole) else 1
    return f"{formats.number(whole, decimals)}/{formats.number(cell.seats)}", what


def reasons(lost: Mapping[str, int]) -> str:
    """Why requests were lost, the most frequent reason first."""
    ordered = sorted(lost.items(), key=lambda reason_and_n: (-reason_and_n[1], reason_and_n[0]))
    return formats.series(f"{lost_reason(reason)}: {formats.number(n)}" for reason, n in ordered)
