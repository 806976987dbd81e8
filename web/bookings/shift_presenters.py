"""Shifts as their readers see them: names, times in two zones, clashes and hours."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from babel import Locale

from projections.bookings.bookings import BookingSummary
from projections.bookings.open_shifts import OpenShift
from projections.bookings.shifts import Assignment
from projections.brands.brands import all_brands
from projections.read_models import ReadModels
from web.brands.subject_names import subject_names
from web.i18n import formats
from web.i18n.locale_names import language_name

DASH = "\N{EN DASH}"
WEEK = timedelta(days=7)
MINUTE, INSTANT = timedelta(minutes=1), timedelta.resolution


class ShiftTime(NamedTuple):
    """When a shift takes place, in the reader's zone and in the booking's."""

    starts_at: datetime
    ends_at: datetime
    zone: str
    """The reader's."""
    brand_zone: str

    @property
    def day(self) -> date:
        return self.starts_at.astimezone(ZoneInfo(self.zone)).date()

    @property
    def clock(self) -> str:
        return clock_range(self.starts_at, self.ends_at, self.zone)

    @property
    def brand_clock(self) -> str | None:
        """Day and time in the booking's zone; None when they are the same there."""
        own, other = (self.starts_at.astimezone(ZoneInfo(z)) for z in (self.zone, self.brand_zone))
        if own.replace(tzinfo=UTC) == other.replace(tzinfo=UTC):
            return None
        clock = clock_range(self.starts_at, self.ends_at, self.brand_zone)
        if own.date() == other.date():
            return clock
        return f"{formats.day(other.date(), 'medium')}, {clock}"

    @property
    def length_s(self) -> float:
        return (self.ends_at - self.starts_at).total_seconds()


class OpenShiftView(NamedTuple):
    """An open shift, what its ids stand for, and the shift of the reader it clashes with."""

    shift: OpenShift
    time: ShiftTime
    brand: str
    subject: str
    languages: tuple[str, ...]
    clash: "OwnShiftView | None"

    @property
    def held_until(self) -> str:
        """Until when seats are held for newcomers; empty when none is."""
        until = self.shift.held_until
        return until_text(until, self.time.zone) if until else ""


class OwnShiftView(NamedTuple):
    """A shift the reader holds."""

    assignment: Assignment
    time: ShiftTime
    brand: str
    booking: BookingSummary
    subject: str

    @property
    def notice_at(self) -> datetime:
        """Until when it is released without a reason."""
        notice = timedelta(hours=self.booking.shift_rules.notice_hours)
        return self.assignment.starts_at - notice

    @property
    def notice_text(self) -> str:
        """The same in words."""
        return until_text(self.notice_at, self.time.zone)

    def is_late(self, at: datetime) -> bool:
        """Whether a reason is asked to release it."""
        return at > self.notice_at


class Hours(NamedTuple):
    """The seconds of the shifts a member holds."""

    this_week_s: float
    coming_s: float
    total_s: float


class Names(NamedTuple):
    """What the ids of shifts stand for, in the reader's language, and the reader's zone."""

    brands: Mapping[UUID, str]
    subjects: Mapping[UUID, str]
    zone: str

    def subject(self, subject_id: UUID | None) -> str:
        """Empty for a booking of any subject."""
        return self.subjects.get(subject_id, "") if subject_id else ""


def names_for(zone: str, read_models: ReadModels) -> Names:
    with read_models.read(read_models.brands) as db:
        brands = {brand.brand_id: brand.name for brand in all_brands(db)}
    return Names(brands, subject_names(read_models), zone)


def open_shift_views(
    shifts: Sequence[OpenShift], own: Sequence[OwnShiftView], names: Names
) -> list[OpenShiftView]:
    """own: the shifts the reader holds."""
    return [
        OpenShiftView(
            shift,
            ShiftTime(shift.starts_at, shift.ends_at, names.zone, shift.zone),
            names.brands.get(shift.brand_id, ""),
            names.subject(shift.subject_id),
            tuple(map(language_name, shift.languages)),
            clash_with(shift.starts_at, shift.ends_at, own),
        )
        for shift in shifts
    ]


def own_shift_views(
    held: Iterable[Assignment], bookings: Mapping[UUID, BookingSummary], names: Names
) -> list[OwnShiftView]:
    """Those whose booking the read models know already."""
    return [
        OwnShiftView(
            assignment,
            ShiftTime(
                assignment.starts_at,
                assignment.ends_at,
                names.zone,
                bookings[assignment.booking_id].plan.zone,
            ),
            names.brands.get(assignment.brand_id, ""),
            bookings[assignment.booking_id],
            names.subject(bookings[assignment.booking_id].plan.subject_id),
        )
        for assignment in held
        if assignment.booking_id in bookings
    ]


def clash_with(
    starts_at: datetime, ends_at: datetime, own: Iterable[OwnShiftView]
) -> OwnShiftView | None:
    """The first of one's shifts that overlaps a time."""
    return next(
        (
            held
            for held in own
            if held.assignment.starts_at < ends_at and held.assignment.ends_at > starts_at
        ),
        None,
    )


def hours_of(own: Iterable[OwnShiftView], zone: str, at: datetime) -> Hours:
    """A week is one from Monday in the reader's zone; a shift counts where it starts."""
    monday = _monday(at, zone)
    this_week = coming = total = 0.0
    for held in own:
        length_s = held.time.length_s
        total += length_s
        coming += length_s * (held.assignment.ends_at > at)
        this_week += length_s * (monday <= held.time.day < monday + WEEK)
    return Hours(this_week, coming, total)


def until_text(moment: datetime, zone: str, locale: Locale | None = None) -> str:
    """Day and time to the minute, rounded up: at the time shown it is so."""
    full = moment + MINUTE - INSTANT
    day = full.astimezone(ZoneInfo(zone)).date()
    return f"{formats.day(day, locale=locale)}, {formats.clock(full, zone, locale)}"


def clock_range(start: datetime, end: datetime, zone: str, locale: Locale | None = None) -> str:
    """When it starts and ends, on the clocks of a zone."""
    return DASH.join(formats.clock(moment, zone, locale) for moment in (start, end))


def _monday(at: datetime, zone: str) -> date:
    today = at.astimezone(ZoneInfo(zone)).date()
    return today - timedelta(days=today.weekday())
