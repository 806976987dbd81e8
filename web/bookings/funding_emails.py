"""The e-mails to a brand about its payments."""

from datetime import timedelta
from typing import NamedTuple

from domain.bookings.booking import Booking
from domain.bookings.booking_plan import BookingPlan
from domain.bookings.funding import FundingRefusalReason
from domain.errors import translatable
from domain.money import Money
from web.bookings.funding_numbers import funding_number
from web.i18n import formats
from web.i18n.language import gettext_in, locale_of

ONE_DAY = timedelta(days=1)
REFUSALS = {
    FundingRefusalReason.DECLINED: translatable("The bank or the card declined it."),
    FundingRefusalReason.EXPIRED: translatable("No payment came in time."),
    FundingRefusalReason.CANCELLED: translatable("It was cancelled."),
}


class FundingEmails(NamedTuple):
    """What became of a payment, as the e-mails about it describe it."""

    plan: BookingPlan
    settled: Booking.FundingReceived | Booking.FundingRefused
    is_first: bool
    """Nothing was paid in for the booking before."""
    link: str
    """The booking's page."""

    def in_language(self, language: str) -> tuple[str, str]:
        """Subject and text."""
        if isinstance(self.settled, Booking.FundingReceived):
            return self._received(self.settled, language)
        return self._refused(self.settled, language)

    def _received(self, received: Booking.FundingReceived, language: str) -> tuple[str, str]:
        values = self._values(language)
        subject = gettext_in("We received your payment of %(amount)s", language, **values)
        if self.is_first:
            effect = gettext_in("The booking runs now.", language)
        else:
            effect = gettext_in("It was added to the budget.", language)
        text = gettext_in(
            "Your payment of %(amount)s for the booking from %(first)s to %(last)s was received."
            " %(effect)s\n\n"
            "Payment number: %(number)s\n"
            "Reference: %(reference)s\n\n"
            "The booking:\n"
            "%(link)s",
            language,
            **values,
            effect=effect,
            reference=received.reference,
        )
        return subject, text

    def _refused(self, refused: Booking.FundingRefused, language: str) -> tuple[str, str]:
        values = self._values(language)
        subject = gettext_in("Your payment of %(amount)s was not received", language, **values)
        if self.is_first:
            effect = gettext_in(
                "The booking is a draft again. Confirm it again to pay in another way:", language
            )
        else:
            effect = gettext_in(
                "The booking goes on with the budget it has. You can top it up again:", language
            )
        text = gettext_in(
            "Your payment of %(amount)s for the booking from %(first)s to %(last)s was not"
            " received. %(reason)s\n\n"
            "Payment number: %(number)s\n\n"
            "%(effect)s\n"
            "%(link)s",
            language,
            **values,
            reason=gettext_in(REFUSALS[refused.reason], language),
            effect=effect,
        )
        return subject, text

    def _values(self, language: str) -> dict[str, object]:
        locale = locale_of(language)
        funding = self.settled.funding
        return {
            "amount": amount_text(funding.amount, language),
            "number": funding_number(funding.funding_id),
            "first": formats.day(self.plan.first_day, locale=locale),
            "last": formats.day(self.plan.until - ONE_DAY, locale=locale),
            "link": self.link,
        }


def amount_text(money: Money, language: str) -> str:
    """An amount as a later reader reads it."""
    return formats.money(money.amount, money.currency, locale_of(language))
