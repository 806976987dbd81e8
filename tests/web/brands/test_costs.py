import re
from datetime import date
from html import unescape
from uuid import UUID, uuid4

import pytest

from domain.brands.brand import Brand
from tests.support.people import euros
from tests.web.brands.settings_fixture import OTHER, SETTINGS, error_beside, sends, value_of
from tests.web.shop import ROAD

PAGE = f"{SETTINGS}/costs"
FORM = {
    "category": "licence",
    "model": "voluntary",
    "amount": "120.00",
    "served_from": "2026-01-01",
    "served_to": "2026-12-31",
}


def records(client, page=PAGE, **fields):
    cost_id = value_of(client.get(page).text, "cost_id")
    return sends(client, page, **{"cost_id": cost_id, **FORM, **fields})


def test_a_cost_is_recorded_with_the_days_it_serves(ines, scenario):
    response = records(ines)

    assert (response.status_code, response.location) == (303, f"{PAGE}?saved=1")
    [event] = scenario.events_of()
    assert isinstance(event, Brand.ProgrammeCostRecorded)
    assert (event.category, event.amount, event.model) == ("licence", euros(12_000), "voluntary")
    assert (event.served_from, event.served_to) == (date(2026, 1, 1), date(2026, 12, 31))
    page = ines.get(PAGE).text
    assert "1 January 2026 to 31 December 2026" in page
    assert "€120.00" in page


def test_the_comparison_counts_the_share_of_the_period(ines):
    records(ines, amount="365.00")

    costs = ines.get("/brands/nest/comparison/costs?from=2026-06-01&to=2026-07-01").text

    assert "<strong>€30.00</strong>" in costs
    assert "of €365.00" in costs


def test_a_form_that_is_sent_twice_records_one_cost(ines, scenario):
    cost_id = str(uuid4())

    assert records(ines, cost_id=cost_id).status_code == 303
    assert records(ines, cost_id=cost_id).status_code == 409

    assert len(scenario.events_of()) == 1


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"category": ""}, "category", "Choose a category."),
        ({"model": "robots"}, "model", "Choose which model"),
        ({"amount": "a lot"}, "amount", "Enter an amount, for example 2.00."),
        ({"amount": "0"}, "amount", "greater than zero"),
        ({"amount": "1.234"}, "amount", "Enter an amount"),
        ({"served_from": "2026-02-30"}, "served_from", "year-month-day"),
        ({"served_to": "2025-12-31"}, "served_to", "cannot be before the first one"),
        ({"served_to": "2036-12-31"}, "served_to", "at most 1,830 days"),
    ],
)
def test_a_cost_that_makes_no_sense_is_refused_beside_its_field(
    ines, scenario, fields, field, sentence
):
    response = records(ines, **fields)

    assert response.status_code == 422
    assert sentence in unescape(error_beside(response.text, field))
    assert value_of(response.text, "amount") == {**FORM, **fields}["amount"]
    assert scenario.events_of() == []


def test_a_cost_is_reversed_with_a_reason(ines, scenario):
    records(ines)
    action = re.search(r'action="([^"]*/reverse)"', ines.get(PAGE).text)[1]

    response = sends(ines, PAGE, action, reason="duplicate")

    assert response.status_code == 303
    assert scenario.events_of()[-1].reason == "duplicate"
    assert "reversed, not counted" in ines.get(PAGE).text


def test_another_brands_cost_is_absent(ines, scenario, signed_in):
    tom = signed_in(OTHER)
    records(ines)
    cost_id = scenario.events_of()[0].cost_id
    own = "/brands/road/settings/costs"
    records(tom, own)

    token = value_of(tom.get(own).text, "csrf_token")
    answers = [
        tom.post(f"{own}/{id}/reverse", data={"reason": "mistake", "csrf_token": token})
        for id in (cost_id, UUID(int=5))
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    absent, unknown = (without_tokens(answer.text) for answer in answers)
    assert absent.replace(str(cost_id), "") == unknown.replace(str(UUID(int=5)), "")
    assert tom.get(PAGE).status_code == 404
    assert len(scenario.events_of()) == 1
    assert len(scenario.events_of(ROAD.brand_id)) == 1


def without_tokens(text):
    """A token against forged requests says when the page was made."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", text)
