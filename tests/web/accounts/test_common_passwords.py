import pytest

from tests.web.shop import PASSWORD
from web.accounts.common_passwords import is_common

EMAIL = "Ada.Lovelace@Expert.example"


@pytest.mark.parametrize(
    "password",
    ["password", "12345678", "PASSWORD", "Password1!", "sunshine2024", "azertyuiop", "jennifer"],
)
def test_what_many_others_use_is_common(password):
    assert is_common(password, EMAIL)


@pytest.mark.parametrize(
    "password",
    [
        "comptoir",
        "Comptoir2026",
        "ada.lovelace@expert.example",
        "ada.lovelace",
        "ADA.LOVELACE1815",
        "expert.example",
        "ａｄａ.lovelace",  # noqa: RUF001 - letters of full width, as some keyboards write them
    ],
)
def test_what_others_know_about_the_account_is_common(password):
    assert is_common(password, EMAIL)


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "seven long words",
        "tulipe-vélo-42",
        "71930462",
        "sunshine over comptoir",
        "été à la mer",
    ],
)
def test_other_passwords_are_not_common(password):
    assert not is_common(password, EMAIL)
