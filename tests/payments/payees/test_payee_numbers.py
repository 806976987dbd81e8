"""Tax ids, SIRETs and VAT numbers: by the rule of their country where stdnum knows it."""

import pytest
from stdnum import get_cc_module

from domain.errors import Invalid
from payments.payees.payee_numbers import (
    EU_COUNTRIES,
    TAX_ID_MODULES,
    checked_business_number,
    checked_tax_id,
    checked_vat_number,
)
from tests.payments.payees.payee_examples import SIRET, TAX_ID, VAT_NUMBER


@pytest.mark.parametrize(
    ("country", "written", "checked"),
    [
        ("FR", "30 23 217 600 053", TAX_ID),
        ("DE", "36 574 261 809", "36574261809"),
        ("BE", "85.07.30-033 28", "85073003328"),
        ("ES", "54362315-k", "54362315K"),
        ("IT", "rccmnl83s18d969h", "RCCMNL83S18D969H"),
        ("GB", "ab 12 34 56 c", "AB123456C"),
        ("LU", "1985 0101 12345", "1985010112345"),
    ],
)
def test_a_tax_id_is_stored_without_separators(country, written, checked):
    assert checked_tax_id(written, country) == checked


@pytest.mark.parametrize(
    ("country", "written"),
    [
        ("FR", "3023217600054"),
        ("FR", "none"),
        ("DE", "36574261808"),
        ("LU", "<script>1"),
        ("LU", "1"),
        ("LU", "none"),
        ("GB", ""),
    ],
)
def test_a_tax_id_that_the_country_cannot_have_is_refused(country, written):
    with pytest.raises(Invalid, match="tax number of this country"):
        checked_tax_id(written, country)


@pytest.mark.parametrize("country", TAX_ID_MODULES)
def test_every_named_rule_exists(country):
    assert all(get_cc_module(country, module) for module in TAX_ID_MODULES[country])


def test_a_siret_is_stored_without_spaces():
    assert checked_business_number("732 829 320 00074") == SIRET


@pytest.mark.parametrize("written", ["73282932000075", "732829320", "", "A3282932000074"])
def test_a_siret_that_does_not_exist_is_refused(written):
    with pytest.raises(Invalid, match="14 digits"):
        checked_business_number(written)


@pytest.mark.parametrize(
    ("country", "written", "checked"),
    [
        ("FR", "fr 44 732 829 320", VAT_NUMBER),
        ("FR", "44732829320", VAT_NUMBER),
        ("DE", "DE 136,695 976", "DE136695976"),
        ("GR", "EL 094259216", "EL094259216"),
        ("GB", "GB 980 7806 84", "GB980780684"),
        ("CH", "CHE-107.787.577 IVA", "CHE107787577IVA"),
        ("HK", "12345678", "12345678"),
    ],
)
def test_a_vat_number_is_stored_without_separators(country, written, checked):
    assert checked_vat_number(written, country) == checked


@pytest.mark.parametrize(
    ("country", "written"),
    [
        ("FR", "FR45732829320"),
        ("FR", "DE136695976"),
        ("GB", "1"),
        ("HK", "x"),
    ],
)
def test_a_vat_number_that_the_country_cannot_have_is_refused(country, written):
    with pytest.raises(Invalid, match="VAT number of your country"):
        checked_vat_number(written, country)


def test_a_french_vat_number_of_another_business_than_the_siret_is_refused():
    with pytest.raises(Invalid, match="another business"):
        checked_vat_number("FR83404833048", "FR", SIRET)


def test_the_union_has_its_27_countries():
    assert len(EU_COUNTRIES) == 27
    assert "gr" in EU_COUNTRIES
