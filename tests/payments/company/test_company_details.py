"""The company that runs the platform: its numbers exist, and it is the one that pays experts."""

import pytest

from payments.company.company import Company
from payments.company.company_checks import checked_company, debtor_of
from payments.company.debtor import Debtor

RIGHT = {
    "name": "Comptoir Essai",
    "address": "10 rue de l’Exemple, 69001 Lyon",
    "siren": "999 999 998",
    "vat_number": "FR 11 999 999 998",
    "iban": "FR76 3000 6000 0112 3456 7890 189",
    "bic": "agrifrpp",
}
OTHER_IBAN = "FR14 2004 1010 0505 0001 3M02 606"


def company(**changed):
    return checked_company(**RIGHT | changed)


def test_numbers_are_kept_without_spaces():
    assert company() == Company(
        name="Comptoir Essai",
        address_line="10 rue de l’Exemple",
        postal_code="69001",
        city="Lyon",
        siren="999999998",
        vat_number="FR11999999998",
        iban="FR7630006000011234567890189",
        bic="AGRIFRPP",
    )


def test_the_bank_needs_no_bic():
    assert company(bic="").bic == ""


@pytest.mark.parametrize(
    ("part", "text", "what"),
    [
        ("name", "", "the name is missing$"),
        ("address", "Lyon", "the address must be like: 10 rue de l'Exemple, 69001 Lyon$"),
        ("siren", "999999999", "a number is wrong: "),
        ("vat_number", "FR83404833048", "the VAT number belongs to another SIREN$"),
        ("iban", "FR7630006000011234567890188", "a number is wrong: "),
        ("bic", "AGRI", "a number is wrong: "),
    ],
)
def test_one_that_is_wrong_or_missing_is_named(part, text, what):
    with pytest.raises(ValueError, match=f"^{what}"):
        company(**{part: text})


def test_experts_are_paid_from_the_account_on_its_invoices():
    assert debtor_of(company()) == Debtor(
        "Comptoir Essai", "FR7630006000011234567890189", "AGRIFRPP"
    )


def test_another_account_comes_before_it_and_has_no_bic_but_its_own():
    other = debtor_of(company(), OTHER_IBAN)

    assert other == Debtor("Comptoir Essai", "FR1420041010050500013M02606")
    assert debtor_of(company(), OTHER_IBAN, "PSSTFRPP").bic == "PSSTFRPP"


@pytest.mark.parametrize(("iban", "bic"), [("FR76", ""), (OTHER_IBAN, "PSST")])
def test_another_account_has_numbers_that_exist(iban, bic):
    with pytest.raises(ValueError, match=r"^a number is wrong: "):
        debtor_of(company(), iban, bic)
