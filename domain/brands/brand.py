"""A brand: opening hours, widget, routing policy, ambassador criteria and programme costs."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

import msgspec

from domain.aggregate import Aggregate, Event, Upcast
from domain.brands import older_versions
from domain.brands.opening_hours import OpeningHours, check_zone
from domain.brands.programme_cost import CostCategory, CostReversalReason, span_errors
from domain.brands.routing_policy import RoutingPolicy, routing_policy_errors
from domain.brands.widget import WidgetSettings, promise_errors, widget_errors
from domain.errors import Invalid, NotFound, NotNow, translatable
from domain.money import CURRENCIES, Money
from domain.reasons import parse_reason
from domain.text import check_line

SLUG = re.compile("[a-z0-9]+(-[a-z0-9]+)*")


class Criterion(msgspec.Struct, frozen=True):
    """A count that an applicant must declare, for example `home_exchanges` of at least 1."""

    metric: str
    at_least: int


class Brand(Aggregate):
    """A shop or service whose visitors ask questions."""

    ABSENT = translatable("This brand does not exist.")

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.slug = ""
        self.currency = ""
        self.criteria: tuple[Criterion, ...] = ()
        self.costs: dict[UUID, Brand.ProgrammeCostRecorded] = {}
        self.reversed_costs: set[UUID] = set()
        self.credit_limit = 0
        """In minor units."""

    # Events, and what each changes.

    class Registered(Event, frozen=True):
        """A brand was registered."""

        slug: str
        name: str
        zone: str
        currency: str
        by: UUID | None

        def apply(self, brand: "Brand") -> None:
            brand.slug = self.slug
            brand.currency = self.currency

    class OpeningHoursSet(Event, frozen=True):
        """The brand set when its chat is open."""

        VERSION: ClassVar[int] = 2
        UPCASTS: ClassVar[Mapping[int, Upcast]] = {1: older_versions.hours_with_named_holidays}

        hours: OpeningHours
        by: UUID

    class WidgetConfigured(Event, frozen=True):
        """The brand set what its chat widget shows, and when."""

        VERSION: ClassVar[int] = 2
        UPCASTS: ClassVar[Mapping[int, Upcast]] = {1: older_versions.widget_with_targeting}

        widget: WidgetSettings
        by: UUID

    class RoutingPolicySet(Event, frozen=True):
        """The brand set to which engagement model requests are offered first, and to which next."""

        VERSION: ClassVar[int] = 2
        UPCASTS: ClassVar[Mapping[int, Upcast]] = {1: older_versions.policy_with_holdout}

        routing_policy: RoutingPolicy
        by: UUID

    class PromiseSet(Event, frozen=True):
        """The brand set within how many seconds it promises visitors an answer."""

        promised_wait_s: int
        by: UUID

    class AmbassadorCriteriaSet(Event, frozen=True):
        """The brand set what an ambassador must have done."""

        criteria: tuple[Criterion, ...]
        by: UUID

        def apply(self, brand: "Brand") -> None:
            brand.criteria = self.criteria

    class ProgrammeCostRecorded(Event, frozen=True):
        """The brand recorded a cost beside conversations, and the days that it serves."""

        VERSION: ClassVar[int] = 2
        UPCASTS: ClassVar[Mapping[int, Upcast]] = {1: older_versions.cost_with_days_served}

        cost_id: UUID
        category: CostCategory
        amount: Money
        served_from: date
        served_to: date
        """The last day, included."""
        model: str
        """The engagement model that it belongs to."""
        by: UUID

        def apply(self, brand: "Brand") -> None:
            brand.costs[self.cost_id] = self

    class ProgrammeCostReversed(Event, frozen=True):
        """A recorded cost was wrong; from the time of the reversal it no longer counts."""

        cost_id: UUID
        reason: CostReversalReason
        by: UUID

        def apply(self, brand: "Brand") -> None:
            del brand.costs[self.cost_id]
            brand.reversed_costs.add(self.cost_id)

    class CreditLimitSet(Event, frozen=True):
        """The platform set for how much the brand may book by invoice."""

        limit: Money
        by: UUID

        def apply(self, brand: "Brand") -> None:
            brand.credit_limit = self.limit.amount

    # Decisions: the rules, then the event.

    def register(
        self, slug: str, name: str, zone: str, currency: str, by: UUID | None, at: datetime
    ) -> None:
        """Raises NotNow when it is registered already; Invalid for a bad slug, zone or currency."""
        if self.version:
            raise NotNow("This brand is already registered.")
        if not SLUG.fullmatch(slug):
            raise Invalid(
                "A brand's short name may contain only lowercase letters, digits and hyphens."
            )
        check_line(name)
        check_zone(zone)
        if currency not in CURRENCIES:
            raise Invalid(
                "%(currency)s cannot be used. Choose one of these currencies: %(currencies)s.",
                currency=currency,
                currencies=", ".join(CURRENCIES),
            )
        self.record(
            self.Registered(at=at, slug=slug, name=name, zone=zone, currency=currency, by=by)
        )

    def set_opening_hours(self, hours: OpeningHours, by: UUID, at: datetime) -> None:
        """Replace the opening hours, which `OpeningHours` has checked."""
        self.record(self.OpeningHoursSet(at=at, hours=hours, by=by))

    def configure_widget(self, widget: WidgetSettings, by: UUID, at: datetime) -> None:
        """
        Replace the widget's settings.

        Raises Invalid for the first rule of `widget_errors` that they break.
        """
        refuse_any(widget_errors(widget, self.currency))
        self.record(self.WidgetConfigured(at=at, widget=widget, by=by))

    def set_routing_policy(self, routing_policy: RoutingPolicy, by: UUID, at: datetime) -> None:
        """
        Replace the routing policy.

        Raises Invalid for the first rule of `routing_policy_errors` that it breaks.
        """
        refuse_any(routing_policy_errors(routing_policy))
        self.record(self.RoutingPolicySet(at=at, routing_policy=routing_policy, by=by))

    def set_promise(self, promised_wait_s: int, by: UUID, at: datetime) -> None:
        """Replace the promise. Raises Invalid unless it is between a second and a day."""
        refuse_any(promise_errors(promised_wait_s))
        self.record(self.PromiseSet(at=at, promised_wait_s=promised_wait_s, by=by))

    def set_ambassador_criteria(
        self, criteria: tuple[Criterion, ...], by: UUID, at: datetime
    ) -> None:
        """Replace the ambassador criteria; none: everyone may apply."""
        self.record(self.AmbassadorCriteriaSet(at=at, criteria=criteria, by=by))

    def record_programme_cost(
        self,
        cost_id: UUID,
        category: CostCategory,
        amount: Money,
        served_from: date,
        served_to: date,
        model: str,
        by: UUID,
        at: datetime,
    ) -> None:
        """
        Record a cost beside conversations.

        served_from, served_to: the first and the last day it counts on, in the brand's zone.
        model: the engagement model that it belongs to.
        Raises Invalid unless the amount is above 0 and in the brand's currency, and for the first
        rule of `span_errors` that it breaks; NotNow when this cost was recorded before.
        """
        self.check_currency(amount)
        refuse_any(span_errors(served_from, served_to, model))
        if amount.amount <= 0:
            raise Invalid("The amount must be greater than zero.")
        if cost_id in self.costs or cost_id in self.reversed_costs:
            raise NotNow("This cost has already been recorded.")
        self.record(
            self.ProgrammeCostRecorded(
                at=at,
                cost_id=cost_id,
                category=category,
                amount=amount,
                served_from=served_from,
                served_to=served_to,
                model=model,
                by=by,
            )
        )

    def reverse_programme_cost(self, cost_id: UUID, reason: str, by: UUID, at: datetime) -> None:
        """
        Cancel a recorded cost, which counts no longer.

        reason: a value of CostReversalReason.
        Raises NotFound when no such cost counts; Invalid for another reason.
        """
        if cost_id not in self.costs:
            raise NotFound("This cost does not exist.")
        self.record(
            self.ProgrammeCostReversed(
                at=at, cost_id=cost_id, reason=parse_reason(CostReversalReason, reason), by=by
            )
        )

    def set_credit_limit(self, limit: Money, by: UUID, at: datetime) -> int:
        """
        Set for how much the brand may book by invoice.

        Returns by how much the limit grew, in minor units; negative when it became smaller. The
        same limit again records nothing.
        Raises Invalid for a negative amount, or another currency than the brand's.
        """
        self.check_currency(limit)
        if limit.amount < 0:
            raise Invalid("The credit limit cannot be negative.")
        growth = limit.amount - self.credit_limit
        if growth:
            self.record(self.CreditLimitSet(at=at, limit=limit, by=by))
        return growth

    def check_currency(self, money: Money) -> None:
        """Raises Invalid for an amount in another currency than the brand's."""
        if money.currency != self.currency:
            raise Invalid(
                "This brand uses %(own)s, not %(other)s.", own=self.currency, other=money.currency
            )


def refuse_any(errors: Iterable[Invalid]) -> None:
    """Raises the first of the errors, if there are any."""
    for error in errors:
        raise error
