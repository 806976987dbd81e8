"""
Payment details of the demonstration's experts, so that it has someone to pay and to withhold from.

The numbers are valid and belong to no one: the bank, and the first digits of each business, are
ones that were never given out. One expert has no bank account yet, and one has not granted the
mandate.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from random import Random
from typing import NamedTuple
from uuid import UUID

from stdnum import iban, luhn
from stdnum.fr import nif

from domain.simulation import rng_for
from payments.payees.payee import MANDATE_VERSION
from payments.payees.payee_commands import payee_of
from payments.payees.payee_details import FRANCE, PayeeDetails, VatStatus, missing_details
from web.marketplace import Marketplace
from web.private_store.payees import PayeeStore, save_payee
from web.private_store.store import PrivateStore

ABSENT_BANK, ABSENT_BRANCH, ABSENT_BUSINESS = 99999, 1, "999"
RECORDED_AT = datetime(2017, 1, 2, 9, tzinfo=UTC)
"""Before the first conversation of the year is paid."""
STREETS = ("rue des Acacias", "avenue du Moulin", "chemin des Vignes", "impasse du Lavoir")
TOWNS = (("44000", "Nantes"), ("69003", "Lyon"), ("31000", "Toulouse"), ("35000", "Rennes"))
WITHOUT_ACCOUNT, WITHOUT_MANDATE = 2, 3
"""Which experts, counted from 0 by id, cannot be paid yet."""


class NamedExpert(NamedTuple):
    """An expert of the demonstration."""

    id: UUID
    name: str


def record_payees(
    marketplace: Marketplace, store: PrivateStore, experts: Iterable[NamedExpert]
) -> int:
    """Record the details of experts who have none; return of how many. A second call does none."""
    recorded = 0
    for number, expert in enumerate(sorted(experts)):
        if payee_of(marketplace.log, expert.id).version and PayeeStore(store).of(expert.id):
            continue
        details = fictional_details(expert.id, expert.name)
        if number == WITHOUT_ACCOUNT:
            details = details._replace(iban="")
        _record(marketplace, store, expert.id, details)
        if number != WITHOUT_MANDATE:
            marketplace.payees.grant_mandate(expert.id, MANDATE_VERSION, expert.id, RECORDED_AT)
        recorded += 1
    return recorded


def fictional_details(expert_id: UUID, name: str) -> PayeeDetails:
    """Complete details of a micro-entrepreneur in France; the same for the same expert."""
    rng = rng_for(expert_id, "payee")
    first_name, _, last_name = name.partition(" ")
    postal_code, city = rng.choice(TOWNS)
    return PayeeDetails(
        first_name=first_name,
        last_name=last_name,
        birth_date=date(rng.randint(1955, 1995), rng.randint(1, 12), rng.randint(1, 28)),
        address_line=f"{rng.randint(1, 90)} {rng.choice(STREETS)}",
        postal_code=postal_code,
        city=city,
        country=FRANCE,
        tax_id=_tax_id(rng),
        tax_country=FRANCE,
        business_number=_siret(rng),
        vat_status=VatStatus.EXEMPT,
        iban=_iban(rng),
    )


def _record(
    marketplace: Marketplace, store: PrivateStore, expert_id: UUID, details: PayeeDetails
) -> None:
    with store.engine.begin() as db:
        save_payee(expert_id, details, RECORDED_AT, db)
    missing = missing_details(details, has_mandate=False)
    marketplace.payees.record_details(expert_id, details.country, missing, expert_id, RECORDED_AT)


def _tax_id(rng: Random) -> str:
    first = f"3{_digits(rng, 9)}"
    return first + str(nif.calc_check_digits(first))


def _siret(rng: Random) -> str:
    """Nine digits of the business and five of its place, each with a check digit at its end."""
    siren = ABSENT_BUSINESS + _digits(rng, 5)
    siren += luhn.calc_check_digit(siren)
    place = f"{siren}0001"
    return place + str(luhn.calc_check_digit(place))


def _iban(rng: Random) -> str:
    account = int(_digits(rng, 10))
    # The key that French banks write behind an account.
    key = 97 - (89 * ABSENT_BANK + 15 * ABSENT_BRANCH + 3 * account) % 97
    bban = f"{ABSENT_BANK:05}{ABSENT_BRANCH:05}{account:011}{key:02}"
    return f"FR{iban.calc_check_digits(f'FR00{bban}')}{bban}"


def _digits(rng: Random, count: int) -> str:
    return "".join(str(rng.randint(0, 9)) for _ in range(count))
