"""The demonstration's payees: valid numbers of no one, recorded once, two of them incomplete."""

from uuid import UUID

import pytest
from stdnum import iban

from payments.payees.payee_commands import missing_of
from payments.payees.payee_details import MissingDetail, missing_details
from payments.payees.payee_numbers import checked_business_number, checked_tax_id
from payments.sepa import checked_iban
from tests.support.random_commands import opened
from web.demo.payees import NamedExpert, fictional_details, record_payees
from web.private_store.payees import PayeeStore

EXPERTS = [NamedExpert(UUID(int=number), f"Zoé Nom{number}") for number in range(1, 6)]


@pytest.fixture
def market(settings):
    with opened(settings.database_url) as market:
        yield market


@pytest.mark.parametrize("number", range(50))
def test_fictional_numbers_are_valid(number):
    details = fictional_details(UUID(int=number), "Zoé de la Tour")

    assert checked_iban(details.iban) == details.iban
    assert iban.is_valid(details.iban)
    assert checked_tax_id(details.tax_id, "FR") == details.tax_id
    assert checked_business_number(details.business_number) == details.business_number
    assert (details.first_name, details.last_name) == ("Zoé", "de la Tour")
    assert missing_details(details, has_mandate=True) == ()


def test_the_same_expert_always_has_the_same_details():
    assert fictional_details(UUID(int=1), "A B") == fictional_details(UUID(int=1), "A B")


def test_payees_are_recorded_once_and_two_of_them_cannot_be_paid(market, store):
    assert record_payees(market, store, EXPERTS) == 5
    head = market.log.rows.head()
    assert record_payees(market, store, reversed(EXPERTS)) == 0

    assert market.log.rows.head() == head
    assert [missing_of(market.log, expert.id) for expert in EXPERTS] == [
        (),
        (),
        (MissingDetail.BANK_ACCOUNT,),
        (MissingDetail.MANDATE,),
        (),
    ]
    assert PayeeStore(store).of(EXPERTS[0].id) == fictional_details(*EXPERTS[0])
