"""A proposed rate card: what conversations of experts would cost, and what the platform keeps."""

from typing import NamedTuple
from uuid import UUID

from domain.bookings.booking_plan import MAX_PRICE
from domain.errors import Invalid
from domain.money import CURRENCIES, Money
from domain.terms import WHOLE


class RateCard(NamedTuple):
    """Rates for the conversations in one currency."""

    currency: str
    commission_percent: int
    price: Money | None = None
    """For each conversation; None: the price that it had."""
    brand_id: UUID | None = None
    """The only brand whose rates would change; None: those of all."""

    def applies_to(self, brand_id: UUID) -> bool:
        return self.brand_id in (None, brand_id)


def check_card(card: RateCard) -> None:
    """Raises Invalid for an unknown currency, and for a commission or price out of range."""
    if card.currency not in CURRENCIES:
        raise Invalid("Choose a currency of the list.")
    if not 0 <= card.commission_percent <= WHOLE:
        raise Invalid("The commission must be between 0 and 100 percent.")
    if card.price is not None and not 0 < card.price.amount <= MAX_PRICE:
        raise Invalid("Enter a price of up to %(most)s.", most=Money(MAX_PRICE, card.currency))
    if card.price is not None and card.price.currency != card.currency:
        raise Invalid("The price must be in the currency of the rate card.")
