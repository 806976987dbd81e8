"""
The ledger's accounts in the French general chart of accounts (plan comptable général).

An accountant must confirm these numbers: docs/accounting.md. The platform acts for experts and not
in its own name, so what they are owed is on 467, and only the commission is its turnover.
"""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from payments import accounts


class FrenchAccount(NamedTuple):
    """A number and its name, in French as the law wants it."""

    number: str
    label: str

    @property
    def is_income_or_expense(self) -> bool:
        """Classes 6 and 7: they begin each financial year with nothing."""
        return self.number[0] in "67"


class AccountName(NamedTuple):
    """What an account of the ledger is called, in its parts."""

    group: str
    """What kind of account of whom: `expert:held`."""
    owner_id: UUID | None
    """The brand or the expert; None: the platform."""


FRENCH_ACCOUNTS: Mapping[str, FrenchAccount] = {
    accounts.BANK.name: FrenchAccount("512000", "Banque"),
    accounts.STRIPE.name: FrenchAccount("517000", "Autres organismes financiers : Stripe"),
    accounts.PRACTICE.name: FrenchAccount("471000", "Compte d'attente : exercice"),
    accounts.OWN_TRANSFERS.name: FrenchAccount("580000", "Virements internes"),
    accounts.COMMISSION.name: FrenchAccount("706000", "Commissions"),
    accounts.RAIL_FEES.name: FrenchAccount("627000", "Services bancaires et assimilés"),
    accounts.RAIL_FEES_ACCRUED.name: FrenchAccount(
        "408100", "Fournisseurs : factures non parvenues"
    ),
    accounts.ADJUSTMENTS.name: FrenchAccount("622800", "Primes et retenues des experts"),
    "brand:receivable": FrenchAccount("411000", "Clients"),
    "brand:prepaid": FrenchAccount("419100", "Clients : avances et acomptes reçus"),
    "brand:reserved": FrenchAccount("419110", "Clients : avances réservées"),
    "brand:refunds_payable": FrenchAccount("419700", "Clients : autres avoirs"),
    "expert:held": FrenchAccount("467100", "Experts : gains en attente"),
    "expert:payable": FrenchAccount("467200", "Experts : gains à payer"),
    "expert:in_transit": FrenchAccount("467300", "Experts : paiements en cours"),
    "expert:advance": FrenchAccount("467400", "Experts : avances à récupérer"),
}
"""By group; points have none, as they are never money."""
PROFIT = FrenchAccount("120000", "Résultat (bénéfice)")
LOSS = FrenchAccount("129000", "Résultat (perte)")


def account_name(name: str) -> AccountName:
    """The parts of the name of a ledger account that holds money."""
    owner, *id_, what = name.split(":")
    return AccountName(f"{owner}:{what}", UUID(id_[0]) if id_ else None)
