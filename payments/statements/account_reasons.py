"""Why an expert's account is adjusted, and why a statement is not paid out."""

from enum import StrEnum


class AdjustmentReason(StrEnum):
    """Why an amount is added to or deducted from what an expert is owed."""

    BONUS = "bonus"
    CORRECTION = "correction"
    LATE_CONTEST = "late_contest"
    """A conversation that was paid should not have been."""


class WithheldReason(StrEnum):
    """Why a statement is not paid out now."""

    NOTHING_TO_PAY = "nothing_to_pay"
    NEGATIVE_BALANCE = "negative_balance"
    BELOW_THRESHOLD = "below_threshold"
    IDENTITY_MISSING = "identity_missing"
    BANK_ACCOUNT_MISSING = "bank_account_missing"
    TAX_DETAILS_MISSING = "tax_details_missing"
    MANDATE_MISSING = "mandate_missing"
