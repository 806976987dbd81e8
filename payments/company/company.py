"""The company that runs the platform, as its invoices, its declarations and its bank name it."""

from typing import NamedTuple


class Company(NamedTuple):
    """A French company; numbers without spaces."""

    name: str
    address_line: str
    postal_code: str
    city: str
    siren: str
    vat_number: str
    """With FR before it."""
    iban: str
    """Of the account on its invoices, from which experts are paid unless another one is set."""
    bic: str = ""
    """Of the bank of this account; '' when no bank needs it."""
