"""Plans, quotes and bookings as programs send and read them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from marshmallow import ValidationError

from domain.bookings.assumed_demand import AssumedDemand, DemandShape
from domain.bookings.booking_plan import BookingMode, BookingPlan, booked_minutes
from domain.bookings.quote import Quote
from domain.bookings.weekly_windows import format_windows
from domain.money import Money
from projections.bookings.bookings import BookingSummary
from web.api.schemas import money_answer
from web.bookings.plan_requests import PlanRequest, read_plan
from web.bookings.presenters import quote_view
from web.bookings.quote_figures import DECIMALS, quote_figures
from web.http.request_context import current_brand, current_time, read_models
from web.i18n.refusals import refusal_text


def plan_in(body: Mapping[str, Any]) -> BookingPlan:
    """The plan of a body. Raises ValidationError, by field."""
    request = PlanRequest(
        body["subject"],
        tuple(body["languages"]),
        body["first_day"],
        body["until"],
        body["windows"],
        body["seats"],
        BookingMode(body["mode"]),
        money_in(body["price"]),
        money_in(body["budget"]) if "budget" in body else None,
    )
    reading = read_plan(request, current_brand(), read_models(), current_time())
    if reading.plan is None:
        raise body_error({error.field: refusal_text(error.refusal) for error in reading.errors})
    return reading.plan


def assumed_demand_in(body: Mapping[str, Any]) -> AssumedDemand | None:
    """What the brand expects without a history; None where the body does not say."""
    per_week, shape = body["requests_per_week"], body["shape"] or DemandShape.OPENING_HOURS
    return None if per_week is None else AssumedDemand(per_week, DemandShape(shape))


def money_in(amount: Mapping[str, Any]) -> Money:
    return Money(amount["amount_minor"], amount["currency"])


def body_error(sentences: Mapping[str, str]) -> ValidationError:
    """What is wrong with the body of a request, by field."""
    return ValidationError({"json": {field: [text] for field, text in sentences.items()}})


def quote_answer(quotes: tuple[Quote, Quote]) -> dict[str, Any]:
    """As QuoteSchema describes it."""
    quote, view = quotes[0], quote_view(quotes)
    return {
        **quote_figures(quote),
        "answered_by_volunteers": round(quote.answered_by_volunteers, DECIMALS),
        "currency": quote.cost.mean.currency,
        "one_more_seat": {
            "answered_within_promise": round(view.more_answered, DECIMALS),
            "cost_minor": view.more_cost.amount,
        },
    }


def state_answer(
    booking_id: UUID, status: str, plan: BookingPlan, assumed: AssumedDemand | None
) -> dict[str, Any]:
    """As BookingStateSchema describes it."""
    return {
        "booking_id": booking_id,
        "status": status,
        "zone": plan.zone,
        "plan": _plan_answer(plan) | _assumed_answer(assumed),
        "booked_minutes": booked_minutes(plan),
    }


def booking_answer(booking: BookingSummary) -> dict[str, Any]:
    """As BookingSchema describes it."""
    amounts = ("paid_in", "reserved", "spent", "refunded", "left")
    return {
        **state_answer(booking.booking_id, booking.status, booking.plan, booking.assumed_demand),
        "changed_at": booking.changed_at,
        "budget": {name: _money(getattr(booking, name)) for name in amounts},
        "credited_minutes": booking.credited_minutes,
    }


def _plan_answer(plan: BookingPlan) -> dict[str, Any]:
    return {
        "subject": None if plan.subject_id is None else str(plan.subject_id),
        "languages": list(plan.languages),
        "first_day": plan.first_day,
        "until": plan.until,
        "windows": format_windows(plan.week),
        "seats": plan.seats,
        "mode": plan.mode,
        "price": _money(plan.price),
        "budget": _money(plan.budget),
    }


def _assumed_answer(assumed: AssumedDemand | None) -> dict[str, Any]:
    return {
        "requests_per_week": assumed and assumed.requests_per_week,
        "shape": assumed and assumed.shape,
    }


def _money(money: Money) -> dict[str, Any] | None:
    return money_answer(money.amount, money.currency)
