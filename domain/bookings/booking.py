"""A booking: coverage that a brand drafts, confirms, funds, changes and ends."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from domain.aggregate import Aggregate, Event, Upcast
from domain.bookings import older_versions
from domain.bookings.assumed_demand import AssumedDemand, check_requests_per_week
from domain.bookings.booked_times import BookedTimes, BookingChanges
from domain.bookings.booking_plan import (
    MAX_DAYS,
    BookingPlan,
    ShiftSlot,
    check_plan,
    minutes_of,
    plan_digest,
)
from domain.bookings.booking_reasons import BookingEndReason, PauseReason
from domain.bookings.budget_level import BudgetLevel, budget_level, has_fallen
from domain.bookings.funding import FundingMethod, FundingRefusalReason, FundingRequest
from domain.bookings.shift_rules import ShiftRules
from domain.brands.opening_hours import DAY
from domain.errors import Invalid, NotFound, NotNow, translatable
from domain.money import Money
from domain.reasons import parse_reason

ONE_DAY = timedelta(days=1)


class BookingStatus(StrEnum):
    """From a draft to the end; only a running booking pays for conversations."""

    DRAFT = "draft"
    DISCARDED = "discarded"
    AWAITING_FUNDS = "awaiting_funds"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


class Booking(Aggregate):
    """A period of weekly windows, with seats, a price for each conversation, and a budget."""

    ABSENT = translatable("This booking does not exist.")

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.brand_id = id
        self.plan: BookingPlan | None = None
        self.assumed_demand: AssumedDemand | None = None
        self.status = BookingStatus.DRAFT
        self.commission_percent = 0
        self.shift_rules = ShiftRules()
        self.funded_at: datetime | None = None
        self.changes = BookingChanges()
        self.requested_funding: dict[UUID, FundingRequest] = {}
        self.settled_funding: set[UUID] = set()
        self.budget_level = BudgetLevel.ENOUGH
        self.paid_in = 0
        """In minor units, since the budget was last spent."""
        self.invoiced = 0
        """In minor units: what was paid in by invoice, less what was taken off the invoices."""
        self.credited_shifts: set[UUID] = set()

    # Events, and what each changes.

    class Drafted(Event, frozen=True):
        """A brand drafted a booking, beside other drafts."""

        VERSION: ClassVar[int] = 2
        UPCASTS: ClassVar[Mapping[int, Upcast]] = {1: older_versions.without_assumed_demand}

        brand_id: UUID
        plan: BookingPlan
        assumed_demand: AssumedDemand | None
        """What the brand expects without a history, for the quote."""
        by: UUID

        def apply(self, booking: "Booking") -> None:
            booking.brand_id, booking.plan = self.brand_id, self.plan
            booking.assumed_demand = self.assumed_demand

    class DraftChanged(Event, frozen=True):
        """The brand changed a draft."""

        VERSION: ClassVar[int] = 2
        UPCASTS: ClassVar[Mapping[int, Upcast]] = {1: older_versions.without_assumed_demand}

        plan: BookingPlan
        assumed_demand: AssumedDemand | None
        by: UUID

        def apply(self, booking: "Booking") -> None:
            booking.plan, booking.assumed_demand = self.plan, self.assumed_demand

    class DraftDiscarded(Event, frozen=True):
        """The brand no longer needs a draft."""

        by: UUID

        def apply(self, booking: "Booking") -> None:
            booking.status = BookingStatus.DISCARDED

    class Confirmed(Event, frozen=True):
        """The brand confirmed the plan and asked to pay its budget in."""

        brand_id: UUID
        plan: BookingPlan
        funding: FundingRequest
        commission_percent: int
        """The platform's share of the price."""
        shift_rules: ShiftRules
        by: UUID

        def apply(self, booking: "Booking") -> None:
            booking.plan = self.plan
            booking.commission_percent = self.commission_percent
            booking.shift_rules = self.shift_rules
            booking.status = BookingStatus.AWAITING_FUNDS
            booking.requested_funding[self.funding.funding_id] = self.funding

    class TopUpRequested(Event, frozen=True):
        """The brand asked to pay more in."""

        funding: FundingRequest
        by: UUID

        def apply(self, booking: "Booking") -> None:
            booking.requested_funding[self.funding.funding_id] = self.funding

    class FundingReceived(Event, frozen=True):
        """What the brand asked to pay in is there; the budget holds it."""

        VERSION: ClassVar[int] = 2
        UPCASTS: ClassVar[Mapping[int, Upcast]] = {1: older_versions.by_the_payment_service}

        brand_id: UUID
        funding: FundingRequest
        reference: str
        """Of the payment, as the payment service, the bank or the invoice names it."""
        by: UUID | None
        """Who recorded it; None: the payment service."""

        def apply(self, booking: "Booking") -> None:
            booking.settle_funding(self.funding)
            if booking.budget_level is BudgetLevel.SPENT:
                booking.paid_in = 0
            booking.paid_in += self.funding.amount.amount
            if self.funding.method is FundingMethod.INVOICE:
                booking.invoiced += self.funding.amount.amount
            booking.budget_level = BudgetLevel.ENOUGH
            if booking.funded_at is None:
                booking.funded_at = self.at
                booking.status = BookingStatus.RUNNING

    class FundingRefused(Event, frozen=True):
        """What the brand asked to pay in did not come."""

        VERSION: ClassVar[int] = 2
        UPCASTS: ClassVar[Mapping[int, Upcast]] = {1: older_versions.by_the_payment_service}

        brand_id: UUID
        funding: FundingRequest
        reason: FundingRefusalReason
        by: UUID | None
        """Who recorded it; None: the payment service."""

        def apply(self, booking: "Booking") -> None:
            booking.settle_funding(self.funding)
            if booking.status is BookingStatus.AWAITING_FUNDS:
                booking.status = BookingStatus.DRAFT

    class BudgetNearlySpent(Event, frozen=True):
        """A fifth or less of the budget is left."""

        brand_id: UUID
        left: Money
        """Neither spent nor reserved."""

        def apply(self, booking: "Booking") -> None:
            booking.budget_level = BudgetLevel.NEARLY_SPENT

    class BudgetSpent(Event, frozen=True):
        """Less than the price of a conversation is left, and nothing is reserved."""

        brand_id: UUID
        left: Money

        def apply(self, booking: "Booking") -> None:
            booking.budget_level = BudgetLevel.SPENT

    class BudgetReplenished(Event, frozen=True):
        """A conversation that earns nothing gave its price back: more of the budget is left."""

        brand_id: UUID
        left: Money
        level: BudgetLevel

        def apply(self, booking: "Booking") -> None:
            booking.budget_level = self.level

    class Paused(Event, frozen=True):
        """The booking pays for no new conversation for a while."""

        brand_id: UUID
        reason: PauseReason
        by: UUID

        def apply(self, booking: "Booking") -> None:
            booking.status = BookingStatus.PAUSED
            booking.changes = booking.changes.with_pause(self.at)

    class Resumed(Event, frozen=True):
        """The booking pays for conversations again."""

        brand_id: UUID
        by: UUID

        def apply(self, booking: "Booking") -> None:
            booking.status = BookingStatus.RUNNING
            booking.changes = booking.changes.with_pause_ended(self.at)

    class Shortened(Event, frozen=True):
        """The booking ends earlier than planned."""

        brand_id: UUID
        until: date
        by: UUID

        def apply(self, booking: "Booking") -> None:
            booking.move_end(self.until, self.at)

    class Extended(Event, frozen=True):
        """The booking ends later than planned."""

        brand_id: UUID
        until: date
        by: UUID

        def apply(self, booking: "Booking") -> None:
            booking.move_end(self.until, self.at)

    class Ended(Event, frozen=True):
        """The booking is over: it books no coverage and pays for no new conversation."""

        brand_id: UUID
        reason: BookingEndReason
        by: UUID | None

        def apply(self, booking: "Booking") -> None:
            booking.status = BookingStatus.ENDED
            booking.changes = booking.changes.with_end(self.at)

    class InvoiceReduced(Event, frozen=True):
        """What was left of a budget that was paid in by invoice is taken off the invoice."""

        brand_id: UUID
        amount: Money
        by: UUID | None

        def apply(self, booking: "Booking") -> None:
            booking.invoiced -= self.amount.amount

    class Refunded(Event, frozen=True):
        """What was left of the budget goes back to the brand."""

        brand_id: UUID
        amount: Money
        by: UUID | None

    class MinutesCredited(Event, frozen=True):
        """Booked minutes of a shift were not delivered; the brand is credited with them."""

        brand_id: UUID
        shift_id: UUID
        starts_at: datetime
        booked_minutes: int
        delivered_minutes: int
        credited_minutes: int

        def apply(self, booking: "Booking") -> None:
            booking.credited_shifts.add(self.shift_id)

    # Decisions: the rules, then the event.

    def draft(
        self,
        brand_id: UUID,
        plan: BookingPlan,
        currency: str,
        by: UUID,
        at: datetime,
        assumed_demand: AssumedDemand | None = None,
    ) -> None:
        """
        Keep a plan as a draft.

        assumed_demand: what the brand expects; its quote needs it without a history.
        Raises NotNow when it exists; Invalid as `check_plan`, and for a number out of range.
        """
        if self.version:
            raise NotNow("This booking exists already.")
        _check_draft(plan, currency, at, assumed_demand)
        self.record(
            self.Drafted(at=at, brand_id=brand_id, plan=plan, assumed_demand=assumed_demand, by=by)
        )

    def change_draft(
        self,
        plan: BookingPlan,
        currency: str,
        by: UUID,
        at: datetime,
        assumed_demand: AssumedDemand | None = None,
    ) -> None:
        """Replace a draft's plan and assumption. Raises NotNow after confirmation; as `draft`."""
        self._must_be(
            BookingStatus.DRAFT, NotNow("This booking is confirmed. Extend or shorten it.")
        )
        _check_draft(plan, currency, at, assumed_demand)
        if (plan, assumed_demand) != (self.plan, self.assumed_demand):
            self.record(self.DraftChanged(at=at, plan=plan, assumed_demand=assumed_demand, by=by))

    def discard_draft(self, by: UUID, at: datetime) -> None:
        """Raises NotNow unless it is a draft."""
        self._must_be(
            BookingStatus.DRAFT, NotNow("Only a draft can be discarded. End the booking.")
        )
        self.record(self.DraftDiscarded(at=at, by=by))

    def confirm(
        self,
        funding_id: UUID,
        method: FundingMethod,
        commission_percent: int,
        currency: str,
        by: UUID,
        at: datetime,
        shift_rules: ShiftRules | None = None,
        shown_plan: str | None = None,
    ) -> FundingRequest:
        """
        Confirm a draft and ask for its budget; it runs when the budget is there.

        funding_id: chosen by the caller; paying in happens once for it.
        commission_percent: the platform's share of the price, 0 to 100.
        shown_plan: the `plan_digest` of the plan that the person agreed to; None for no check.
        Raises NotNow unless it is a draft, for a used id, and when the draft was changed after it
        was shown; Invalid as `check_plan`, as a draft may be out of date.
        """
        self._must_be(BookingStatus.DRAFT, NotNow("This booking is already confirmed."))
        plan = self.confirmed_plan()
        if shown_plan not in (None, plan_digest(plan)):
            raise NotNow("This draft was changed meanwhile. Check it, then confirm it again.")
        check_plan(plan, currency, at)
        funding = self._new_funding(funding_id, plan.budget, method)
        self.record(
            self.Confirmed(
                at=at,
                brand_id=self.brand_id,
                plan=plan,
                funding=funding,
                commission_percent=commission_percent,
                shift_rules=shift_rules or ShiftRules(),
                by=by,
            )
        )
        return funding

    def request_top_up(
        self, funding_id: UUID, amount: Money, method: FundingMethod, by: UUID, at: datetime
    ) -> FundingRequest:
        """
        Ask to pay more in.

        Raises NotNow unless running or paused, and for a used id; Invalid for the amount.
        """
        self._must_be_in_force()
        plan = self.confirmed_plan()
        if amount.currency != plan.budget.currency or amount.amount <= 0:
            raise Invalid("Enter an amount greater than zero.")
        funding = self._new_funding(funding_id, amount, method)
        self.record(self.TopUpRequested(at=at, funding=funding, by=by))
        return funding

    def receive_funding(
        self, funding_id: UUID, reference: str, at: datetime, by: UUID | None = None
    ) -> FundingRequest:
        """
        Record that it was paid in.

        by: None for the payment service.
        Raises NotFound when it was not asked for; NotNow when it is settled.
        """
        funding = self._requested(funding_id)
        self.record(
            self.FundingReceived(
                at=at, brand_id=self.brand_id, funding=funding, reference=reference, by=by
            )
        )
        return funding

    def refuse_funding(
        self, funding_id: UUID, reason: str, at: datetime, by: UUID | None = None
    ) -> None:
        """
        Record that it was not paid in; a booking that was never funded is a draft again.

        reason: a value of FundingRefusalReason. by: None for the payment service.
        Raises NotFound when it was not asked for; NotNow when it is settled; Invalid for another
        reason.
        """
        self.record(
            self.FundingRefused(
                at=at,
                brand_id=self.brand_id,
                funding=self._requested(funding_id),
                reason=parse_reason(FundingRefusalReason, reason),
                by=by,
            )
        )

    def note_budget(self, left: Money, at: datetime, *, is_reserved: bool) -> None:
        """
        Record that the budget is spent, or nearly; once each, until more is paid in.

        left: what is neither spent nor reserved. is_reserved: whether anything is reserved.
        A booking that is over records nothing.
        """
        price = self.confirmed_plan().price.amount
        level = budget_level(left.amount, self.paid_in, price, is_reserved=is_reserved)
        if not self._is_in_force() or not has_fallen(level, self.budget_level):
            return
        fallen = self.BudgetSpent if level is BudgetLevel.SPENT else self.BudgetNearlySpent
        self.record(fallen(at=at, brand_id=self.brand_id, left=left))

    def note_return(self, left: Money, at: datetime) -> None:
        """
        Record that the budget is no longer spent, or nearly, as a conversation gave its price back.

        left: what is neither spent nor reserved. A booking that is over records nothing.
        """
        price = self.confirmed_plan().price.amount
        level = budget_level(left.amount, self.paid_in, price, is_reserved=False)
        if self._is_in_force() and has_fallen(self.budget_level, level):
            brand_id = self.brand_id
            self.record(self.BudgetReplenished(at=at, brand_id=brand_id, left=left, level=level))

    def pause(self, reason: str, by: UUID, at: datetime) -> None:
        """Raises NotNow unless running; Invalid unless the reason is one of PauseReason."""
        self._must_be(BookingStatus.RUNNING, NotNow("Only a running booking can be paused."))
        parsed = parse_reason(PauseReason, reason)
        self.record(self.Paused(at=at, brand_id=self.brand_id, reason=parsed, by=by))

    def resume(self, by: UUID, at: datetime) -> None:
        """Raises NotNow unless paused."""
        self._must_be(BookingStatus.PAUSED, NotNow("This booking is not paused."))
        self.record(self.Resumed(at=at, brand_id=self.brand_id, by=by))

    def shorten(self, until: date, by: UUID, at: datetime) -> None:
        """
        End it earlier.

        until: the first day no longer booked, in the plan's zone; today at the earliest. Shifts
        that have begun stay booked.
        Raises NotNow unless running or paused; Invalid for a day in the past, for no earlier day,
        and when no shift would be left.
        """
        self._must_be_in_force()
        plan = self.confirmed_plan()
        if until >= plan.until:
            raise Invalid("Choose a last day before %(day)s.", day=plan.until - ONE_DAY)
        self._check_end(until, at)
        changes = self.changes.with_end_moved(plan.until, until, at)
        if not BookedTimes(replace(plan, until=until), self.funded_at, changes).shift_times:
            raise Invalid(
                "With %(day)s as the last day, no shift would take place. Choose a later day, or"
                " end the booking.",
                day=until - ONE_DAY,
            )
        self.record(self.Shortened(at=at, brand_id=self.brand_id, until=until, by=by))

    def extend(self, until: date, by: UUID, at: datetime) -> None:
        """
        End it later.

        until: the first day no longer booked, in the plan's zone.
        Raises NotNow unless running or paused; Invalid for no later day, and beyond a year from
        its first day or, when that has passed, from today.
        """
        self._must_be_in_force()
        plan = self.confirmed_plan()
        if until <= plan.until:
            raise Invalid("Choose a last day after %(day)s.", day=plan.until - ONE_DAY)
        coming = replace(plan, until=until, first_day=max(plan.first_day, self._today(at)))
        if until - coming.first_day > MAX_DAYS * DAY:
            raise Invalid(
                "Choose an end up to %(most)s days after today, or after the first day.",
                most=MAX_DAYS,
            )
        check_plan(coming, plan.budget.currency, at)
        self.record(self.Extended(at=at, brand_id=self.brand_id, until=until, by=by))

    def end(self, reason: BookingEndReason, left: Money, by: UUID | None, at: datetime) -> Money:
        """
        End it now, and give back what is left of its budget.

        left: what is neither spent nor reserved. by: None when the period is over.
        Returns what is taken off invoices.
        Raises NotNow unless running or paused, for `period_over` before the period's end, and for
        `budget_spent` while one more conversation could be paid for.
        """
        self._must_be_in_force()
        price = self.confirmed_plan().price
        if reason is BookingEndReason.BUDGET_SPENT and left.amount >= price.amount:
            raise NotNow("The budget of this booking is not spent. Choose another reason.")
        if reason is BookingEndReason.PERIOD_OVER and at < self.times.last_moment:
            raise NotNow("This booking is not over yet.")
        self.record(self.Ended(at=at, brand_id=self.brand_id, reason=reason, by=by))
        return self.refund(left, by, at)

    def refund(self, left: Money, by: UUID | None, at: datetime) -> Money:
        """
        Give back an amount left of the budget: off the invoices first; zero records nothing.

        Returns what is taken off the invoices.
        """
        if self.status is not BookingStatus.ENDED:
            raise NotNow("End the booking first.")
        off_invoices = Money(min(left.amount, self.invoiced), left.currency)
        back = Money(left.amount - off_invoices.amount, left.currency)
        for event_type, amount in ((self.InvoiceReduced, off_invoices), (self.Refunded, back)):
            if amount.amount:
                self.record(event_type(at=at, brand_id=self.brand_id, amount=amount, by=by))
        return off_invoices

    def credit_minutes(self, slot: ShiftSlot, delivered_minutes: int, at: datetime) -> None:
        """
        Credit the minutes of a finished shift that were not delivered; once for each shift.

        Raises NotNow before the shift's end.
        """
        if at < slot.ends_at:
            raise NotNow("This shift is not over yet.")
        booked = minutes_of(self.times.parts_booked((slot.starts_at, slot.ends_at)))
        if slot.shift_id in self.credited_shifts or delivered_minutes >= booked:
            return
        self.record(
            self.MinutesCredited(
                at=at,
                brand_id=self.brand_id,
                shift_id=slot.shift_id,
                starts_at=slot.starts_at,
                booked_minutes=booked,
                delivered_minutes=delivered_minutes,
                credited_minutes=booked - delivered_minutes,
            )
        )

    # What the decisions, and other aggregates, ask.

    def confirmed_plan(self) -> BookingPlan:
        """The plan, a draft's included."""
        assert self.plan is not None
        return self.plan

    @property
    def times(self) -> BookedTimes:
        """When it books coverage."""
        return BookedTimes(self.confirmed_plan(), self.funded_at, self.changes)

    def slot(self, starts_at: datetime, seat: int) -> ShiftSlot:
        """The shift of a seat that starts then. Raises NotFound when none is booked."""
        for slot in self.times.slots(self.id):
            if (slot.starts_at, slot.seat) == (starts_at, seat):
                return slot
        raise NotFound("This shift does not exist.")

    def must_pay_for(self, subject_id: UUID | None, language: str, at: datetime) -> None:
        """Raises NotNow unless a request of this subject and language is paid for at this time."""
        self._must_be(BookingStatus.RUNNING, NotNow("This booking is not running."))
        plan = self.confirmed_plan()
        if not self.times.covers(at):
            raise NotNow("No coverage is booked at this time.")
        if plan.subject_id not in (None, subject_id) or language not in plan.languages:
            raise NotNow("This booking is for other subjects or languages.")

    def is_held_for_newcomers(self, seat: int, at: datetime) -> bool:
        """Whether only experts without a shift may take this seat at this time."""
        is_held = self.shift_rules.is_seat_for_newcomers(seat, self.confirmed_plan().seats)
        return is_held and at < self.newcomers_until()

    def newcomers_until(self) -> datetime:
        """Until when seats are held for newcomers, UTC."""
        assert self.funded_at is not None
        return self.funded_at + timedelta(hours=self.shift_rules.newcomer_hours)

    def move_end(self, until: date, at: datetime) -> None:
        """Apply another end, for the events that say so."""
        plan = self.confirmed_plan()
        self.plan = replace(plan, until=until)
        self.changes = self.changes.with_end_moved(plan.until, until, at)

    def settle_funding(self, funding: FundingRequest) -> None:
        """Apply that a payment is no longer awaited, for the events that say so."""
        del self.requested_funding[funding.funding_id]
        self.settled_funding.add(funding.funding_id)

    def _new_funding(
        self, funding_id: UUID, amount: Money, method: FundingMethod
    ) -> FundingRequest:
        if funding_id in self.requested_funding or funding_id in self.settled_funding:
            raise NotNow("This payment was already requested. Reload the page to request another.")
        return FundingRequest(funding_id, amount, method)

    def _requested(self, funding_id: UUID) -> FundingRequest:
        if funding_id in self.settled_funding:
            raise NotNow("This payment is settled already.")
        if funding_id not in self.requested_funding:
            raise NotFound("This payment was not requested.")
        return self.requested_funding[funding_id]

    def _check_end(self, until: date, at: datetime) -> None:
        plan = self.confirmed_plan()
        if until <= plan.first_day or until < self._today(at):
            raise Invalid("The end must be after the first day, and not in the past.")

    def _today(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.confirmed_plan().zone)).date()

    def _must_be(self, status: BookingStatus, refusal: NotNow) -> None:
        if self.status is not status:
            raise refusal

    def _is_in_force(self) -> bool:
        return self.status in (BookingStatus.RUNNING, BookingStatus.PAUSED)

    def _must_be_in_force(self) -> None:
        if not self._is_in_force():
            raise NotNow("This booking is not running.")


def _check_draft(
    plan: BookingPlan, currency: str, at: datetime, assumed_demand: AssumedDemand | None
) -> None:
    """Raises Invalid."""
    check_plan(plan, currency, at)
    if assumed_demand is not None:
        check_requests_per_week(assumed_demand.requests_per_week)
