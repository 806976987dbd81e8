"""Applying to help a brand, and its answer: accepted, or declined with a reason."""

import re
from uuid import uuid4

import pytest

from domain.brands.brand import Criterion
from domain.members.member import Member
from domain.terms import Voluntary
from projections.recruitment.applications import applications_of
from tests.support.people import MANAGER, MORNING
from tests.web.members.pool_fixture import BRAND, EXPERT, OTHER, PLATFORM, presses
from tests.web.shop import NEST, ROAD
from web.private_store.texts import PrivateTexts

BRANDS = "/brands-to-help"
APPLY = f"{BRANDS}/{NEST.brand_id}/apply"
OURS = "/brands/nest/applications"
MOTIVATION = "We have exchanged homes since 2011."


@pytest.fixture
def ed(scenario, signed_in):
    scenario.ed_joins()
    return signed_in(EXPERT)


@pytest.fixture
def ines(scenario, signed_in):  # noqa: ARG001 - the fixture creates the members
    return signed_in(BRAND)


def applies(scenario, client, **fields):
    form = {
        "home_exchanges": "5",
        "motivation": MOTIVATION,
        "application_id": str(uuid4()),
        **fields,
    }
    response = presses(client, BRANDS, APPLY, **form)
    scenario.update_read_models()
    return response


def mine(scenario):
    scenario.update_read_models()
    with scenario.market.read_models.read(scenario.market.read_models.applications) as db:
        return applications_of(scenario.id_of(), db)


def test_only_brands_with_criteria_are_listed(ed, scenario):
    scenario.asks_for()
    page = ed.get(BRANDS).text

    assert "Nest &amp; Away" in page
    assert "Home exchanges, at least 2" in page
    assert "Road Kitchen" not in page


def test_a_brand_reads_the_application_of_a_member(ed, ines, scenario):
    scenario.asks_for()

    response = applies(scenario, ed)

    assert (response.status_code, response.location) == (303, BRANDS)
    [sent] = mine(scenario)
    assert (sent.declared_counts, sent.brand_id) == ({"home_exchanges": 5}, NEST.brand_id)
    assert PrivateTexts(scenario.store).read([sent.text_id]) == {sent.text_id: MOTIVATION}
    page = ines.get(OURS).text
    for text in ("Ed Xpert", EXPERT, MOTIVATION, "declared; your minimum is 2"):
        assert text in page
    assert "You have already applied to this brand" in ed.get(BRANDS).text


def test_motivation_is_optional_and_declared_counts_are_required(ed, scenario):
    scenario.asks_for()
    too_long = "9" * 5000
    for text, sentence in (
        ("", "Enter a whole number."),
        (too_long, "number."),
        ("1", "asks for at least 2"),
    ):
        response = applies(scenario, ed, home_exchanges=text)
        assert response.status_code == 422
        assert sentence in response.text
        assert MOTIVATION in response.text
    assert mine(scenario) == []

    assert applies(scenario, ed, motivation="").status_code == 303
    assert mine(scenario)[0].text_id is None


def test_a_motivation_that_is_too_long_is_refused(ed, scenario):
    scenario.asks_for()

    assert applies(scenario, ed, motivation="w" * 2001).status_code == 422


def test_a_motivation_that_cannot_be_displayed_is_refused_and_kept(ed, scenario):
    scenario.asks_for()

    response = applies(scenario, ed, motivation=f"{MOTIVATION}\N{RIGHT-TO-LEFT OVERRIDE}")

    assert response.status_code == 422
    assert "This text contains a character that cannot be displayed (U+202E)." in response.text
    assert MOTIVATION in response.text
    assert mine(scenario) == []


def test_submitting_twice_creates_one_application(ed, scenario):
    scenario.asks_for()
    token = ed.get(BRANDS).text.split('name="csrf_token" value="')[1].split('"')[0]
    form = {"home_exchanges": "5", "application_id": str(uuid4()), "csrf_token": token}

    assert [ed.post(APPLY, data=form).status_code for _ in range(2)] == [303, 303]
    assert len(mine(scenario)) == 1


def test_a_brand_accepts_an_application_with_points(ed, ines, scenario):
    scenario.asks_for()
    applies(scenario, ed)
    [sent] = mine(scenario)

    response = presses(ines, OURS, f"{OURS}/{sent.application_id}/welcome", points="12")

    assert (response.status_code, response.location) == (303, OURS)
    engaged = scenario.market.log.load(Member, scenario.id_of()).engagements
    assert engaged == {NEST.brand_id: Voluntary(12)}
    scenario.update_read_models()
    assert "You answer this brand's visitors as a volunteer" in ed.get(BRANDS).text
    assert "No applications are waiting." in ines.get(OURS).text


def test_the_points_of_the_ambassador_accepted_last_are_proposed(ed, ines, scenario):
    scenario.asks_for()
    ambassador_id = scenario.crowd.joins(3)
    start = scenario.market.members.start_engagement
    start(ambassador_id, NEST.brand_id, Voluntary(7), MANAGER, MORNING)
    applies(scenario, ed)

    assert re.search(r'name="points"[^>]* value="7"', ines.get(OURS).text)


@pytest.mark.parametrize("points", ["", "-1", "1001", "many"])
def test_invalid_points_accept_no_application(ed, ines, scenario, points):
    scenario.asks_for()
    applies(scenario, ed)
    action = f"{OURS}/{mine(scenario)[0].application_id}/welcome"

    assert presses(ines, OURS, action, points=points).status_code == 422
    assert mine(scenario)[0].is_waiting


def test_a_rejection_shows_its_reason_to_the_applicant(ed, ines, scenario):
    scenario.asks_for()
    applies(scenario, ed)
    action = f"{OURS}/{mine(scenario)[0].application_id}/turn-down"

    assert presses(ines, OURS, action, reason="other", reply=" ").status_code == 422
    assert presses(ines, OURS, action, reason="bored", reply="No.").status_code == 422
    response = presses(ines, OURS, action, reason="not_verified", reply="We found no exchange.")

    assert response.status_code == 303
    scenario.update_read_models()
    page = ed.get(BRANDS).text
    assert "the information provided could not be verified" in page
    assert "<blockquote>We found no exchange.</blockquote>" in page
    assert f'action="{APPLY}"' in page  # one may apply again


def test_an_application_is_decided_once(ed, ines, scenario):
    scenario.asks_for()
    applies(scenario, ed)
    action = f"{OURS}/{mine(scenario)[0].application_id}"
    token = ines.get(OURS).text.split('name="csrf_token" value="')[1].split('"')[0]
    sent = {"reason": "other", "reply": "No.", "points": "1", "csrf_token": token}
    ines.post(f"{action}/turn-down", data=sent)
    scenario.update_read_models()

    assert ines.post(f"{action}/turn-down", data=sent).status_code == 409
    assert ines.post(f"{action}/welcome", data=sent).status_code == 409


def test_an_application_is_withdrawn(ed, scenario):
    scenario.asks_for()
    applies(scenario, ed)
    action = f"{BRANDS}/applications/{mine(scenario)[0].application_id}/take-back"

    assert presses(ed, BRANDS, action).status_code == 303
    assert mine(scenario)[0].state == "withdrawn"


def test_another_brands_applications_are_absent(ed, scenario, signed_in):
    scenario.asks_for()
    applies(scenario, ed)
    tom, sent = signed_in(OTHER), mine(scenario)[0].application_id
    page = tom.get("/brands/road/applications").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]

    assert MOTIVATION not in page
    for decision in ("welcome", "turn-down"):
        data = {"points": "1", "reason": "other", "reply": "No.", "csrf_token": token}
        action = f"/brands/road/applications/{sent}/{decision}"
        assert tom.post(action, data=data).status_code == 404
    assert tom.get(OURS).status_code == 404


def test_a_brand_without_criteria_takes_no_applications(ed, scenario):
    scenario.asks_for()
    token = ed.get(BRANDS).text.split('name="csrf_token" value="')[1].split('"')[0]

    response = ed.post(f"{BRANDS}/{ROAD.brand_id}/apply", data={"csrf_token": token})

    assert response.status_code == 404


def test_a_brand_sees_its_criteria_and_where_to_change_them(ines, scenario):
    scenario.asks_for(Criterion("home_exchanges", 3))

    page = ines.get(OURS).text

    assert "Home exchanges: at least 3" in page
    assert 'href="/brands/nest/settings/criteria"' in page


def test_a_custom_criterion_is_listed_as_written(ed, scenario):
    scenario.asks_for(Criterion("kilometres_by_bike", 100))

    assert "Kilometres by bike, at least 100" in ed.get(BRANDS).text


def test_accounts_without_profile_are_led_to_it_and_other_roles_find_no_page(scenario, signed_in):
    scenario.asks_for()
    page = signed_in(EXPERT).get(BRANDS).text

    assert 'href="/me"' in page
    assert not re.search(r"/apply\"", page)
    assert signed_in(PLATFORM).get(BRANDS).status_code == 403
