"""Publishing a call for experts, and what comes of it."""

import re
from datetime import timedelta
from uuid import UUID

import pytest

from domain.clock import system_clock
from domain.money import Money
from domain.recruitment.call_for_experts import CallCloseReason, CallForExperts
from domain.terms import Paid
from projections.recruitment.calls import call_with_id, calls_of
from tests.support.people import ELECTRICITY, MANAGER, MORNING
from tests.support.pool_members import CALL, TEST, member_id
from tests.web.members.pool_fixture import BRAND, EXPERT, OTHER, PLATFORM, presses, scenario_of
from tests.web.shop import NEST, ROAD
from web.recruitment.invitations import InvitationRounds

CALLS, NEW, REVIEW = "/brands/nest/calls", "/brands/nest/calls/new", "/brands/nest/calls/review"
ONE = f"{CALLS}/{CALL}"
DETAILS = {
    "assessment_id": str(TEST),
    "languages": ["fr", "en"],
    "countries": ["FR"],
    "starts_on": "2031-06-01",
    "ends_on": "2031-06-30",
    "max_experts": "4",
    "price": "2,50",
}


@pytest.fixture
def ines(scenario, signed_in):  # noqa: ARG001 - the fixture creates the members
    return signed_in(BRAND)


def hidden_on(page):
    """The fields that a page carries along, some of them several times."""
    fields = {}
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page):
        fields.setdefault(name, []).append(value)
    return fields


def publishes(client, **fields):
    """Fill in, look over, publish; return the response to the last step."""
    page = client.get(REVIEW, query_string={**DETAILS, **fields}).text
    return client.post(CALLS, data=hidden_on(page))


def test_a_brand_without_calls_says_so(ines):
    assert "You have not published any calls for experts yet." in ines.get(CALLS).text


def test_a_new_call_offers_the_open_tests_by_subject(ines, scenario):
    scenario.market.assessments.create(
        UUID(int=8), ROAD.brand_id, ELECTRICITY, "Theirs", "en", MANAGER, MORNING
    )
    scenario.update_read_models()
    page = ines.get(NEW).text

    assert '<optgroup label="Electricity">' in page
    assert f'<option value="{TEST}">Electricity on board</option>' in page
    assert "Theirs" not in page


def test_a_call_needs_an_open_test(ines, scenario):
    scenario.market.assessments.withdraw(TEST, MANAGER, MORNING)
    scenario.update_read_models()

    assert "No test is open" in ines.get(NEW).text


def test_the_review_page_states_what_an_expert_earns(ines, scenario):
    for number in range(3):
        scenario.crowd.joins(number)
    scenario.update_read_models()
    page = ines.get(REVIEW, query_string=DETAILS).text

    for text in ("€2.50", "commission (20%)", "€0.50", "€2.00", "1 June 2031"):
        assert text in page
    assert "earn €20.00" in page
    assert re.search(r"Matching members of the pool:\s*<strong>3</strong>", page)
    assert len(scenario.market.log.history(CALL)) == 0


def test_the_review_page_names_languages_in_which_the_test_is_not_written(ines):
    both = ines.get(REVIEW, query_string=DETAILS).text
    same = ines.get(REVIEW, query_string={**DETAILS, "languages": ["en"]}).text

    assert "The test is written in English." in both
    assert "people who answer in: French." in both
    assert "The test is written in English." not in same


def test_small_numbers_of_matching_members_are_hidden(ines, scenario):
    scenario.crowd.joins(0)
    scenario.update_read_models()

    assert "<strong>fewer than 3</strong>" in ines.get(REVIEW, query_string=DETAILS).text


def published(scenario):
    scenario.update_read_models()
    with scenario.market.read_models.read(scenario.market.read_models.calls) as db:
        return calls_of(NEST.brand_id, db)


def test_a_call_is_published_as_reviewed(ines, scenario):
    response = publishes(ines)

    [call] = published(scenario)
    assert (response.status_code, response.location) == (303, f"{CALLS}/{call.call_id}")
    details = call.details
    assert (details.brand_id, details.subject_id, details.assessment_id) == (
        NEST.brand_id,
        ELECTRICITY,
        TEST,
    )
    assert (details.languages, details.countries, details.max_experts) == (("fr", "en"), ("FR",), 4)
    assert details.terms == Paid(Money(250, "EUR"), 20)
    assert details.starts_at.isoformat() == "2031-05-31T22:00:00+00:00"
    assert details.ends_at.isoformat() == "2031-06-30T22:00:00+00:00"
    event = scenario.market.log.history(call.call_id)[0].data
    assert event.by == scenario.id_of(BRAND)


def test_a_new_call_is_listed_while_read_models_are_behind(app, shop, sqlite_url, signed_in):
    with scenario_of(app, shop.store, sqlite_url, is_projected=False):
        ines = signed_in(BRAND)
        response = publishes(ines)

        page = ines.get(response.location)

    assert page.status_code == 200
    assert "Still updating" in page.text


def test_publishing_twice_creates_one_call(ines, scenario):
    fields = hidden_on(ines.get(REVIEW, query_string=DETAILS).text)

    responses = [ines.post(CALLS, data=fields) for _ in range(2)]

    assert [response.status_code for response in responses] == [303, 303]
    assert responses[0].location == responses[1].location
    assert len(published(scenario)) == 1


BAD = [
    ("assessment_id", "", "Choose an open test."),
    ("assessment_id", str(UUID(int=9)), "Choose an open test."),
    ("languages", [], "Choose the languages the experts answer in."),
    ("languages", ["tlh"], "Choose the languages the experts answer in."),
    ("countries", ["XX"], "Choose countries from the list, or none to include all countries"),
    ("starts_on", "soon", "Enter the date as year-month-day, for example 2017-06-30."),
    ("ends_on", "2031-05-31", "The last day cannot be before the first day or in the past"),
    ("max_experts", "0", "Enter a whole number between 1 and 1000."),
    ("max_experts", "9" * 5000, "Enter a whole number between 1 and 1000."),
    ("max_experts", "many", "Enter a whole number between 1 and 1000."),
    ("price", "", "Enter an amount, for example 2.00."),
    ("price", "-3", "Enter an amount, for example 2.00."),
    ("price", "2.505", "Enter an amount, for example 2.00."),
    ("price", "2.50 USD", "This brand pays in EUR. Enter only the amount."),
    ("price", "$2.50", "This brand pays in EUR. Enter only the amount."),
    ("price", "0", "The amount must be greater than zero."),
]


@pytest.mark.parametrize(("field", "value", "sentence"), BAD)
def test_an_invalid_value_is_reported_at_its_field(ines, scenario, field, value, sentence):
    response = ines.get(REVIEW, query_string={**DETAILS, field: value})
    assert response.status_code == 422
    assert re.search(rf'id="{field}-says">{re.escape(sentence)}', response.text)

    token = hidden_on(ines.get(NEW).text)["csrf_token"][0]
    sent = ines.post(CALLS, data={**DETAILS, field: value, "csrf_token": token})
    assert sent.status_code == 422
    assert published(scenario) == []


def test_the_brands_own_currency_may_be_written(ines, scenario):
    publishes(ines, price="3 EUR")

    assert published(scenario)[0].details.terms == Paid(Money(300, "EUR"), 20)


@pytest.mark.parametrize("chosen", ["0", "100", "1"])
def test_a_brand_cannot_choose_the_commission(ines, scenario, chosen):
    page = ines.get(NEW).text
    publishes(ines, price="3", commission=chosen)

    assert 'name="commission"' not in page
    assert "commission of 20% and VAT where it applies: nothing is added to it" in page
    assert published(scenario)[0].details.terms == Paid(Money(300, "EUR"), 20)


def test_going_back_to_the_form_keeps_its_values(ines):
    page = ines.get(NEW, query_string=DETAILS).text

    assert f'<option value="{TEST}" selected>' in page
    assert 'value="2,50"' in page
    assert re.search(r'value="fr" checked', page)
    assert not re.search(r'value="de" checked', page)


def test_a_call_states_how_many_were_invited_and_joined(ines, scenario):
    scenario.calls()
    scenario.market.calls.invite(CALL, [member_id(n) for n in range(7)], system_clock())
    scenario.update_read_models()
    page = ines.get(ONE).text

    assert figures_on(page) == {"Invited": "7", "Joined": "0"}
    assert "Invitations are being prepared" in page
    assert figures_on(ines.get(CALLS).text) == {}
    assert "0 of 3" in ines.get(CALLS).text


def figures_on(page):
    return dict(
        re.findall(
            r"<dt>([^<]+)</dt><dd>([^<]+)</dd>(?:<dd class|</div>)",
            page.split('class="call-page"')[0],
        )
    )


def test_the_invite_button_requests_a_round(ines, scenario, shop):
    scenario.calls()
    rounds = InvitationRounds(shop.store)
    rounds.finish(CALL, system_clock())
    assert "Invitations are being prepared" not in ines.get(ONE).text

    response = presses(ines, ONE, f"{ONE}/invite")

    assert response.status_code == 303
    assert rounds.is_due(CALL)
    rounds.finish(CALL, system_clock())


def test_a_call_is_closed_with_a_reason(ines, scenario):
    scenario.calls()

    response = presses(ines, ONE, f"{ONE}/close", reason="filled")

    assert response.status_code == 303
    scenario.update_read_models()
    with scenario.market.read_models.read(scenario.market.read_models.calls) as db:
        assert call_with_id(CALL, db).reason is CallCloseReason.FILLED
    page = ines.get(ONE).text
    assert "enough experts have joined" in page
    assert f'action="{ONE}/close"' not in page


def test_a_closed_call_sends_no_more_invitations(ines, scenario):
    scenario.calls()
    token = hidden_on(ines.get(ONE).text)["csrf_token"][0]
    scenario.market.calls.close(CALL, "mistake", MANAGER, system_clock())

    response = ines.post(f"{ONE}/invite", data={"csrf_token": token})

    assert response.status_code == 409
    assert "This call for experts is closed." in response.text


def test_an_unknown_reason_does_not_close_a_call(ines, scenario):
    scenario.calls()

    assert presses(ines, ONE, f"{ONE}/close", reason="bored").status_code == 422
    assert not scenario.market.log.load(CallForExperts, CALL).closed


def test_another_brands_call_is_absent(scenario, signed_in):
    scenario.calls()
    tom = signed_in(OTHER)
    token = hidden_on(tom.get("/brands/road/calls/new").text)["csrf_token"][0]

    assert tom.get(f"/brands/road/calls/{CALL}").status_code == 404
    for action in ("invite", "close"):
        sent = tom.post(f"/brands/road/calls/{CALL}/{action}", data={"csrf_token": token})
        assert sent.status_code == 404
    assert tom.get(ONE).status_code == 404


def test_the_platform_may_call_for_a_brand_and_experts_may_not(scenario, signed_in):
    assert signed_in(PLATFORM).get(NEW).status_code == 200
    assert signed_in(EXPERT).get(NEW).status_code == 404
    assert publishes(signed_in(PLATFORM)).status_code == 303
    assert len(published(scenario)) == 1


def test_an_ended_call_says_so(ines, scenario):
    scenario.calls(ends_at=system_clock() + timedelta(seconds=1))
    scenario.market.calls.close(CALL, "no_longer_needed", MANAGER, system_clock())
    scenario.update_read_models()

    assert "experts are no longer needed" in ines.get(ONE).text
