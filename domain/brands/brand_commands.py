"""Commands on brands; every command returns the log's position after it."""

from datetime import date, datetime
from uuid import UUID

from domain.brands.brand import Brand, CostCategory, Criterion, RoutingPolicy, WidgetSettings
from domain.brands.opening_hours import OpeningHours
from domain.errors import NotNow
from domain.log.entries import Decision, Reservation
from domain.log.event_log import EventLog
from domain.money import Money


class BrandCommands:
    """Each command returns the log position after it; `at` is when it happened, UTC."""

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
        """
        Register a brand.

        slug: its short name in addresses, unique. zone: an IANA name. currency: ISO 4217.
        by: the account that registers it; None on the command line.
        Raises NotNow when the slug is in use or the brand exists; Invalid for a bad slug, zone or
        currency.
        """

        def decide() -> Decision:
            if self._log.rows.holder_of("brand-slug", slug) is not None:
                raise NotNow("A brand called %(slug)s already exists.", slug=slug)
            brand = self._log.load_or_new(Brand, brand_id)
            brand.register(slug, name, zone, currency, by, at)
            return Decision([brand], reserve=[Reservation("brand-slug", slug, str(brand_id))])

        return self._log.execute(decide)

    def set_opening_hours(self, brand_id: UUID, hours: OpeningHours, by: UUID, at: datetime) -> int:
        """Replace the opening hours. Raises NotFound without such a brand."""
        return self._log.update(
            Brand, brand_id, lambda brand: brand.set_opening_hours(hours, by, at)
        )

    def configure_widget(
        self, brand_id: UUID, widget: WidgetSettings, by: UUID, at: datetime
    ) -> int:
        """
        Replace the widget's settings.

        Raises NotFound without such a brand; Invalid when the minimum present is under 1, or no
        language has a text.
        """
        return self._log.update(
            Brand, brand_id, lambda brand: brand.configure_widget(widget, by, at)
        )

    def set_routing_policy(
        self, brand_id: UUID, routing_policy: RoutingPolicy, by: UUID, at: datetime
    ) -> int:
        """
        Replace the routing policy.

        Raises NotFound without such a brand; Invalid without steps, for an unknown or repeated
        model, or for negative seconds.
        """
        return self._log.update(
            Brand, brand_id, lambda brand: brand.set_routing_policy(routing_policy, by, at)
        )

    def set_ambassador_criteria(
        self, brand_id: UUID, criteria: tuple[Criterion, ...], by: UUID, at: datetime
    ) -> int:
        """Replace the ambassador criteria; none: everyone may apply. Raises NotFound."""
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
        """
        Record a cost of the volunteer programme.

        incurred_on: the day it counts on, in the brand's zone.
        Raises NotFound without such a brand; Invalid unless the amount is above 0 and in the
        brand's currency; NotNow when this cost was recorded before.
        """
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
        """
        Cancel a recorded cost, which counts no longer.

        reason: a value of CostReversalReason.
        Raises NotFound without such a brand or cost; Invalid for another reason.
        """
        return self._log.update(
            Brand, brand_id, lambda brand: brand.reverse_programme_cost(cost_id, reason, by, at)
        )
