"""The e-mails to a brand about a budget that is spent, or nearly."""

from datetime import timedelta
from typing import NamedTuple

from domain.bookings.booking import Booking
from domain.bookings.booking_plan import BookingPlan
from web.bookings.funding_emails import amount_text
from web.i18n import formats
from web.i18n.language import gettext_in, locale_of

ONE_DAY = timedelta(days=1)


class BudgetEmails(NamedTuple):
    """What is left of a budget, as the e-mails about it describe it."""

    plan: BookingPlan
    fallen: Booking.BudgetSpent | Booking.BudgetNearlySpent
    link: str
    """The booking's page."""

    def in_language(self, language: str) -> tuple[str, str]:
        """Subject and text."""
        if isinstance(self.fallen, Booking.BudgetSpent):
            return self._spent(language)
        return self._nearly_spent(language)

    def _spent(self, language: str) -> tuple[str, str]:
        subject = gettext_in("The budget of your booking is spent", language)
        text = gettext_in(
            "The budget of your booking from %(first)s to %(last)s is spent: %(left)s left, less"
            " than the price of a conversation (%(price)s).\n\n"
            "Until you top it up, the booking pays for no conversation. It stays yours until its"
            " last day, with its shifts, and goes on as soon as more is paid in.\n\n"
            "Top up the budget:\n"
            "%(link)s",
            language,
            **self._values(language),
        )
        return subject, text

    def _nearly_spent(self, language: str) -> tuple[str, str]:
        subject = gettext_in("The budget of your booking is nearly spent", language)
        text = gettext_in(
            "A fifth or less of the budget of your booking from %(first)s to %(last)s is left:"
            " %(left)s.\n\n"
            "When it is spent, the booking pays for no conversation until you top it up.\n\n"
            "Top up the budget:\n"
            "%(link)s",
            language,
            **self._values(language),
        )
        return subject, text

    def _values(self, language: str) -> dict[str, object]:
        locale = locale_of(language)
        return {
            "first": formats.day(self.plan.first_day, locale=locale),
            "last": formats.day(self.plan.until - ONE_DAY, locale=locale),
            "left": amount_text(self.fallen.left, language),
            "price": amount_text(self.plan.price, language),
            "link": self.link,
        }
