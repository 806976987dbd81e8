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


class LedgerAccount(NamedTuple):
    """An account by its name, and what holds for it in every unit."""

    name: str
    kind: AccountKind
    has_floor: bool = False
    """Nothing can be taken out of it that is not in it."""


BANK = LedgerAccount("platform:bank", AccountKind.ASSET)
STRIPE = LedgerAccount("platform:stripe", AccountKind.ASSET)
PRACTICE = LedgerAccount("platform:practice", AccountKind.ASSET)
"""What the practice rail of a demonstration was asked to pay: no money moved."""
PAYOUT_SOURCES = (BANK, STRIPE, PRACTICE)
"""What experts are paid from."""
OWN_TRANSFERS = LedgerAccount("platform:own_transfers", AccountKind.ASSET)
"""On its way between the platform's own accounts: gone from one, not closed on the other."""
COMMISSION = LedgerAccount("platform:commission", AccountKind.INCOME)
RAIL_FEES = LedgerAccount("platform:rail_fees", AccountKind.EXPENSE)
"""What banks and payment services charge."""
RAIL_FEES_ACCRUED = LedgerAccount("platform:rail_fees_accrued", AccountKind.LIABILITY)
"""What they will charge for payouts that were made."""
ADJUSTMENTS = LedgerAccount("platform:adjustments", AccountKind.EXPENSE)
"""Bonuses and deductions of experts that the platform bears."""


def prepaid(brand_id: UUID) -> LedgerAccount:
    """What a brand has paid in for bookings, and no claim has reserved."""
    return LedgerAccount(f"brand:{brand_id}:prepaid", AccountKind.LIABILITY, has_floor=True)


def reserved(brand_id: UUID) -> LedgerAccount:
    """What bookings of a brand have set aside for open conversations."""
    return LedgerAccount(f"brand:{brand_id}:reserved", AccountKind.LIABILITY, has_floor=True)


def receivable(brand_id: UUID) -> LedgerAccount:
    """What a brand owes: conversations on account, and invoices that it has not paid."""
    return LedgerAccount(f"brand:{brand_id}:receivable", AccountKind.ASSET)


def refunds_payable(brand_id: UUID) -> LedgerAccount:
    """What is to be paid back to a brand."""
    return LedgerAccount(f"brand:{brand_id}:refunds_payable", AccountKind.LIABILITY, has_floor=True)


def held(expert_id: UUID) -> LedgerAccount:
    """What an expert has earned, and cannot be paid yet."""
    return LedgerAccount(f"expert:{expert_id}:held", AccountKind.LIABILITY, has_floor=True)


def payable(expert_id: UUID) -> LedgerAccount:
    """What an expert has earned and can be paid."""
    return LedgerAccount(f"expert:{expert_id}:payable", AccountKind.LIABILITY, has_floor=True)


def in_transit(expert_id: UUID) -> LedgerAccount:
    """What is being paid to an expert: initiated, and its outcome not known yet."""
    return LedgerAccount(f"expert:{expert_id}:in_transit", AccountKind.LIABILITY, has_floor=True)


def advance(expert_id: UUID) -> LedgerAccount:
    """What an expert owes: deducted after it was paid, and recovered by the next statements."""
    return LedgerAccount(f"expert:{expert_id}:advance", AccountKind.ASSET)


def points(member_id: UUID, brand_id: UUID) -> LedgerAccount:
    """The points that an ambassador can redeem with a brand."""
    name = f"ambassador:{member_id}:brand:{brand_id}:points"
    return LedgerAccount(name, AccountKind.LIABILITY, has_floor=True)


def points_issued(brand_id: UUID) -> LedgerAccount:
    """All points that ambassadors of a brand have ever earned."""
    return LedgerAccount(f"brand:{brand_id}:points_issued", AccountKind.EXPENSE)


def points_redeemed(brand_id: UUID) -> LedgerAccount:
    """The points exchanged for gifts of a brand, less those of cancelled requests."""
    return LedgerAccount(f"brand:{brand_id}:points_redeemed", AccountKind.INCOME)


def points_expired(brand_id: UUID) -> LedgerAccount:
    """The points of a brand that expired."""
    return LedgerAccount(f"brand:{brand_id}:points_expired", AccountKind.INCOME)
