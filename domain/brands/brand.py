"""A brand: opening hours, widget, routing policy, ambassador criteria and programme costs."""

import re
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from domain.aggregate import Aggregate, Event
from domain.brands.opening_hours import OpeningHours, check_zone
from domain.errors import Invalid, NotFound, NotNow, translatable
from domain.money import Money
from domain.reasons import parse_reason
from domain.terms import MODELS
from domain.text import check_line


class RoutingStep(msgspec.Struct, frozen=True):
    """From how many seconds after the request respondents of a model are offered it."""

    model: str
    after_s: int


class RoutingPolicy(msgspec.Struct, frozen=True):
    """The steps in order, and after how many seconds a visitor gets a message form instead."""

    steps: tuple[RoutingStep, ...]
    message_form_after_s: int


class WidgetText(msgspec.Struct, frozen=True):
    """The widget's texts in one language."""

    title: str
    greeting: str


class WidgetSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The widget as the brand configured it."""

    texts: dict[str, WidgetText]
    """By language, `fr` and `en`."""
    minimum_present: int = 1
    """How many respondents must be present and not full before the widget shows."""
    promised_wait_s: int = 120
    portraits: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    """The sites that may show the widget: scheme, host and port."""


SLUG = re.compile("[a-z0-9]+(-[a-z0-9]+)*")


class CostCategory(StrEnum):
    """What a brand spends on its volunteer programme."""

    GIFT = "gift"
    EVENT = "event"
    GOODIES = "goodies"
    MANAGER_HOURS = "manager_hours"
    LICENCE = "licence"


class CostReversalReason(StrEnum):
    """Why a recorded cost is reversed."""

    MISTAKE = "mistake"
    DUPLICATE = "duplicate"
    REFUNDED = "refunded"


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

        hours: OpeningHours
        by: UUID

    class WidgetConfigured(Event, frozen=True):
        """The brand set what its chat widget shows, and when."""

        widget: WidgetSettings
        by: UUID

    class RoutingPolicySet(Event, frozen=True):
        """The brand set to which engagement model requests are offered first, and to which next."""

        routing_policy: RoutingPolicy
        by: UUID

    class AmbassadorCriteriaSet(Event, frozen=True):
        """The brand set what an ambassador must have done."""

        criteria: tuple[Criterion, ...]
        by: UUID

        def apply(self, brand: "Brand") -> None:
            brand.criteria = self.criteria

    class ProgrammeCostRecorded(Event, frozen=True):
        """The brand recorded what its volunteer programme cost on a day."""

        cost_id: UUID
        category: CostCategory
        amount: Money
        incurred_on: date
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
        if len(currency) != 3 or not currency.isalpha() or not currency.isupper():  # noqa: PLR2004 - ISO 4217
            raise Invalid(
                "%(currency)s is not a currency code. Use three capital letters, such as EUR.",
                currency=currency,
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

        Raises Invalid when the minimum present is under 1, or no language has a text.
        """
        if widget.minimum_present < 1:
            raise Invalid("The widget must require at least one respondent to be present.")
        if not widget.texts:
            raise Invalid("The widget needs its text in at least one language.")
        self.record(self.WidgetConfigured(at=at, widget=widget, by=by))

    def set_routing_policy(self, routing_policy: RoutingPolicy, by: UUID, at: datetime) -> None:
        """
        Replace the routing policy.

        Raises Invalid without steps, for an unknown or repeated model, or negative seconds.
        """
        unknown = {step.model for step in routing_policy.steps} - set(MODELS)
        if unknown or not routing_policy.steps:
            raise Invalid(
                "The steps of a routing policy must be among these, in the order you choose:"
                " %(models)s.",
                models=", ".join(MODELS),
            )
        if len({step.model for step in routing_policy.steps}) < len(routing_policy.steps):
            raise Invalid("A routing policy can use each model only once.")
        if any(step.after_s < 0 for step in routing_policy.steps):
            raise Invalid("A step of the routing policy cannot start before the request.")
        self.record(self.RoutingPolicySet(at=at, routing_policy=routing_policy, by=by))

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
        incurred_on: date,
        by: UUID,
        at: datetime,
    ) -> None:
        """
        Record a cost of the volunteer programme.

        incurred_on: the day it counts on, in the brand's zone.
        Raises Invalid unless the amount is above 0 and in the brand's currency; NotNow when this
        cost was recorded before.
        """
        self.check_currency(amount)
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
                incurred_on=incurred_on,
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

        Returns by how much the limit grew, in minor units; negative when it became smaller.
        Raises Invalid for a negative amount, or another currency than the brand's.
        """
        self.check_currency(limit)
        if limit.amount < 0:
            raise Invalid("The credit limit cannot be negative.")
        growth = limit.amount - self.credit_limit
        self.record(self.CreditLimitSet(at=at, limit=limit, by=by))
        return growth

    def check_currency(self, money: Money) -> None:
        """Raises Invalid for an amount in another currency than the brand's."""
        if money.currency != self.currency:
            raise Invalid(
                "This brand uses %(own)s, not %(other)s.", own=self.currency, other=money.currency
            )
