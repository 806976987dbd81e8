"""The company that runs the platform, by its settings: all of them are right, or none is there."""

import pytest

from payments.company.company import Company, company_in

RIGHT = {
    "NAME": "Comptoir Essai",
    "ADDRESS": "10 rue de l’Exemple, 69001 Lyon",
    "SIREN": "999 999 998",
    "VAT_NUMBER": "FR 11 999 999 998",
    "IBAN": "FR76 3000 6000 0112 3456 7890 189",
}


def company(**changed):
    parts = RIGHT | changed
    return company_in({f"COMPTOIR_COMPANY_{name}": text for name, text in parts.items()})


def test_numbers_are_kept_without_spaces():
    assert company() == Company(
        name="Comptoir Essai",
        address_line="10 rue de l’Exemple",
        postal_code="69001",
        city="Lyon",
        siren="999999998",
        vat_number="FR11999999998",
        iban="FR7630006000011234567890189",
    )


def test_without_settings_there_is_none():
    assert company_in({}) is None


@pytest.mark.parametrize(
    ("part", "text", "what"),
    [
        ("NAME", "", "the name is missing$"),
        ("ADDRESS", "Lyon", "the address must be like: 10 rue de l'Exemple, 69001 Lyon$"),
        ("SIREN", "999999999", "a number is wrong"),
        ("VAT_NUMBER", "FR83404833048", "the VAT number belongs to another SIREN$"),
        ("IBAN", "FR7630006000011234567890188", "a number is wrong"),
    ],
)
def test_one_that_is_wrong_or_missing_is_named(part, text, what):
    with pytest.raises(ValueError, match=f"^{what}"):
        company(**{part: text})
