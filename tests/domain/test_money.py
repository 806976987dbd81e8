import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.money import Money, sums_by_currency
from tests.support.people import euros


def test_money_of_one_currency_is_added():
    assert euros(150) + euros(50) == euros(200)


def test_two_currencies_are_not_added():
    with pytest.raises(Invalid, match="EUR and USD cannot be added"):
        euros(150) + Money(150, "USD")


def test_amounts_are_summed_by_currency():
    amounts = [Money(7, "GBP"), euros(150), euros(-50), Money(0, "CHF")]

    assert sums_by_currency(amounts) == [Money(0, "CHF"), euros(100), Money(7, "GBP")]
    assert sums_by_currency([]) == []


@pytest.mark.parametrize(
    ("cents", "percent", "part"),
    [
        (200, 20, 40),
        (645, 30, 194),
        (0, 20, 0),
        (101, 20, 20),
        (50, 1, 1),
        (49, 1, 0),
        (7, 100, 7),
    ],
)
def test_a_percentage_is_split_off_rounded_half_up(cents, percent, part):
    assert euros(cents).share(percent) == (euros(part), euros(cents - part))


@for_any(st.integers(0, 10**12), st.integers(0, 100))
def test_no_cent_is_lost_in_a_split_and_no_part_is_negative(cents, percent):
    commission, net = euros(cents).share(percent)

    assert commission + net == euros(cents)
    assert commission.amount >= 0
    assert net.amount >= 0


def test_amounts_say_their_currency():
    assert euros(100) != Money(100, "CHF")
