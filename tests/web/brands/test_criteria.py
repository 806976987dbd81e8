import pytest

from domain.brands.brand import Criterion
from projections.recruitment.applications import criteria_by_brand
from tests.support.people import MANAGER, after
from tests.web.brands.settings_fixture import SETTINGS, error_beside, sends, value_of
from tests.web.shop import NEST

PAGE = f"{SETTINGS}/criteria"


def test_criteria_are_saved(ines, scenario):
    response = sends(ines, PAGE, home_exchanges="2", orders="", nights="0")

    assert response.status_code == 303
    [event] = scenario.events_of()
    assert event.criteria == (Criterion("home_exchanges", 2),)
    assert value_of(ines.get(PAGE).text, "home_exchanges") == "2"
    models = scenario.market.read_models
    with models.read(models.applications) as db:
        assert criteria_by_brand(db) == {NEST.brand_id: (Criterion("home_exchanges", 2),)}


def test_criteria_of_its_own_stay_on_the_form(ines, scenario):
    own = (Criterion("boats_owned", 1),)
    scenario.market.brands.set_ambassador_criteria(NEST.brand_id, own, MANAGER, after(1))
    scenario.update_read_models()

    sends(ines, PAGE, boats_owned="3")

    assert scenario.events_of()[-1].criteria == (Criterion("boats_owned", 3),)


@pytest.mark.parametrize("text", ["many", "-1", "1.5", "100001", "9" * 5000])
def test_criteria_are_whole_numbers(ines, scenario, text):
    response = sends(ines, PAGE, orders=text, nights="7")

    assert response.status_code == 422
    assert error_beside(response.text, "orders") == "Enter a whole number from 0 to 100000."
    assert (value_of(response.text, "orders"), value_of(response.text, "nights")) == (text, "7")
    assert scenario.events_of() == []


def test_another_brands_criteria_are_absent(tom):
    assert tom.get(PAGE).status_code == 404
    assert tom.post(PAGE, data={"orders": "1"}).status_code in (400, 404)
