"""The platform's own account, from which the bank pays experts by the file of a pay run."""

from typing import NamedTuple

CURRENCY = "EUR"
"""SEPA pays nothing else."""


class Debtor(NamedTuple):
    """The platform's account, from which the bank pays."""

    name: str
    iban: str
    bic: str = ""
    """'' when the bank needs none."""
