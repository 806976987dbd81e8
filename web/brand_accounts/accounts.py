"""What brands owe and are owed, by the ledger, and the refunds that are still to be paid."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, func, select

from domain.money import Money
from payments import accounts
from payments.ledger.account_lines import balances_of
from payments.ledger.tables import account, entry, line
from projections.brands.brands import BrandSummary


class BrandBalance(NamedTuple):
    """A brand's account in its currency."""

    brand: BrandSummary
    owed: Money
    """By the brand; below zero, it has paid more."""
    to_refund: Money


class DueRefund(NamedTuple):
    """What is to be paid back of a booking."""

    booking_id: UUID
    amount: Money


def brand_balances(brands: Sequence[BrandSummary], db: Connection) -> list[BrandBalance]:
    """Of these brands, in their order; two queries in all."""
    receivables = {brand.brand_id: accounts.receivable(brand.brand_id) for brand in brands}
    refunds = {brand.brand_id: accounts.refunds_payable(brand.brand_id) for brand in brands}
    balances = balances_of([*receivables.values(), *refunds.values()], db)

    def in_currency(name: str, brand: BrandSummary) -> int:
        return sum(money.amount for money in balances[name] if money.currency == brand.currency)

    return [
        BrandBalance(
            brand,
            Money(-in_currency(receivables[brand.brand_id].name, brand), brand.currency),
            Money(in_currency(refunds[brand.brand_id].name, brand), brand.currency),
        )
        for brand in brands
    ]


def due_refunds(brand_id: UUID, db: Connection) -> list[DueRefund]:
    """The bookings of a brand of which something is still to be paid back."""
    left = func.sum(line.c.amount_minor)
    query = (
        select(entry.c.booking_id, line.c.unit, left.label("left"))
        .join(line, line.c.entry_id == entry.c.id)
        .join(account, account.c.id == line.c.account_id)
        .where(account.c.name == accounts.refunds_payable(brand_id).name)
        .group_by(entry.c.booking_id, line.c.unit)
        .having(left > 0)
        .order_by(func.min(entry.c.id))
    )
    return [
        DueRefund(UUID(bytes=row.booking_id), Money(int(row.left), row.unit))
        for row in db.execute(query)
    ]
