"""The statuses of a payout, and which of them mean what for its amount."""

from enum import StrEnum


class PayoutStatus(StrEnum):
    """From its initiation until the money is there for good."""

    INITIATED = "initiated"
    ATTEMPTED = "attempted"
    """The rail was asked, and its answer is not recorded yet."""
    UNKNOWN = "unknown"
    """The rail did not say whether it was paid."""
    STOPPED = "stopped"
    """The rail holds something else than we meant: a person must look."""
    REFUSED = "refused"
    """It was not paid; the amount is payable again."""
    PAID = "paid"
    RETURNED = "returned"
    """It came back after it was paid; the amount is payable again."""
    FINAL = "final"


OPEN = frozenset(
    {
        PayoutStatus.INITIATED,
        PayoutStatus.ATTEMPTED,
        PayoutStatus.UNKNOWN,
        PayoutStatus.STOPPED,
    }
)
"""Without an outcome: the amount is in transit."""
SENT = frozenset({PayoutStatus.PAID, PayoutStatus.FINAL})
"""The amount is with the expert."""
NOT_SENT = frozenset({PayoutStatus.REFUSED, PayoutStatus.RETURNED})
"""The amount is payable again."""
