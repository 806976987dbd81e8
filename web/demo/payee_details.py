"""The payment details of the invented experts: their numbers pass every check, and are of none."""

from datetime import date
from uuid import UUID

from stdnum import iban, luhn
from stdnum.fr import nif

from domain.simulation import rng_for
from payments.payees.payee_details import FRANCE, PayeeDetails, VatStatus
from web.demo.people import Person

STREETS = ("rue de la Gare", "avenue des Tilleuls", "rue du Moulin", "chemin des Vignes")
TOWNS = (("38000", "Grenoble"), ("35000", "Rennes"), ("31000", "Toulouse"), ("67000", "Strasbourg"))
VAT_REGISTERED = 3
"""The number of the expert who charges VAT; the others are exempt."""


def payee_details_of(person: Person, number: int) -> PayeeDetails:
    """The details of an expert; number: from 0, in the order in which they joined."""
    rng = rng_for(person.id, "payment details")
    first_name, _, last_name = person.name.partition(" ")
    postal_code, city = rng.choice(TOWNS)
    siren = _with_luhn(f"{rng.randrange(10**7):07}9"[:8])
    is_registered = number == VAT_REGISTERED
    return PayeeDetails(
        first_name=first_name,
        last_name=last_name,
        birth_date=date(rng.randint(1950, 1990), rng.randint(1, 12), rng.randint(1, 28)),
        address_line=f"{rng.randint(1, 80)} {rng.choice(STREETS)}",
        postal_code=postal_code,
        city=city,
        country=FRANCE,
        tax_id=_tax_id(person.id),
        tax_country=FRANCE,
        business_number=_with_luhn(f"{siren}0001"),
        vat_status=VatStatus.REGISTERED if is_registered else VatStatus.EXEMPT,
        vat_number=_vat_number(siren) if is_registered else "",
        iban=_iban(rng.randrange(10**11)),
    )


def _with_luhn(digits: str) -> str:
    return digits + luhn.calc_check_digit(digits)


def _tax_id(expert_id: UUID) -> str:
    digits = f"{rng_for(expert_id, 'tax id').randint(0, 3)}{expert_id.int % 10**9:09}"
    return digits + nif.calc_check_digits(digits)


def _vat_number(siren: str) -> str:
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02}{siren}"


def _iban(account: int) -> str:
    """At a bank that does not exist, with the key that French accounts have."""
    bank, branch = "99999", "00001"
    key = 97 - (89 * int(bank) + 15 * int(branch) + 3 * account) % 97
    number = f"{bank}{branch}{account:011}{key:02}"
    return f"FR{iban.calc_check_digits(f'FR00{number}')}{number}"
