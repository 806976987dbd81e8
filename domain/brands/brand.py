"""A brand: when it is open, what its window says, whom it asks first, what its programme costs."""

import re
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from domain.aggregate import Aggregate, Event
from domain.brands.opening_hours import OpeningHours, must_be_known
from domain.brands.routing_policy import RoutingPolicy
from domain.brands.widget import WidgetSettings
from domain.errors import Invalid, NotFound, NotNow
from domain.log.entries import Decision, Reservation
from domain.log.event_log import EventLog
from domain.money import Money
from domain.reasons import parse_reason
from domain.terms import MODELS

SLUG = re.compile("[a-z0-9]+(-[a-z0-9]+)*")


class CostCategory(StrEnum):
    """What a brand spends on its volunteers' programme; every cost has a date and an amount."""

    GIFT = "gift"
    EVENT = "event"
    GOODIES = "goodies"
    MANAGER_HOURS = "manager_hours"
    LICENCE = "licence"


class CostReversalReason(StrEnum):
    """Why a recorded cost is withdrawn."""

    MISTAKE = "mistake"
    DUPLICATE = "duplicate"
    REFUNDED = "refunded"


class Criterion(msgspec.Struct, frozen=True):
    """What an ambassador must have done, for example `home_exchanges` at least 1."""

    metric: str
    at_least: int


class Brand(Aggregate):
    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.slug = ""
        self.currency = ""
        self.criteria: tuple[Criterion, ...] = ()
        self.costs: dict[UUID, Brand.ProgrammeCostRecorded] = {}
        self.withdrawn: set[UUID] = set()

    # What can happen, and what each event changes.

    class Registered(Event, frozen=True):
        """A brand came to the counter."""

        slug: str
        name: str
        zone: str
        currency: str
        by: UUID | None

        def apply(self, brand: "Brand") -> None:
            brand.slug = self.slug
            brand.currency = self.currency

    class OpeningHoursSet(Event, frozen=True):
        """The brand said when its chat is open."""

        hours: OpeningHours
        by: UUID

    class WidgetConfigured(Event, frozen=True):
        """The brand said what its chat window shows, and when."""

        widget: WidgetSettings
        by: UUID

    class RoutingPolicySet(Event, frozen=True):
        """The brand said whom a request is offered to first, and whom next."""

        routing_policy: RoutingPolicy
        by: UUID

    class AmbassadorCriteriaSet(Event, frozen=True):
        """The brand said who may become an ambassador."""

        criteria: tuple[Criterion, ...]
        by: UUID

        def apply(self, brand: "Brand") -> None:
            brand.criteria = self.criteria

    class ProgrammeCostRecorded(Event, frozen=True):
        """The programme cost something on a day."""

        cost_id: UUID
        category: CostCategory
        amount: Money
        incurred_on: date
        by: UUID

        def apply(self, brand: "Brand") -> None:
            brand.costs[self.cost_id] = self

    class ProgrammeCostReversed(Event, frozen=True):
        """A recorded cost turned out to be wrong; it no longer counts from when that is known."""

        cost_id: UUID
        reason: CostReversalReason
        by: UUID

        def apply(self, brand: "Brand") -> None:
            del brand.costs[self.cost_id]
            brand.withdrawn.add(self.cost_id)

    # What people ask of it: the rules, then the event.

    def register(
        self, slug: str, name: str, zone: str, currency: str, by: UUID | None, at: datetime
    ) -> None:
        if self.version:
            raise NotNow("This brand is already registered.")
        if not SLUG.fullmatch(slug):
            raise Invalid(
                "A brand's short name may contain only lowercase letters, digits and hyphens."
            )
        must_be_known(zone)
        if len(currency) != 3 or not currency.isalpha() or not currency.isupper():  # noqa: PLR2004 - ISO 4217
            raise Invalid(
                f"{currency} is not a currency code. Use three capital letters, such as EUR."
            )
        self.record(
            self.Registered(at=at, slug=slug, name=name, zone=zone, currency=currency, by=by)
        )

    def set_opening_hours(self, hours: OpeningHours, by: UUID, at: datetime) -> None:
        self.record(self.OpeningHoursSet(at=at, hours=hours, by=by))

    def configure_widget(self, widget: WidgetSettings, by: UUID, at: datetime) -> None:
        if widget.minimum_present < 1:
            raise Invalid("The widget must require at least one respondent to be present.")
        if not widget.texts:
            raise Invalid("The widget needs its text in at least one language.")
        self.record(self.WidgetConfigured(at=at, widget=widget, by=by))

    def set_routing_policy(self, routing_policy: RoutingPolicy, by: UUID, at: datetime) -> None:
        unknown = {step.model for step in routing_policy.steps} - set(MODELS)
        if unknown or not routing_policy.steps:
            raise Invalid(
                f"The steps of a routing policy must be {' or '.join(MODELS)}, in the order you"
                " choose."
            )
        if len({step.model for step in routing_policy.steps}) < len(routing_policy.steps):
            raise Invalid("A routing policy can use each model only once.")
        if any(step.after_s < 0 for step in routing_policy.steps):
            raise Invalid("A step of the routing policy cannot start before the request.")
        self.record(self.RoutingPolicySet(at=at, routing_policy=routing_policy, by=by))

    def set_ambassador_criteria(
        self, criteria: tuple[Criterion, ...], by: UUID, at: datetime
    ) -> None:
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
        if amount.currency != self.currency:
            raise Invalid(f"This brand uses {self.currency}, not {amount.currency}.")
        if amount.amount <= 0:
            raise Invalid("The amount must be greater than zero.")
        if cost_id in self.costs or cost_id in self.withdrawn:
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
        if cost_id not in self.costs:
            raise NotFound("This cost does not exist.")
        self.record(
            self.ProgrammeCostReversed(
                at=at, cost_id=cost_id, reason=parse_reason(CostReversalReason, reason), by=by
            )
        )


class BrandCommands:
    """What people do with brands; every command returns the log's position after it."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def register(
        self,
        brand_id: UUID,
        slug: str,
        name: str,
        zone: str,
        currency: str,
        by: UUID | None,
        at: datetime,
    ) -> int:
        def decide() -> Decision:
            if self._log.rows.holder_of("brand-slug", slug) is not None:
                raise NotNow(f"A brand called {slug} already exists.")
            brand = self._log.load_or_new(Brand, brand_id)
            brand.register(slug, name, zone, currency, by, at)
            return Decision([brand], reserve=[Reservation("brand-slug", slug, str(brand_id))])

        return self._log.execute(decide)

    def set_opening_hours(self, brand_id: UUID, hours: OpeningHours, by: UUID, at: datetime) -> int:
        return self._log.update(
            Brand, brand_id, lambda brand: brand.set_opening_hours(hours, by, at)
        )

    def configure_widget(
        self, brand_id: UUID, widget: WidgetSettings, by: UUID, at: datetime
    ) -> int:
        return self._log.update(
            Brand, brand_id, lambda brand: brand.configure_widget(widget, by, at)
        )

    def set_routing_policy(
        self, brand_id: UUID, routing_policy: RoutingPolicy, by: UUID, at: datetime
    ) -> int:
        return self._log.update(
            Brand, brand_id, lambda brand: brand.set_routing_policy(routing_policy, by, at)
        )

    def set_ambassador_criteria(
        self, brand_id: UUID, criteria: tuple[Criterion, ...], by: UUID, at: datetime
    ) -> int:
        return self._log.update(
            Brand, brand_id, lambda brand: brand.set_ambassador_criteria(criteria, by, at)
        )

    def record_programme_cost(
        self,
        brand_id: UUID,
        cost_id: UUID,
        category: CostCategory,
        amount: Money,
        incurred_on: date,
        by: UUID,
        at: datetime,
    ) -> int:
        return self._log.update(
            Brand,
            brand_id,
            lambda brand: brand.record_programme_cost(
                cost_id, category, amount, incurred_on, by, at
            ),
        )

    def reverse_programme_cost(
        self, brand_id: UUID, cost_id: UUID, reason: str, by: UUID, at: datetime
    ) -> int:
        return self._log.update(
            Brand, brand_id, lambda brand: brand.reverse_programme_cost(cost_id, reason, by, at)
        )
