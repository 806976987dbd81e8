"""What is missing before an expert can be paid."""

import pytest

from payments.payees.payee_details import (
    NO_DETAILS,
    MissingDetail,
    PayeeDetails,
    VatStatus,
    missing_details,
)
from tests.payments.payees.payee_examples import COMPLETE, VAT_NUMBER


def missing(details, *, has_mandate=True):
    return missing_details(details, has_mandate=has_mandate)


@pytest.mark.parametrize("details", [None, NO_DETAILS])
def test_everything_is_missing_of_an_expert_who_recorded_nothing(details):
    assert missing(details, has_mandate=False) == tuple(MissingDetail)


def test_nothing_is_missing_of_complete_details_with_a_mandate():
    assert missing(COMPLETE) == ()


def test_the_mandate_is_missing_without_one():
    assert missing(COMPLETE, has_mandate=False) == (MissingDetail.MANDATE,)


@pytest.mark.parametrize(
    "field",
    ["first_name", "last_name", "birth_date", "address_line", "postal_code", "city"],
)
def test_the_identity_is_missing_without_each_of_its_fields(field):
    without = COMPLETE._replace(**{field: PayeeDetails()._asdict()[field]})

    assert missing(without) == (MissingDetail.IDENTITY,)


def test_a_country_belongs_to_identity_and_tax_details():
    assert missing(COMPLETE._replace(country="")) == (
        MissingDetail.IDENTITY,
        MissingDetail.TAX_DETAILS,
    )


def test_the_bank_account_is_missing_without_an_iban():
    assert missing(COMPLETE._replace(iban="")) == (MissingDetail.BANK_ACCOUNT,)


@pytest.mark.parametrize(
    "change",
    [
        {"tax_id": ""},
        {"tax_country": ""},
        {"vat_status": None},
        {"business_number": ""},
        {"vat_status": VatStatus.REGISTERED},
    ],
)
def test_tax_details_are_missing_without_each_of_their_fields(change):
    assert missing(COMPLETE._replace(**change)) == (MissingDetail.TAX_DETAILS,)


@pytest.mark.parametrize(
    "change",
    [
        {"vat_status": VatStatus.REGISTERED, "vat_number": VAT_NUMBER},
        {"country": "BE", "business_number": ""},
    ],
)
def test_a_business_number_is_for_france_and_a_vat_number_for_those_who_charge_vat(change):
    assert missing(COMPLETE._replace(**change)) == ()


def test_a_masked_iban_shows_its_country_and_last_four_digits():
    assert COMPLETE.masked_iban == "FR\xa0…\xa00189"


def test_a_name_is_written_as_on_an_invoice():
    assert COMPLETE.name == "Édith Xpert"
