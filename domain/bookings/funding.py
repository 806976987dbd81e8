"""How a brand pays the budget of a booking in."""

from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from domain.money import Money


class FundingMethod(StrEnum):
    """How a brand pays a budget in."""

    CARD = "card"
    BANK_TRANSFER = "bank_transfer"
    INVOICE = "invoice"
    """Later, within the credit limit that the platform sets for the brand."""


class FundingRefusalReason(StrEnum):
    """Why a budget was not paid in."""

    DECLINED = "declined"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class FundingRequest(Struct, frozen=True):
    """An amount that a brand has asked to pay in, with an id that makes it happen once."""

    funding_id: UUID
    amount: Money
    method: FundingMethod
