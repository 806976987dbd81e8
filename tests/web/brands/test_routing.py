from html import unescape

import pytest

from domain.brands.brand import Brand
from domain.brands.routing_policy import RoutingPolicy, RoutingStep
from tests.web.brands.settings_fixture import SETTINGS, error_beside, sends, value_of

PAGE = f"{SETTINGS}/routing"
POLICY, PROMISE = f"{PAGE}/policy", f"{PAGE}/promise"
FORM = {
    "models": ["voluntary", "paid"],
    "after-voluntary": "0",
    "after-paid": "30",
    "message_form_after_s": "180",
    "holdout_percent": "10",
}


def test_a_routing_policy_is_saved(ines, scenario):
    response = sends(ines, PAGE, POLICY, **FORM)

    assert (response.status_code, response.location) == (303, f"{PAGE}?saved=1")
    steps = (RoutingStep("voluntary", 0), RoutingStep("paid", 30))
    [event] = scenario.events_of()
    assert event.routing_policy == RoutingPolicy(steps, 180, 10)
    page = ines.get(PAGE).text
    assert value_of(page, "after-paid") == "30"
    assert value_of(page, "holdout_percent") == "10"


def test_the_steps_are_in_the_order_of_their_delays(ines, scenario):
    sends(ines, PAGE, POLICY, **{**FORM, "after-voluntary": "60"})

    [event] = scenario.events_of()
    assert [step.model for step in event.routing_policy.steps] == ["paid", "voluntary"]


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"models": []}, "models", "Choose who is offered requests."),
        ({"after-paid": "soon"}, "after-paid", "Enter a whole number from 0 to 86400."),
        ({"after-paid": "-1"}, "after-paid", "Enter a whole number from 0 to 86400."),
        ({"message_form_after_s": "30"}, "message_form_after_s", "after the last step"),
        ({"holdout_percent": "51"}, "holdout_percent", "Enter a whole number from 0 to 50."),
        ({"models": ["paid"]}, "holdout_percent", "needs a first model, and a second one"),
        ({"after-paid": "0"}, "holdout_percent", "needs a first model, and a second one"),
    ],
)
def test_a_policy_that_cannot_be_followed_is_refused_beside_its_field(
    ines, scenario, fields, field, sentence
):
    response = sends(ines, PAGE, POLICY, **{**FORM, **fields})

    assert response.status_code == 422
    assert sentence in unescape(error_beside(response.text, field))
    assert scenario.events_of() == []
    for name, text in {**FORM, **fields}.items():
        if name != "models":
            assert value_of(response.text, name) == text


def test_a_promise_is_saved(ines, scenario):
    response = sends(ines, PAGE, PROMISE, promised_wait_s="45")

    assert response.status_code == 303
    [event] = scenario.events_of()
    assert isinstance(event, Brand.PromiseSet)
    assert event.promised_wait_s == 45
    assert value_of(ines.get(PAGE).text, "promised_wait_s") == "45"


@pytest.mark.parametrize("text", ["", "0", "86401", "a minute", "1.5"])
def test_a_promise_that_is_none_is_refused(ines, scenario, text):
    response = sends(ines, PAGE, PROMISE, promised_wait_s=text)

    assert response.status_code == 422
    sentence = "Enter a whole number from 1 to 86400."
    assert error_beside(response.text, "promised_wait_s") == sentence
    assert value_of(response.text, "promised_wait_s") == text
    assert scenario.events_of() == []


def test_another_brands_routing_is_absent(tom):
    assert tom.get(PAGE).status_code == 404
    assert tom.post(POLICY, data=FORM).status_code in (400, 404)
    assert tom.post(PROMISE, data={"promised_wait_s": "1"}).status_code in (400, 404)
