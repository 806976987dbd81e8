"""
Which booking pays for a conversation.

A brand without bookings in force pays for conversations on account, as its calls for experts say.
From its first funded booking to the end of its last one, every conversation with a price needs a
running booking with enough left.

* funding_of    whether and how a claim is paid for; writes nothing
  - fund            what a claim writes, or a refusal
  - payability_of   what routing needs to know of it beforehand
* settle        what the end of a conversation writes
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from domain.bookings.booking import Booking
from domain.bookings.booking_plan import BookingMode
from domain.bookings.booking_reservations import (
    bookings_in_force,
    current_shift_id,
    left_in_budget,
    running_reservation,
)
from domain.bookings.budget_reservation import (
    BudgetReservation,
    CreditedClaim,
    reservation_id,
)
from domain.bookings.shift import Shift
from domain.errors import NotNow
from domain.log.entries import BalanceChange, Reservation
from domain.log.event_log import EventLog
from domain.terms import Terms, price_of


class Claim(NamedTuple):
    """What finding the payer needs to know of a claim."""

    conversation_id: UUID
    brand_id: UUID
    subject_id: UUID | None
    language: str
    respondent_id: UUID
    terms: Terms
    """Those of the respondent's engagement."""


class Payability(StrEnum):
    """Whether a conversation with a respondent can be paid for now."""

    PAYABLE = "payable"
    """By a booking, on account, or because it has no price."""
    REINFORCEMENT = "reinforcement"
    """By a booking that is for times when no ambassador can take the request."""
    BUDGET_SPENT = "budget_spent"
    """Bookings cover it, and too little is left in all of them."""
    NOT_BOOKED = "not_booked"
    """Bookings are in force, and none covers this moment, subject or language."""


_PREFERENCE = {
    Payability.PAYABLE: 0,
    Payability.REINFORCEMENT: 1,
    # A booking that would pay if more were left says more than one for other times.
    Payability.BUDGET_SPENT: 2,
    Payability.NOT_BOOKED: 3,
}
"""Which of several bookings' answers holds."""


class Funding(NamedTuple):
    """The terms of a claim, and what is written with it so that it is paid for."""

    terms: Terms
    reservations: Sequence[BudgetReservation] = ()
    balance_changes: Sequence[BalanceChange] = ()
    preconditions: Sequence[Reservation] = ()
    payability: Payability = Payability.PAYABLE


class NotFunded(NamedTuple):
    """No booking can pay for a claim, and why not."""

    payability: Payability
    refusal: NotNow


class Settlement(NamedTuple):
    """What is written with the end of a conversation for which money may be set aside."""

    reservations: Sequence[BudgetReservation]
    balance_changes: Sequence[BalanceChange]


NOTHING_SET_ASIDE = Settlement((), ())


def fund(log: EventLog, claim: Claim, at: datetime) -> Funding:
    """
    Find the booking that pays for a claim, and set the price aside.

    Raises NotNow when bookings are in force and none of them can pay.
    """
    funding = funding_of(log, claim, at)
    if isinstance(funding, NotFunded):
        raise funding.refusal
    return funding


def payability_of(log: EventLog, claim: Claim, at: datetime) -> Payability:
    """Whether a claim could be paid for now. Routing asks before anyone claims."""
    return funding_of(log, claim, at).payability


def funding_of(log: EventLog, claim: Claim, at: datetime) -> Funding | NotFunded:
    """
    What would be set aside for a claim; nothing is written.

    An expert on shift is paid the booking's price, by that booking; other experts the price of
    their engagement, by any other running booking that covers the request. Bookings for times
    when no ambassador can take a request come after those that always pay.
    """
    if price_of(claim.terms) is None:
        return Funding(claim.terms)
    in_force = bookings_in_force(log, claim.brand_id)
    if not in_force:
        return Funding(claim.terms)
    answers: list[Funding | NotFunded] = []
    for booking_id, terms in _payers(log, claim, in_force, at):
        answer = _set_aside(log, claim, booking_id, terms, at)
        if answer.payability is Payability.PAYABLE:
            return answer
        answers.append(answer)
    none = NotFunded(Payability.NOT_BOOKED, NotNow("No booking pays for this conversation now."))
    return min([*answers, none], key=lambda answer: _PREFERENCE[answer.payability])


def settle(
    log: EventLog,
    brand_id: UUID,
    conversation_id: UUID,
    credited: CreditedClaim | None,
    at: datetime,
) -> Settlement:
    """
    Spend what the credited claim costs, and release the rest.

    credited: None when the request was lost.
    """
    reservation = log.load_or_new(BudgetReservation, reservation_id(conversation_id))
    changes = reservation.settle(brand_id, conversation_id, credited, at)
    return Settlement([reservation], changes)


def _payers(
    log: EventLog, claim: Claim, in_force: Sequence[UUID], at: datetime
) -> Iterator[tuple[UUID, Terms]]:
    """On shift, its booking pays the price of the shift or nothing: never another price."""
    on_shift_for = None
    shift_id = current_shift_id(log, claim.respondent_id, at)
    if shift_id is not None:
        shift = log.load(Shift, shift_id)
        if shift.brand_id == claim.brand_id and shift.terms is not None:
            on_shift_for = shift.booking_id
            yield shift.booking_id, shift.terms
    for booking_id in in_force:
        if booking_id != on_shift_for:
            yield booking_id, claim.terms


def _set_aside(
    log: EventLog, claim: Claim, booking_id: UUID, terms: Terms, at: datetime
) -> Funding | NotFunded:
    price = price_of(terms)
    assert price is not None
    booking = log.load(Booking, booking_id)
    try:
        booking.must_pay_for(claim.subject_id, claim.language, at)
    except NotNow as refusal:
        return NotFunded(Payability.NOT_BOOKED, refusal)
    reservation = log.load_or_new(BudgetReservation, reservation_id(claim.conversation_id))
    change = reservation.reserve(
        booking_id, claim.brand_id, claim.conversation_id, claim.respondent_id, price, at
    )
    if change.debited > left_in_budget(log, booking_id):
        spent = NotNow("The budget of this booking is spent.")
        return NotFunded(Payability.BUDGET_SPENT, spent)
    is_reinforcement = booking.confirmed_plan().mode is BookingMode.REINFORCEMENT
    return Funding(
        terms,
        [reservation],
        [change],
        [running_reservation(booking)],
        Payability.REINFORCEMENT if is_reinforcement else Payability.PAYABLE,
    )
