"""A plan as a form, a program or the command line sends it, and the plan that it makes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from msgspec.structs import replace

from domain.bookings.booking_plan import (
    MAX_BUDGET,
    BookingMode,
    BookingPlan,
    PlanError,
    plan_errors,
)
from domain.bookings.weekly_windows import parse_windows
from domain.brands.opening_hours import OpeningHours
from domain.brands.opening_ranges import Ranges
from domain.errors import Invalid, NotFound
from domain.money import Money
from projections.brands.brands import BrandSummary, opening_hours_of
from projections.brands.subjects import all_subjects
from projections.read_models import ReadModels
from web.http.form_fields import EARLIEST_DAY, LATEST_DAY

ENDLESS_BUDGET = 10**15
"""In minor units: what is quoted without a budget never costs as much."""
FIELD_OF = {"week": "windows", "subject_id": "subject"}
"""The fields of a request where the plan calls them otherwise."""


@dataclass(frozen=True)
class PlanRequest:
    """What a brand wants to book; days are the brand's."""

    subject: str | None
    """The short name or the id of a subject; None: any subject."""
    languages: tuple[str, ...]
    first_day: date
    until: date
    """The first day that is no longer booked."""
    windows: str
    """As weekly_windows.py reads them."""
    seats: int
    mode: BookingMode
    price: Money
    budget: Money | None
    """None: only to quote, as if money never ended."""


class PlanReading(NamedTuple):
    """The plan of a request, or each reason why there is none, by field of the request."""

    plan: BookingPlan | None
    errors: tuple[PlanError, ...] = ()


class PlanReferences(NamedTuple):
    """What the texts of a request stand for, or why they stand for nothing."""

    subject_id: UUID | None
    week: tuple[Ranges, ...]
    errors: tuple[PlanError, ...]


def read_plan(
    request: PlanRequest, brand: BrandSummary, read_models: ReadModels, at: datetime
) -> PlanReading:
    """
    The plan that a request makes, and whether it may be booked. at: now, UTC.

    Both where it is quoted and where it is booked, so that the same words have one meaning.
    """
    references = read_references(request.subject, request.windows, brand, read_models)
    errors = (*_day_errors(request), *references.errors)
    if errors:
        return PlanReading(None, errors)
    with read_models.read(read_models.brands) as db:
        hours = opening_hours_of(brand.brand_id, db)
    plan = _plan(request, references, brand.zone, hours)
    found = tuple(
        PlanError(FIELD_OF.get(error.field, error.field), error.refusal)
        for error in plan_errors(plan, brand.currency, at)
    )
    return PlanReading(None, found) if found else PlanReading(_endless(plan, request.budget))


def _day_errors(request: PlanRequest) -> Iterator[PlanError]:
    for field in ("first_day", "until"):
        if not EARLIEST_DAY <= getattr(request, field) <= LATEST_DAY:
            years = {"first": str(EARLIEST_DAY.year), "last": str(LATEST_DAY.year)}
            yield PlanError(
                field, Invalid("Choose a date between %(first)s and %(last)s.", **years)
            )


def read_references(
    subject: str | None, windows: str, brand: BrandSummary, read_models: ReadModels
) -> PlanReferences:
    """The subject and the ranges of each weekday. Both are read, so that both errors are known."""
    subject_id: UUID | None = None
    week: tuple[Ranges, ...] = ()
    errors: list[PlanError] = []
    try:
        subject_id = read_subject(subject, read_models)
    except NotFound as refusal:
        errors.append(PlanError("subject", Invalid(refusal.sentence, **refusal.values)))
    try:
        week = parse_windows(windows, brand.zone)
    except Invalid as refusal:
        errors.append(PlanError("windows", refusal))
    return PlanReferences(subject_id, week, tuple(errors))


def read_subject(text: str | None, read_models: ReadModels) -> UUID | None:
    """The subject with a short name or an id; None: any subject. Raises NotFound."""
    if text is None:
        return None
    with read_models.read(read_models.subjects) as db:
        for subject in all_subjects(db):
            if text in (subject.slug, str(subject.subject_id)):
                return subject.subject_id
    raise NotFound("There is no subject called %(slug)s.", slug=text)


def _plan(
    request: PlanRequest, references: PlanReferences, zone: str, opening_hours: OpeningHours | None
) -> BookingPlan:
    is_when_closed = request.mode is BookingMode.WHEN_CLOSED
    return BookingPlan(
        subject_id=references.subject_id,
        languages=tuple(dict.fromkeys(request.languages)),
        first_day=request.first_day,
        until=request.until,
        zone=zone,
        week=references.week,
        seats=request.seats,
        mode=request.mode,
        price=request.price,
        budget=request.budget or Money(MAX_BUDGET, request.price.currency),
        opening_hours=opening_hours if is_when_closed else None,
    )


def _endless(plan: BookingPlan, budget: Money | None) -> BookingPlan:
    if budget is not None:
        return plan
    return replace(plan, budget=Money(ENDLESS_BUDGET, plan.price.currency))
