import pytest

from domain.brands.widget import (
    Targeting,
    WidgetSettings,
    WidgetText,
    is_origin,
    promise_errors,
    widget_errors,
)
from domain.money import Money
from tests.support.people import euros

TEXTS = {"fr": WidgetText("La communauté", "Bonjour !")}


def sentences(**fields):
    settings = WidgetSettings(**{"texts": TEXTS, **fields})
    return [str(error) for error in widget_errors(settings, "EUR")]


@pytest.mark.parametrize(
    "origin",
    [
        "https://tents.example",
        "https://www.tents.example:8443",
        "http://localhost:5000",
        "http://127.0.0.1",
    ],
)
def test_the_address_of_a_site_is_an_origin(origin):
    assert is_origin(origin)
    assert sentences(origins=(origin,)) == []


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "tents.example",
        "https://tents.example/",
        "https://tents.example/shop",
        "http://tents.example",
        "https://TENTS.example",
        "https://tents",
        "https://*.tents.example",
        "https://user@tents.example",
        "javascript:alert(1)",
        "https://tents.example https://evil.example",
        "https://tents.example\n",
    ],
)
def test_anything_else_is_not(origin):
    assert not is_origin(origin)
    assert "Enter the address of a site" in sentences(origins=(origin,))[0]


@pytest.mark.parametrize("page", ["/", "/help", "/help*", "/a/b-c_d.html"])
def test_a_page_is_a_path_or_the_beginning_of_paths(page):
    assert sentences(targeting=Targeting((page,))) == []


@pytest.mark.parametrize("page", ["", "help", "/he*lp", "/help?q=1", "/a b", "https://x.example"])
def test_no_other_text_is_a_page(page):
    assert "Enter a page as /help" in sentences(targeting=Targeting((page,)))[0]


@pytest.mark.parametrize("basket", [euros(0), euros(-100), Money(100, "CHF")])
def test_a_basket_has_a_value_above_zero_in_the_brands_currency(basket):
    assert "The basket must be worth" in sentences(targeting=Targeting((), basket))[0]


@pytest.mark.parametrize("after_s", [-1, 3601])
def test_the_time_on_a_page_is_at_most_an_hour(after_s):
    assert "The time on a page" in sentences(targeting=Targeting(after_s=after_s))[0]


@pytest.mark.parametrize(("promised_wait_s", "n"), [(0, 1), (1, 0), (86_400, 0), (86_401, 1)])
def test_a_promise_is_between_a_second_and_a_day(promised_wait_s, n):
    assert len(list(promise_errors(promised_wait_s))) == n
