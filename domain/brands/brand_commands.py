"""Commands on brands; every command returns the log's position after it."""

from datetime import date, datetime
from uuid import UUID

from domain.brands.brand import Brand, CostCategory, Criterion
from domain.brands.opening_hours import OpeningHours
from domain.brands.routing_policy import RoutingPolicy
from domain.brands.widget import WidgetSettings
from domain.errors import NotNow
from domain.log.entries import Decision, Reservation
from domain.log.event_log import EventLog
from domain.money import Money


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
                raise NotNow(f"There is already a brand called {slug}.")
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
