"""Commands on brands; every command returns the log's position after it."""

from datetime import datetime
from uuid import UUID

from domain.brands.brand import Brand
from domain.brands.credit_limit import credit_limit_change, left_of_credit_limit
from domain.errors import NotNow
from domain.log.commands import Commands, updates
from domain.log.entries import Decision, Reservation
from domain.money import Money


class BrandCommands(Commands):
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
        Raises what Brand.register raises; NotNow when the slug is in use.
        """

        def decide() -> Decision:
            if self._log.rows.holder_of("brand-slug", slug) is not None:
                raise NotNow("A brand called %(slug)s already exists.", slug=slug)
            brand = self._log.load_or_new(Brand, brand_id)
            brand.register(slug, name, zone, currency, by, at)
            return Decision([brand], reserve=[Reservation("brand-slug", slug, str(brand_id))])

        return self._log.execute(decide)

    def set_credit_limit(self, brand_id: UUID, limit: Money, by: UUID, at: datetime) -> int:
        """
        Set for how much the brand may book by invoice.

        by: an account of the platform.
        Raises what Brand.set_credit_limit raises; NotFound without the brand; NotNow when more
        than the new limit is in use.
        """

        def decide() -> Decision:
            brand = self._log.load(Brand, brand_id)
            growth = brand.set_credit_limit(limit, by, at)
            if growth + left_of_credit_limit(self._log, brand_id) < 0:
                raise NotNow("More than this limit is in use. Choose a higher one.")
            change = credit_limit_change(brand_id, max(growth, 0), max(-growth, 0))
            return Decision([brand], balance_changes=[change])

        return self._log.execute(decide)

    set_opening_hours = updates(Brand, Brand.set_opening_hours)
    configure_widget = updates(Brand, Brand.configure_widget)
    set_promise = updates(Brand, Brand.set_promise)
    set_routing_policy = updates(Brand, Brand.set_routing_policy)
    set_ambassador_criteria = updates(Brand, Brand.set_ambassador_criteria)
    record_programme_cost = updates(Brand, Brand.record_programme_cost)
    reverse_programme_cost = updates(Brand, Brand.reverse_programme_cost)
