"""
Shifts as iCalendar (RFC 5545), for calendar programs.

Times are UTC instants, so no program needs to know a zone or its clock changes. Nothing depends on
when the feed is read: the same events make the same bytes.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from icalendar import Calendar, Event, vDatetime

from web.i18n.language import gettext_in

PRODUCT = "-//Comptoir//Shifts//EN"


class CalendarShift(NamedTuple):
    """One entry of a feed."""

    shift_id: UUID
    starts_at: datetime
    ends_at: datetime
    summary: str
    version: int
    """Of the last event in the shift's stream: calendar programs take the highest."""
    changed_at: datetime
    """When that was."""
    is_cancelled: bool


def calendar_of(name: str, shifts: Iterable[CalendarShift]) -> bytes:
    """A feed. name: what calendar programs call it."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for shift in sorted(shifts, key=lambda shift: (shift.starts_at, str(shift.shift_id))):
        calendar.add_component(_entry(shift))
    return bytes(calendar.to_ical())


def summary_of(brand: str, language: str) -> str:
    """The title of an expert's own shift."""
    return gettext_in("Shift: %(brand)s", language, brand=brand)


def _entry(shift: CalendarShift) -> Event:
    entry = Event()
    entry.add("uid", str(shift.shift_id))
    entry.add("sequence", shift.version)
    entry.add("dtstamp", vDatetime(shift.changed_at))
    entry.add("last-modified", vDatetime(shift.changed_at))
    entry.add("dtstart", vDatetime(shift.starts_at))
    entry.add("dtend", vDatetime(shift.ends_at))
    entry.add("summary", shift.summary)
    entry.add("status", "CANCELLED" if shift.is_cancelled else "CONFIRMED")
    entry.add("transp", "TRANSPARENT" if shift.is_cancelled else "OPAQUE")
    return entry
