import pytest

from domain.errors import Invalid
from domain.money import Money
from domain.terms import Paid, Voluntary
from web.cli.parts import read_money, read_terms


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("2.00", "EUR", 200),
        ("2", "EUR", 200),
        ("2,5", "EUR", 250),
        ("0", "EUR", 0),
        ("007.01", "GBP", 701),
        ("200", "JPY", 200),
        ("2.005", "BHD", 2005),
        ("999999999999", "EUR", 99_999_999_999_900),
    ],
)
def test_an_amount_is_read_as_people_write_it(text, currency, minor):
    assert read_money(text, currency) == Money(minor, currency)


NO_AMOUNTS = ["", "two", "-1", "+1", "1_0", "1 000", "2.", ".5", "2.00 EUR", "٢", "1e3", "9" * 13]
NO_NUMBERS = ["NaN", "sNaN", "Infinity", "-Infinity", "1e400"]
TOO_FINE = ["2.005", "1,000", "1.000"]


@pytest.mark.parametrize("text", [*NO_AMOUNTS, *NO_NUMBERS, *TOO_FINE])
def test_what_is_no_amount_of_euros_is_refused(text):
    with pytest.raises(Invalid, match=r"is not an amount in EUR\. Write it like 2\.00\."):
        read_money(text, "EUR")


def test_yen_have_no_part():
    with pytest.raises(Invalid, match=r"is not an amount in JPY\. Write it like 2\."):
        read_money("2.5", "JPY")


def test_a_paid_history_has_a_price_and_the_platforms_commission():
    terms = read_terms("paid", "2.00", 15, "EUR")

    assert terms == Paid(price=Money(200, "EUR"), commission_percent=15)


def test_a_voluntary_history_earns_no_points():
    assert read_terms("voluntary", None, 20, "EUR") == Voluntary(points=0)


def test_a_paid_history_needs_a_price():
    with pytest.raises(Invalid, match="Paid conversations need --price"):
        read_terms("paid", None, 20, "EUR")


@pytest.mark.parametrize("price", ["2.00", "0"])
def test_volunteers_have_no_price(price):
    with pytest.raises(Invalid, match="Volunteers are not paid"):
        read_terms("voluntary", price, 20, "EUR")
