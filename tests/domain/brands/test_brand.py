from datetime import timedelta

import pytest

from domain.brands.brand import Brand, Criterion
from domain.brands.programme_cost import CostCategory
from domain.brands.routing_policy import RoutingPolicy, RoutingStep
from domain.brands.widget import WidgetSettings
from domain.errors import Invalid, NotFound, NotNow
from domain.money import Money
from tests.domain.brands.brand_examples import (
    AMBASSADORS_FIRST,
    GIFT,
    HOURS,
    RECORDED,
    REGISTERED,
    REVERSED,
    SUMMER,
    WIDGET,
)
from tests.support.history import given, happened
from tests.support.people import MANAGER, after, euros

# Registering.


def register(brand, *, slug="tents", zone="Europe/Paris", currency="EUR"):
    brand.register(slug, "Tents & Co", zone, currency, MANAGER, after(0))


def test_a_brand_is_registered():
    brand = given(Brand)

    register(brand)

    assert happened(brand) == [REGISTERED]


def test_a_brand_is_registered_once():
    brand = given(Brand, REGISTERED)

    with pytest.raises(NotNow, match="This brand is already registered"):
        register(brand)

    assert happened(brand) == []


@pytest.mark.parametrize("slug", ["tents", "tents-2", "2-tents", "t"])
def test_a_short_name_has_lowercase_characters_digits_and_hyphens(slug):
    brand = given(Brand)

    register(brand, slug=slug)

    assert brand.slug == slug


@pytest.mark.parametrize(
    "slug", ["", "Tents", "tents & co", "tents/co", "-", "tents.co", "tents_co"]
)
def test_a_short_name_has_nothing_else(slug):
    brand = given(Brand)

    with pytest.raises(
        Invalid, match="A brand's short name may contain only lowercase letters, digits and hyphens"
    ):
        register(brand, slug=slug)

    assert happened(brand) == []


@pytest.mark.parametrize("zone", ["Paris", "Europe/Tents", "", "CET+1", "../etc/passwd"])
def test_an_unknown_time_zone_is_refused(zone):
    brand = given(Brand)

    with pytest.raises(Invalid, match="time zone"):
        register(brand, zone=zone)

    assert happened(brand) == []


@pytest.mark.parametrize("currency", ["", "eur", "EU", "EURO", "E1R", "€", "USD", "JPY", "PTS"])
def test_a_brand_pays_in_a_currency_that_the_ledger_can_post(currency):
    brand = given(Brand)

    with pytest.raises(Invalid, match="Choose one of these currencies: EUR, GBP, CHF"):
        register(brand, currency=currency)

    assert happened(brand) == []


# What a brand sets.


def test_a_brand_sets_its_opening_hours():
    brand = given(Brand, REGISTERED)

    brand.set_opening_hours(HOURS, MANAGER, after(10))

    assert happened(brand) == [Brand.OpeningHoursSet(at=after(10), hours=HOURS, by=MANAGER)]


def test_a_brand_configures_its_widget():
    brand = given(Brand, REGISTERED)

    brand.configure_widget(WIDGET, MANAGER, after(10))

    assert happened(brand) == [Brand.WidgetConfigured(at=after(10), widget=WIDGET, by=MANAGER)]


def test_a_widget_needs_a_minimum_of_one_respondent_present():
    brand = given(Brand, REGISTERED)

    with pytest.raises(
        Invalid, match="The widget must require at least one respondent to be present"
    ):
        brand.configure_widget(
            WidgetSettings(texts=WIDGET.texts, minimum_present=0), MANAGER, after(10)
        )

    assert happened(brand) == []


def test_a_widget_needs_a_text():
    brand = given(Brand, REGISTERED)

    with pytest.raises(Invalid, match="text in at least one language"):
        brand.configure_widget(WidgetSettings(texts={}), MANAGER, after(10))

    assert happened(brand) == []


def test_a_brand_sets_its_routing_policy():
    brand = given(Brand, REGISTERED)

    brand.set_routing_policy(AMBASSADORS_FIRST, MANAGER, after(10))

    assert happened(brand) == [
        Brand.RoutingPolicySet(at=after(10), routing_policy=AMBASSADORS_FIRST, by=MANAGER)
    ]


@pytest.mark.parametrize(
    "steps", [(), (RoutingStep("employees", 0),), (RoutingStep("paid", 0), RoutingStep("bot", 9))]
)
def test_a_routing_policy_has_known_models(steps):
    brand = given(Brand, REGISTERED)

    with pytest.raises(Invalid, match="voluntary, paid"):
        brand.set_routing_policy(RoutingPolicy(steps, 120), MANAGER, after(10))

    assert happened(brand) == []


def test_a_routing_step_has_no_negative_delay():
    brand = given(Brand, REGISTERED)

    with pytest.raises(
        Invalid, match="A step of the routing policy cannot start before the request"
    ):
        brand.set_routing_policy(RoutingPolicy((RoutingStep("paid", -1),), 120), MANAGER, after(10))

    assert happened(brand) == []


def test_a_brand_sets_its_promise():
    brand = given(Brand, REGISTERED)

    brand.set_promise(90, MANAGER, after(10))

    assert happened(brand) == [Brand.PromiseSet(at=after(10), promised_wait_s=90, by=MANAGER)]


@pytest.mark.parametrize("promised_wait_s", [0, 86_401])
def test_a_promise_that_is_none_is_refused(promised_wait_s):
    brand = given(Brand, REGISTERED)

    with pytest.raises(Invalid, match="Promise an answer within 1 to 86400 seconds"):
        brand.set_promise(promised_wait_s, MANAGER, after(10))

    assert happened(brand) == []


def test_a_brand_sets_its_ambassador_criteria():
    brand = given(Brand, REGISTERED)
    one_exchange = (Criterion("home_exchanges", 1),)

    brand.set_ambassador_criteria(one_exchange, MANAGER, after(10))

    assert happened(brand) == [
        Brand.AmbassadorCriteriaSet(at=after(10), criteria=one_exchange, by=MANAGER)
    ]


# What its programme costs.


def record(brand, amount):
    days = (SUMMER, SUMMER, "voluntary")
    brand.record_programme_cost(GIFT, CostCategory.GIFT, amount, *days, MANAGER, after(60))


def test_a_cost_has_a_category_an_amount_and_a_day():
    brand = given(Brand, REGISTERED)

    record(brand, euros(2_500))

    assert happened(brand) == [RECORDED]


def test_a_brand_counts_in_one_currency():
    brand = given(Brand, REGISTERED)

    with pytest.raises(Invalid, match="EUR, not CHF"):
        record(brand, Money(2_500, "CHF"))

    assert happened(brand) == []


@pytest.mark.parametrize("cents", [0, -2_500])
def test_a_cost_is_more_than_nothing(cents):
    brand = given(Brand, REGISTERED)

    with pytest.raises(Invalid, match="The amount must be greater than zero"):
        record(brand, euros(cents))

    assert happened(brand) == []


def test_the_last_day_of_a_cost_is_not_before_the_first():
    brand = given(Brand, REGISTERED)

    with pytest.raises(Invalid, match="cannot be before the first one"):
        brand.record_programme_cost(
            *(GIFT, CostCategory.GIFT, euros(2_500), SUMMER, SUMMER - timedelta(days=1)),
            *("voluntary", MANAGER, after(60)),
        )

    assert happened(brand) == []


def test_a_cost_is_recorded_once():
    brand = given(Brand, REGISTERED, RECORDED)

    with pytest.raises(NotNow, match="This cost has already been recorded"):
        record(brand, euros(2_500))

    assert happened(brand) == []


def test_a_recorded_cost_is_reversed_with_a_reason():
    brand = given(Brand, REGISTERED, RECORDED)

    brand.reverse_programme_cost(GIFT, "duplicate", MANAGER, after(90))

    assert happened(brand) == [REVERSED]


@pytest.mark.parametrize("past", [(REGISTERED,), (REGISTERED, RECORDED, REVERSED)])
def test_only_a_cost_that_counts_is_reversed(past):
    brand = given(Brand, *past)

    with pytest.raises(NotFound, match="This cost does not exist"):
        brand.reverse_programme_cost(GIFT, "duplicate", MANAGER, after(95))

    assert happened(brand) == []


@pytest.mark.parametrize("why", ["", " "])
def test_a_reversal_needs_a_reason(why):
    brand = given(Brand, REGISTERED, RECORDED)

    with pytest.raises(Invalid, match="Choose a reason"):
        brand.reverse_programme_cost(GIFT, why, MANAGER, after(90))

    assert happened(brand) == []
