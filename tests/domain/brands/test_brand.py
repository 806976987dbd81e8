from datetime import date
from uuid import UUID

import pytest

from domain.brands.brand import Brand, BrandCommands, CostCategory, Criterion
from domain.brands.opening_hours import OpeningHours
from domain.brands.routing_policy import RoutingPolicy, RoutingStep
from domain.brands.widget import WidgetSettings, WidgetText
from domain.errors import Invalid, NotFound, NotNow
from domain.money import Money
from tests.support.history import given, happened
from tests.support.people import BRAND, MANAGER, OTHER_BRAND, after, euros

GIFT = UUID(int=70)
SUMMER = date(2026, 6, 21)

REGISTERED = Brand.Registered(
    at=after(0), slug="tents", name="Tents & Co", zone="Europe/Paris", currency="EUR", by=MANAGER
)
RECORDED = Brand.ProgrammeCostRecorded(
    at=after(60),
    cost_id=GIFT,
    category=CostCategory.GIFT,
    amount=euros(2_500),
    incurred_on=SUMMER,
    by=MANAGER,
)
WITHDRAWN = Brand.ProgrammeCostReversed(
    at=after(90),
    cost_id=GIFT,
    reason="duplicate",
    by=MANAGER,
)

HOURS = OpeningHours.weekly("Europe/Paris", {0: [("09:00", "18:00")]})
WINDOW = WidgetSettings(
    texts={"fr": WidgetText("La communauté", "Bonjour !")},
    minimum_present=2,
    origins=("https://tents.example",),
)
AMBASSADORS_FIRST = RoutingPolicy(
    (RoutingStep("voluntary", 0), RoutingStep("paid", 30)), message_form_after_s=120
)


# Registering.


def register(brand, *, slug="tents", zone="Europe/Paris", currency="EUR"):
    brand.register(slug, "Tents & Co", zone, currency, MANAGER, after(0))


def test_a_brand_comes_to_the_counter():
    brand = given(Brand)

    register(brand)

    assert happened(brand) == [REGISTERED]


def test_a_brand_is_registered_once():
    brand = given(Brand, REGISTERED)

    with pytest.raises(NotNow, match="This brand is already registered"):
        register(brand)

    assert happened(brand) == []


@pytest.mark.parametrize("slug", ["tents", "tents-2", "2-tents", "t"])
def test_a_short_name_has_small_letters_digits_and_hyphens(slug):
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
def test_a_brand_lives_in_a_time_zone_that_exists(zone):
    brand = given(Brand)

    with pytest.raises(Invalid, match="time zone"):
        register(brand, zone=zone)

    assert happened(brand) == []


@pytest.mark.parametrize("currency", ["", "eur", "EU", "EURO", "E1R", "€"])
def test_a_currency_has_three_capital_letters(currency):
    brand = given(Brand)

    with pytest.raises(Invalid, match="three capital letters"):
        register(brand, currency=currency)

    assert happened(brand) == []


# What a brand sets.


def test_a_brand_says_when_it_is_open():
    brand = given(Brand, REGISTERED)

    brand.set_opening_hours(HOURS, MANAGER, after(10))

    assert happened(brand) == [Brand.OpeningHoursSet(at=after(10), hours=HOURS, by=MANAGER)]


def test_a_brand_says_what_its_window_shows():
    brand = given(Brand, REGISTERED)

    brand.configure_widget(WINDOW, MANAGER, after(10))

    assert happened(brand) == [Brand.WidgetConfigured(at=after(10), widget=WINDOW, by=MANAGER)]


def test_a_window_shows_only_while_somebody_can_answer():
    brand = given(Brand, REGISTERED)

    with pytest.raises(
        Invalid, match="The widget must require at least one respondent to be present"
    ):
        brand.configure_widget(
            WidgetSettings(texts=WINDOW.texts, minimum_present=0), MANAGER, after(10)
        )

    assert happened(brand) == []


def test_a_window_says_something():
    brand = given(Brand, REGISTERED)

    with pytest.raises(Invalid, match="text in at least one language"):
        brand.configure_widget(WidgetSettings(texts={}), MANAGER, after(10))

    assert happened(brand) == []


def test_a_brand_says_whom_it_asks_first_and_whom_next():
    brand = given(Brand, REGISTERED)

    brand.set_routing_policy(AMBASSADORS_FIRST, MANAGER, after(10))

    assert happened(brand) == [
        Brand.RoutingPolicySet(at=after(10), routing_policy=AMBASSADORS_FIRST, by=MANAGER)
    ]


@pytest.mark.parametrize(
    "steps", [(), (RoutingStep("employees", 0),), (RoutingStep("paid", 0), RoutingStep("bot", 9))]
)
def test_a_cascade_asks_those_who_exist(steps):
    brand = given(Brand, REGISTERED)

    with pytest.raises(Invalid, match="voluntary or paid"):
        brand.set_routing_policy(RoutingPolicy(steps, 120), MANAGER, after(10))

    assert happened(brand) == []


def test_nobody_is_asked_before_the_request():
    brand = given(Brand, REGISTERED)

    with pytest.raises(
        Invalid, match="A step of the routing policy cannot start before the request"
    ):
        brand.set_routing_policy(RoutingPolicy((RoutingStep("paid", -1),), 120), MANAGER, after(10))

    assert happened(brand) == []


def test_a_brand_says_who_may_become_an_ambassador():
    brand = given(Brand, REGISTERED)
    one_exchange = (Criterion("home_exchanges", 1),)

    brand.set_ambassador_criteria(one_exchange, MANAGER, after(10))

    assert happened(brand) == [
        Brand.AmbassadorCriteriaSet(at=after(10), criteria=one_exchange, by=MANAGER)
    ]


# What its programme costs.


def record(brand, amount):
    brand.record_programme_cost(GIFT, CostCategory.GIFT, amount, SUMMER, MANAGER, after(60))


def test_a_cost_has_a_kind_an_amount_and_a_day():
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


def test_a_cost_is_recorded_once():
    brand = given(Brand, REGISTERED, RECORDED)

    with pytest.raises(NotNow, match="This cost has already been recorded"):
        record(brand, euros(2_500))

    assert happened(brand) == []


def test_a_wrong_cost_is_withdrawn_with_all_that_readers_need_and_why():
    brand = given(Brand, REGISTERED, RECORDED)

    brand.reverse_programme_cost(GIFT, "duplicate", MANAGER, after(90))

    assert happened(brand) == [WITHDRAWN]


@pytest.mark.parametrize("past", [(REGISTERED,), (REGISTERED, RECORDED, WITHDRAWN)])
def test_only_a_cost_that_counts_is_withdrawn(past):
    brand = given(Brand, *past)

    with pytest.raises(NotFound, match="This cost does not exist"):
        brand.reverse_programme_cost(GIFT, "duplicate", MANAGER, after(95))

    assert happened(brand) == []


@pytest.mark.parametrize("why", ["", " "])
def test_a_cost_is_not_withdrawn_without_saying_why(why):
    brand = given(Brand, REGISTERED, RECORDED)

    with pytest.raises(Invalid, match="Choose a reason"):
        brand.reverse_programme_cost(GIFT, why, MANAGER, after(90))

    assert happened(brand) == []


# In the log.


@pytest.fixture
def brands(log):
    return BrandCommands(log)


def come(brands, brand_id=BRAND, slug="tents"):
    return brands.register(brand_id, slug, "Tents & Co", "Europe/Paris", "EUR", MANAGER, after(0))


def test_all_that_a_brand_says_is_remembered_in_order(brands, log):
    come(brands)
    brands.set_opening_hours(BRAND, HOURS, MANAGER, after(10))
    brands.configure_widget(BRAND, WINDOW, MANAGER, after(11))
    brands.set_routing_policy(BRAND, AMBASSADORS_FIRST, MANAGER, after(12))
    brands.set_ambassador_criteria(BRAND, (Criterion("home_exchanges", 1),), MANAGER, after(13))
    brands.record_programme_cost(
        BRAND, GIFT, CostCategory.GIFT, euros(2_500), SUMMER, MANAGER, after(60)
    )
    position = brands.reverse_programme_cost(BRAND, GIFT, "duplicate", MANAGER, after(90))

    told = log.history(BRAND)

    assert [each.position for each in told] == list(range(1, position + 1))
    assert [each.data for each in told] == [
        REGISTERED,
        Brand.OpeningHoursSet(at=after(10), hours=HOURS, by=MANAGER),
        Brand.WidgetConfigured(at=after(11), widget=WINDOW, by=MANAGER),
        Brand.RoutingPolicySet(at=after(12), routing_policy=AMBASSADORS_FIRST, by=MANAGER),
        Brand.AmbassadorCriteriaSet(
            at=after(13), criteria=(Criterion("home_exchanges", 1),), by=MANAGER
        ),
        RECORDED,
        WITHDRAWN,
    ]


def test_two_brands_never_share_a_short_name(brands, log):
    head = come(brands)

    with pytest.raises(NotNow, match="A brand called tents already exists"):
        come(brands, OTHER_BRAND)

    assert log.rows.head() == head


def test_a_brand_that_is_refused_keeps_no_short_name_from_others(brands, log):
    come(brands)
    with pytest.raises(NotNow, match="This brand is already registered"):
        come(brands, BRAND, "marquees")

    come(brands, OTHER_BRAND, "marquees")

    assert log.rows.holder_of("brand-slug", "marquees") == f"{OTHER_BRAND}"


@pytest.mark.parametrize(
    "ask",
    [
        lambda brands: brands.set_opening_hours(BRAND, HOURS, MANAGER, after(1)),
        lambda brands: brands.configure_widget(BRAND, WINDOW, MANAGER, after(1)),
        lambda brands: brands.set_routing_policy(BRAND, AMBASSADORS_FIRST, MANAGER, after(1)),
        lambda brands: brands.set_ambassador_criteria(BRAND, (), MANAGER, after(1)),
        lambda brands: brands.record_programme_cost(
            BRAND, GIFT, CostCategory.GIFT, euros(1), SUMMER, MANAGER, after(1)
        ),
        lambda brands: brands.reverse_programme_cost(BRAND, GIFT, "mistake", MANAGER, after(1)),
    ],
    ids=["hours", "window", "cascade", "criteria", "cost", "withdrawal"],
)
def test_who_is_not_registered_is_no_brand(brands, log, ask):
    with pytest.raises(NotFound, match="This brand does not exist"):
        ask(brands)

    assert log.rows.head() == 0
