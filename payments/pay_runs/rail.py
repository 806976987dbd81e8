"""Rails: what carries the payouts of a run, and who says what became of them."""

from enum import StrEnum


class Rail(StrEnum):
    """What carries the payouts of a run."""

    MANUAL = "manual"
    """People pay, and record it: nothing is seen by us."""
    SEPA = "sepa"
    """A file for the bank; people record what the bank did."""
    STRIPE = "stripe"
    PRACTICE = "practice"
    """Only in a demonstration: it keeps a list of what it was asked to pay, and no money moves."""

    @property
    def is_by_people(self) -> bool:
        """Whether people pay and record it; otherwise the rail is asked, and says what it did."""
        return self in (Rail.MANUAL, Rail.SEPA)


class BankRefusal(StrEnum):
    """Why people could not pay a payout, or why it came back."""

    ACCOUNT_CLOSED = "account_closed"
    ACCOUNT_UNKNOWN = "account_unknown"
    REFUSED_BY_BANK = "refused_by_bank"
    NOT_SENT = "not_sent"
