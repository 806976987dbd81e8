"""
The chart of accounts; docs/ledger.md says in plain words what each of them holds.

An account exists once for each unit: an expert who works in two currencies has two accounts of one
name. Amounts are credits: positive is what the platform owes or has earned, negative what it owns
or is owed.
"""

from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from domain.money import CURRENCIES

POINTS = "PTS"
"""The unit of points: never money, but kept in the same books."""
UNITS = (*CURRENCIES, POINTS)
"""The units that can be posted."""


class AccountKind(StrEnum):
    """As in any chart of accounts."""

    ASSET = "asset"
    LIABILITY = "liability"
    INCOME = "income"
    EXPENSE = "expense"


class Account(NamedTuple):
    """An account by its name, and what holds for it in every unit."""

    name: str
    kind: AccountKind
    has_floor: bool = False
    """Nothing can be taken out of it that is not in it."""


BANK = Account("platform:bank", AccountKind.ASSET)
COMMISSION = Account("platform:commission", AccountKind.INCOME)


def prepaid(brand_id: UUID) -> Account:
    """What a brand has paid in for bookings, and no claim has reserved."""
    return Account(f"brand:{brand_id}:prepaid", AccountKind.LIABILITY, has_floor=True)


def reserved(brand_id: UUID) -> Account:
    """What bookings of a brand have set aside for open conversations."""
    return Account(f"brand:{brand_id}:reserved", AccountKind.LIABILITY, has_floor=True)


def receivable(brand_id: UUID) -> Account:
    """What a brand owes: conversations on account, and invoices that it has not paid."""
    return Account(f"brand:{brand_id}:receivable", AccountKind.ASSET)


def refunds_payable(brand_id: UUID) -> Account:
    """What is to be paid back to a brand."""
    return Account(f"brand:{brand_id}:refunds_payable", AccountKind.LIABILITY, has_floor=True)


def held(expert_id: UUID) -> Account:
    """What an expert has earned, and cannot be paid yet."""
    return Account(f"expert:{expert_id}:held", AccountKind.LIABILITY, has_floor=True)


def points(member_id: UUID, brand_id: UUID) -> Account:
    """The points that an ambassador can redeem with a brand."""
    name = f"ambassador:{member_id}:brand:{brand_id}:points"
    return Account(name, AccountKind.LIABILITY, has_floor=True)


def points_issued(brand_id: UUID) -> Account:
    """All points that ambassadors of a brand have ever earned."""
    return Account(f"brand:{brand_id}:points_issued", AccountKind.EXPENSE)


def points_redeemed(brand_id: UUID) -> Account:
    """The points exchanged for gifts of a brand, less those of cancelled requests."""
    return Account(f"brand:{brand_id}:points_redeemed", AccountKind.INCOME)


def points_expired(brand_id: UUID) -> Account:
    """The points of a brand that expired."""
    return Account(f"brand:{brand_id}:points_expired", AccountKind.INCOME)
