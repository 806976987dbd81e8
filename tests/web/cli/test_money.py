import pytest

from domain.errors import Invalid
from domain.money import Money
from domain.terms import Employed, Paid, Voluntary
from web.cli.parts import TypedTerms, read_money, read_terms


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


def typed(**options):
    """As the command line has them: an option that was not given is there, without a text."""
    return TypedTerms({"price": None, "wage": None, **options}, "EUR", commission_percent=15)


def test_a_paid_history_has_a_price_and_the_platforms_commission():
    terms = read_terms("paid", typed(price="2.00"))

    assert terms == Paid(price=Money(200, "EUR"), commission_percent=15)


def test_a_voluntary_history_earns_no_points():
    assert read_terms("voluntary", typed()) == Voluntary(points=0)


def test_an_employed_history_has_a_wage():
    assert read_terms("employed", typed(wage="21.50")) == Employed(Money(2150, "EUR"))


@pytest.mark.parametrize(
    ("model", "options", "sentence"),
    [
        ("paid", {}, "Paid conversations need --price"),
        ("paid", {"price": "2.00", "wage": "21.50"}, "no other terms"),
        ("employed", {}, "Employees need --wage"),
        ("employed", {"price": "2.00", "wage": "21.50"}, "no other terms"),
        ("employed", {"wage": "999999999"}, "Check the hourly wage"),
        ("voluntary", {"price": "2.00"}, r"Volunteers are not paid. Leave out --price\."),
        ("voluntary", {"price": "0"}, "Volunteers are not paid"),
        ("voluntary", {"wage": "21.50"}, r"Volunteers are not paid. Leave out --wage\."),
    ],
)
def test_options_that_do_not_fit_the_model_are_refused(model, options, sentence):
    with pytest.raises(Invalid, match=sentence):
        read_terms(model, typed(**options))
