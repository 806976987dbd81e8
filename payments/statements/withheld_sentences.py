"""Why a statement is not paid out, in sentences for people: a refusal names each."""

from collections.abc import Iterable

from domain.errors import NotNow

SENTENCES = {
    "nothing_to_pay": NotNow("Nothing is to be paid."),
    "negative_balance": NotNow("The balance is negative and carried to the next week."),
    "below_threshold": NotNow("The amount is below the payout threshold."),
    "identity_missing": NotNow("The name, date of birth or address is missing."),
    "bank_account_missing": NotNow("The bank account is missing."),
    "tax_details_missing": NotNow("The tax details are missing."),
    "mandate_missing": NotNow("The self-billing mandate is missing."),
}
"""By the value of a WithheldReason."""


def withheld_sentences(reasons: Iterable[str]) -> tuple[NotNow, ...]:
    """A refusal for each reason, as a value of one that is about all of them."""
    return tuple(SENTENCES[str(reason)] for reason in reasons)
