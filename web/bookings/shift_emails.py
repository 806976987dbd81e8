"""The e-mails about shifts: what can be taken, and what no longer takes place."""

from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.bookings.booking_plan import BookingMode, BookingPlan, ShiftSlot
from domain.terms import Paid
from projections.bookings.bookings import BookingSummary
from web.bookings.shift_presenters import clock_range, until_text
from web.bookings.week_text import week_text
from web.i18n import formats
from web.i18n.language import gettext_in, locale_of
from web.recruitment.call_presenters import terms_view

ONE_DAY = timedelta(days=1)


class NewShifts(NamedTuple):
    """The shifts of a booking that was funded or extended, as the e-mails describe them."""

    booking: BookingSummary
    """Its plan has the days of the shifts only."""
    brand: str
    subjects: dict[str, str]
    """The subject's name by language; empty for any subject."""
    base: str
    """What links begin with."""
    at: datetime
    """When it was funded or extended."""
    is_extension: bool = False

    def in_language(self, language: str) -> tuple[str, str]:
        """Subject and text."""
        subject, news = self._news(language)
        text = gettext_in(
            "%(news)s\n\n"
            "Terms:\n"
            "%(terms)s\n\n"
            "Period: %(first)s to %(last)s\n"
            "Hours: %(hours)s\n"
            "Time zone: %(zone)s\n"
            "Seats: %(seats)s\n\n"
            "See the shifts and take one:\n"
            "%(link)s\n\n"
            "One person takes each seat: the first to take it. This e-mail goes to experts without"
            " a shift first, then to all others in an order computed anew for each"
            " booking.%(held)s\n\n"
            "You do not have to do anything: this is the only e-mail you will receive about these"
            " open shifts.",
            language,
            **self._values(language),
            news=news,
        )
        return subject, text

    def _news(self, language: str) -> tuple[str, str]:
        """The subject of the e-mail, and the sentence it begins with."""
        values = {"brand": self.brand, "about": self._about(language)}
        if self.is_extension:
            subject = gettext_in("More shifts to take at %(brand)s", language, brand=self.brand)
            return subject, gettext_in(
                "%(brand)s has extended its booking of experts%(about)s. You are qualified for"
                " the shifts that were added.",
                language,
                **values,
            )
        subject = gettext_in("Shifts to take at %(brand)s", language, brand=self.brand)
        return subject, gettext_in(
            "%(brand)s has booked experts%(about)s. You are qualified.", language, **values
        )

    def _values(self, language: str) -> dict[str, object]:
        plan, locale = self.booking.plan, locale_of(language)
        first, last = plan.first_day, plan.until - ONE_DAY
        return {
            "terms": terms_text(plan, self.booking.commission_percent, language),
            "first": formats.day(first, locale=locale),
            "last": formats.day(last, locale=locale),
            "hours": self._hours(language),
            "zone": formats.zone(plan.zone, locale),
            "seats": plan.seats,
            "link": f"{self.base}/shifts",
            "held": self._held(language),
        }

    def _about(self, language: str) -> str:
        name = self.subjects.get(language, "")
        return gettext_in(" on %(subject)s", language, subject=name) if name else ""

    def _hours(self, language: str) -> str:
        hours = week_text(self.booking.plan.week, locale_of(language))
        if self.booking.plan.mode is not BookingMode.WHEN_CLOSED:
            return hours
        return gettext_in("%(hours)s, outside the brand's opening hours", language, hours=hours)

    def _held(self, language: str) -> str:
        """Which sentence says that seats are held for newcomers; none when none is."""
        booking, rules = self.booking, self.booking.shift_rules
        seats = booking.plan.seats
        if booking.funded_at is None or not rules.is_seat_for_newcomers(seats, seats):
            return ""
        until = booking.funded_at + timedelta(hours=rules.newcomer_hours)
        if until <= self.at:
            return ""
        return gettext_in(
            " Some seats are held for experts without a shift until %(until)s.",
            language,
            until=until_text(until, booking.plan.zone, locale_of(language)),
        )


class CancelledShift(NamedTuple):
    """A shift that an expert no longer has."""

    slot: ShiftSlot
    brand: str
    zone: str
    """The reader's."""
    base: str
    is_of_booking: bool
    """Whether the booking no longer has it; else the expert may not hold it."""

    def in_language(self, language: str) -> tuple[str, str]:
        """Subject and text."""
        locale, start = locale_of(language), self.slot.starts_at.astimezone(ZoneInfo(self.zone))
        day = formats.day(start.date(), "full", locale)
        clock = clock_range(self.slot.starts_at, self.slot.ends_at, self.zone, locale)
        subject = gettext_in(
            "Your shift at %(brand)s on %(day)s is cancelled", language, brand=self.brand, day=day
        )
        text = gettext_in(
            "%(why)s\n\n"
            "%(day)s, %(clock)s\n"
            "Time zone: %(zone)s\n\n"
            "You do not have to do anything. What you earned before stays yours.\n\n"
            "Other open shifts:\n"
            "%(link)s",
            language,
            why=self._why(language),
            day=day,
            clock=clock,
            zone=formats.zone(self.zone, locale),
            link=f"{self.base}/shifts",
        )
        return subject, text

    def _why(self, language: str) -> str:
        if self.is_of_booking:
            return gettext_in(
                "%(brand)s has shortened or ended its booking, so your shift no longer takes"
                " place.",
                language,
                brand=self.brand,
            )
        return gettext_in(
            "You cannot answer for %(brand)s any more, or not at that time, so others can take"
            " your shift.",
            language,
            brand=self.brand,
        )


def terms_text(plan: BookingPlan, commission_percent: int, language: str) -> str:
    """Price, commission and what the expert receives, line by line, and an example."""
    view = terms_view(Paid(plan.price, commission_percent), language)
    lines = [
        gettext_in("- %(name)s: %(amount)s", language, name=name, amount=amount)
        for name, amount in view.lines
    ]
    return "\n".join([*lines, view.example])
