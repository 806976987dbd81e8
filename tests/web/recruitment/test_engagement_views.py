"""The brands that a member answers for, and leaving one."""

from uuid import UUID

import pytest

from domain.members.member import Member
from domain.terms import Voluntary
from tests.support.people import EMPLOYED, MANAGER
from tests.web.members.pool_fixture import BRAND, EXPERT, presses, scenario_of
from tests.web.shop import NEST, ROAD

PAGE = "/me/brands"
LEAVE = f"{PAGE}/{NEST.brand_id}/leave"


@pytest.fixture
def scenario(app, shop, sqlite_url):
    with scenario_of(app, shop.store, sqlite_url) as scenario:
        yield scenario


@pytest.fixture
def ed(scenario, signed_in):  # noqa: ARG001 - the fixture creates the members
    return signed_in(EXPERT)


def engagements(scenario):
    return scenario.market.log.load(Member, scenario.id_of()).engagements


def test_a_member_without_brands_reads_so(ed):
    assert "You do not answer visitors for any brand yet." in ed.get(PAGE).text
    assert "You answer for" not in ed.get("/").text


def test_a_member_reads_brand_role_terms_and_since_when(ed, scenario):
    scenario.ed_joins()
    scenario.welcomes_ed(Voluntary(12))

    page, home = ed.get(PAGE).text, ed.get("/").text

    for text in ("Nest &amp; Away", "Ambassador", "Points per conversation", "since 1 Jun 2026"):
        assert text in page
    assert "<dd>12</dd>" in page
    assert 'Nest &amp; Away</a><span class="soft">Ambassador</span>' in home


def test_a_member_leaves_a_brand_after_confirming(ed, scenario):
    scenario.ed_joins()
    scenario.welcomes_ed()
    assert f'href="{LEAVE}"' in ed.get(PAGE).text

    response = presses(ed, LEAVE, LEAVE)

    assert response.status_code == 303
    assert engagements(scenario) == {}
    [ended] = [
        recorded.data
        for recorded in scenario.market.log.history(scenario.id_of())
        if isinstance(recorded.data, Member.EngagementEnded)
    ]
    assert (ended.brand_id, ended.reason, ended.by) == (NEST.brand_id, "own_wish", scenario.id_of())
    assert "You no longer answer visitors for Nest &amp; Away." in ed.get(response.location).text


def test_leaving_twice_leaves_once(ed, scenario):
    scenario.ed_joins()
    scenario.welcomes_ed()
    token = ed.get(LEAVE).text.split('name="csrf_token" value="')[1].split('"')[0]

    codes = [ed.post(LEAVE, data={"csrf_token": token}).status_code for _ in range(2)]

    assert codes == [303, 303]
    assert engagements(scenario) == {}


def test_other_engagements_stay(ed, scenario):
    member_id = scenario.ed_joins()
    scenario.welcomes_ed()
    start = scenario.market.members.start_engagement
    start(member_id, ROAD.brand_id, EMPLOYED, MANAGER, scenario.market.clock())

    presses(ed, LEAVE, LEAVE)

    assert set(engagements(scenario)) == {ROAD.brand_id}
    page = ed.get(PAGE).text
    assert "Road Kitchen" in page
    assert "Nest &amp; Away" not in page


def test_an_employee_reads_that_the_contract_does_not_change(ed, scenario):
    scenario.ed_joins()
    scenario.welcomes_ed(EMPLOYED)

    assert "Your employment contract with the brand does not change." in ed.get(LEAVE).text


def test_a_brand_that_one_does_not_answer_for_cannot_be_left(ed, scenario):
    scenario.ed_joins()
    head = scenario.market.log.rows.head()
    token = ed.get("/me").text.split('name="csrf_token" value="')[1].split('"')[0]

    assert ed.get(LEAVE).status_code == 404
    assert ed.get(f"{PAGE}/{UUID(int=7)}/leave").status_code == 404
    ed.post(LEAVE, data={"csrf_token": token})
    assert scenario.market.log.rows.head() == head
    assert "You no longer" not in ed.get(f"{PAGE}?left=nonsense").text


@pytest.mark.usefixtures("scenario")
def test_a_manager_has_no_such_page(signed_in):
    assert signed_in(BRAND).get(PAGE).status_code == 403
