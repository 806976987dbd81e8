"""The payments that rails and people made for one payout: one, or more when it was paid again."""

from typing import NamedTuple

from domain.money import Money


class PayoutPayment(NamedTuple):
    """Money that went to the expert."""

    attempt: int
    amount: Money
    left: Money
    """What the rail did not take back."""


class PayoutPayments:
    """Knows what is with the expert, and every payment that ever was."""

    def __init__(self) -> None:
        self.with_expert: dict[str, PayoutPayment] = {}
        """By reference: those that did not come back as a whole."""
        self.references: set[str] = set()
        """Of all, also of those that came back."""

    def add(self, reference: str, attempt: int, amount: Money) -> None:
        self.with_expert[reference] = PayoutPayment(attempt, amount, amount)
        self.references.add(reference)

    def remove(self, reference: str) -> None:
        del self.with_expert[reference]

    def leave(self, reference: str, left: Money) -> None:
        """A part of it was taken back."""
        self.with_expert[reference] = self.with_expert[reference]._replace(left=left)
