"""A quote, a booking and its shifts, as the brand reads them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from domain.bookings.booking_plan import BookingPlan, booked_minutes
from domain.bookings.delivered import Delivery
from domain.bookings.quote import Quote, QuoteAssumption
from domain.money import Money
from projections.bookings.bookings import BookingSummary
from projections.read_models import ReadModels
from web.bookings.week_text import week_text
from web.brands.subject_names import subject_names
from web.i18n.language import gettext
from web.i18n.locale_names import language_name

ONE_DAY = timedelta(days=1)


class PlanView(NamedTuple):
    """A plan in the reader's language."""

    plan: BookingPlan
    subject: str
    languages: tuple[str, ...]
    last_day: date
    week: str
    booked_minutes: int


class BookingView(NamedTuple):
    """A booking, and its plan in words."""

    summary: BookingSummary
    plan: PlanView


class QuoteView(NamedTuple):
    """A quote, and what one more seat would add to it."""

    quote: Quote
    more_answered: float
    more_cost: Money
    extra_answer_cost: int | None
    """What each further answer would cost, in minor units; None when there is none."""

    @property
    def is_assumed(self) -> bool:
        """Whether its requests are an assumption of the brand, not a forecast."""
        return QuoteAssumption.ASSUMED_DEMAND in self.quote.assumptions


class ShiftView(NamedTuple):
    """One seat of a past or coming shift."""

    starts_at: datetime
    ends_at: datetime
    seat: int
    expert_id: UUID | None
    """Who holds it; None: it is open."""
    delivery: Delivery
    is_over: bool
    release_reason: str | None = None
    """Why the last expert released it, where it is open; None where none did, or gave no reason."""


def plan_view(plan: BookingPlan, subjects: dict[UUID, str]) -> PlanView:
    """The plan with the names of its subject and languages."""
    subject = subjects.get(plan.subject_id, "") if plan.subject_id else gettext("any subject")
    languages = tuple(map(language_name, plan.languages))
    last_day = plan.until - ONE_DAY
    return PlanView(plan, subject, languages, last_day, week_text(plan.week), booked_minutes(plan))


def booking_views(
    summaries: Sequence[BookingSummary], read_models: ReadModels
) -> list[BookingView]:
    """Bookings with their plans in words."""
    subjects = subject_names(read_models)
    return [BookingView(one, plan_view(one.plan, subjects)) for one in summaries]


def quote_view(quotes: tuple[Quote, Quote]) -> QuoteView:
    """A quote beside that of one more seat."""
    quote, more = quotes
    answered = more.answered_within_promise.mean - quote.answered_within_promise.mean
    cost = more.cost.mean.amount - quote.cost.mean.amount
    extra = round(cost / answered) if round(answered) > 0 else None
    return QuoteView(quote, answered, Money(cost, quote.cost.mean.currency), extra)
