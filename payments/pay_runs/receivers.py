"""Who can be paid by a rail: what pay runs need to know of experts."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol
from uuid import UUID

from payments.earnings.unstated_items import AccountHolder
from payments.pay_runs.payout import Rail
from payments.payees.payee_details import MissingDetail


class Receiver(NamedTuple):
    """An expert on a rail."""

    stripe_account_id: str
    """'' on other rails."""
    missing: Sequence[MissingDetail]
    """What is missing before the expert can be paid by this rail."""


ReceiverOf = Callable[[AccountHolder, Rail], Receiver]
"""An expert on a rail. Raises NotNow when another rail pays the expert."""


class BankAccount(Protocol):
    """The holder of an account and its number, as the private store has them."""

    @property
    def name(self) -> str: ...

    @property
    def iban(self) -> str: ...


BankAccountOf = Callable[[UUID], BankAccount | None]
"""An expert's account; None when it is not known any more."""
