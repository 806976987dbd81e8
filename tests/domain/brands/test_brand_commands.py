import pytest

from domain.brands.brand import Brand, Criterion
from domain.brands.brand_commands import BrandCommands
from domain.brands.programme_cost import CostCategory
from domain.errors import NotFound, NotNow
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
from tests.support.people import BRAND, MANAGER, OTHER_BRAND, after, euros

ON_ONE_DAY = (SUMMER, SUMMER, "voluntary")


@pytest.fixture
def brands(log):
    return BrandCommands(log)


def register(brands, brand_id=BRAND, slug="tents"):
    return brands.register(brand_id, slug, "Tents & Co", "Europe/Paris", "EUR", MANAGER, after(0))


def test_all_settings_of_a_brand_are_recorded_in_order(brands, log):
    register(brands)
    brands.set_opening_hours(BRAND, HOURS, MANAGER, after(10))
    brands.configure_widget(BRAND, WIDGET, MANAGER, after(11))
    brands.set_routing_policy(BRAND, AMBASSADORS_FIRST, MANAGER, after(12))
    brands.set_ambassador_criteria(BRAND, (Criterion("home_exchanges", 1),), MANAGER, after(13))
    brands.record_programme_cost(
        BRAND, GIFT, CostCategory.GIFT, euros(2_500), *ON_ONE_DAY, MANAGER, after(60)
    )
    position = brands.reverse_programme_cost(BRAND, GIFT, "duplicate", MANAGER, after(90))

    history = log.history(BRAND)

    assert [event.position for event in history] == list(range(1, position + 1))
    assert [event.data for event in history] == [
        REGISTERED,
        Brand.OpeningHoursSet(at=after(10), hours=HOURS, by=MANAGER),
        Brand.WidgetConfigured(at=after(11), widget=WIDGET, by=MANAGER),
        Brand.RoutingPolicySet(at=after(12), routing_policy=AMBASSADORS_FIRST, by=MANAGER),
        Brand.AmbassadorCriteriaSet(
            at=after(13), criteria=(Criterion("home_exchanges", 1),), by=MANAGER
        ),
        RECORDED,
        REVERSED,
    ]


def test_two_brands_never_share_a_short_name(brands, log):
    head = register(brands)

    with pytest.raises(NotNow, match="A brand called tents already exists"):
        register(brands, OTHER_BRAND)

    assert log.rows.head() == head


def test_a_refused_registration_reserves_no_short_name(brands, log):
    register(brands)
    with pytest.raises(NotNow, match="This brand is already registered"):
        register(brands, BRAND, "marquees")

    register(brands, OTHER_BRAND, "marquees")

    assert log.rows.holder_of("brand-slug", "marquees") == f"{OTHER_BRAND}"


@pytest.mark.parametrize(
    "command",
    [
        lambda brands: brands.set_opening_hours(BRAND, HOURS, MANAGER, after(1)),
        lambda brands: brands.configure_widget(BRAND, WIDGET, MANAGER, after(1)),
        lambda brands: brands.set_routing_policy(BRAND, AMBASSADORS_FIRST, MANAGER, after(1)),
        lambda brands: brands.set_promise(BRAND, 60, MANAGER, after(1)),
        lambda brands: brands.set_ambassador_criteria(BRAND, (), MANAGER, after(1)),
        lambda brands: brands.record_programme_cost(
            BRAND, GIFT, CostCategory.GIFT, euros(1), *ON_ONE_DAY, MANAGER, after(1)
        ),
        lambda brands: brands.reverse_programme_cost(BRAND, GIFT, "mistake", MANAGER, after(1)),
    ],
    ids=["hours", "widget", "routing policy", "promise", "criteria", "cost", "reversal"],
)
def test_commands_on_an_unregistered_brand_are_not_found(brands, log, command):
    with pytest.raises(NotFound, match="This brand does not exist"):
        command(brands)

    assert log.rows.head() == 0
