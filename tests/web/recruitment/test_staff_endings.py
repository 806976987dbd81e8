"""A brand withdraws an open staff invitation, and ends an employee's engagement."""

import re
from uuid import UUID, uuid4

import pytest

from domain.members.member import Member
from domain.recruitment.staff_invitation import StaffInvitation
from domain.terms import Employed
from tests.support.people import euros
from tests.web.accounts.mailbox import fill_in, forget, link_in, mailbox, token_on
from tests.web.members.pool_fixture import BRAND, OTHER, scenario_of
from web.private_store.texts import PrivateTexts

STAFF = "/brands/nest/staff"
SAM = "sam@nest.example"
FRENCH = {"Accept-Language": "fr"}


@pytest.fixture
def scenario(app, shop, sqlite_url):
    forget(shop, SAM)
    with scenario_of(app, shop.store, sqlite_url) as scenario:
        yield scenario


@pytest.fixture
def ines(scenario, signed_in):  # noqa: ARG001 - the fixture creates the brand
    return signed_in(BRAND)


@pytest.fixture
def invited(ines, scenario):
    """Ines has invited Sam; the address of the page that withdraws the invitation."""
    fill_in(ines, STAFF, email=SAM, wage="21.50", language="en")
    scenario.update_read_models()
    [path] = re.findall(rf'href="({STAFF}/invitations/[^"]+)"', ines.get(STAFF).text)
    return path


@pytest.fixture
def employee(scenario):
    """The address of the page that ends the engagement of Ed, an employee."""
    member_id = scenario.ed_joins()
    scenario.welcomes_ed(Employed(euros(2150)))
    return f"{STAFF}/{member_id}/end"


def test_an_open_invitation_is_listed_with_address_and_wage(ines, invited):
    page = ines.get(STAFF).text

    assert "Open invitations" in page
    assert f"{SAM} · €21.50 · sent on" in page
    assert SAM in ines.get(invited).text


def test_opening_the_page_withdraws_nothing(ines, invited, scenario):
    head = scenario.market.log.rows.head()

    assert "Withdraw the invitation?" in ines.get(invited).text

    assert scenario.market.log.rows.head() == head


def test_a_withdrawn_invitation_opens_nothing_any_more(ines, invited, scenario, shop, app):
    link = link_in(mailbox(shop, SAM)[0])
    [sent] = [
        envelope.data
        for envelope in scenario.market.log.history(_id(invited))
        if isinstance(envelope.data, StaffInvitation.Sent)
    ]

    response = fill_in(ines, invited)
    scenario.update_read_models()

    assert (response.status_code, response.location) == (303, f"{STAFF}?done=withdrawn")
    assert app.test_client().get(link).status_code == 410
    assert ines.get(invited).status_code == 404
    assert "The invitation is withdrawn." in ines.get(response.location).text
    assert PrivateTexts(shop.store).read([sent.email_text_id]) == {}


def test_an_accepted_invitation_is_not_open(ines, invited, scenario, shop, app):
    link = link_in(mailbox(shop, SAM)[0])
    form = {"password": "seven long words are a good password", "languages": ["fr"]}
    assert fill_in(app.test_client(), link, **form, country="FR").status_code == 200
    scenario.update_read_models()

    assert "Open invitations" not in ines.get(STAFF).text
    assert ines.get(invited).status_code == 404


def test_an_employees_engagement_ends_with_a_reason(ines, employee, scenario):
    assert employee in ines.get(STAFF).text

    response = fill_in(ines, employee, reason="brand_wish")
    scenario.update_read_models()

    assert (response.status_code, response.location) == (303, f"{STAFF}?done=ended")
    assert scenario.market.log.load(Member, scenario.id_of()).engagements == {}
    last = scenario.market.log.history(scenario.id_of())[-1].data
    assert (last.reason, last.by) == ("brand_wish", scenario.id_of(BRAND))
    assert "No employees yet." in ines.get(response.location).text


@pytest.mark.parametrize("reason", ["", "whim"])
def test_without_a_reason_nothing_ends(ines, employee, scenario, reason):
    head = scenario.market.log.rows.head()

    response = fill_in(ines, employee, reason=reason)

    assert response.status_code == 422
    assert scenario.market.log.rows.head() == head


def test_the_pages_speak_french(ines, invited, employee):
    assert "Retirer l’invitation\u00a0?" in ines.get(invited, headers=FRENCH).text
    assert "Mettre fin à l’engagement\u00a0?" in ines.get(employee, headers=FRENCH).text


def test_another_brand_finds_neither(invited, employee, signed_in, scenario):
    tom, head = signed_in(OTHER), scenario.market.log.rows.head()
    token = token_on(tom.get("/brands/road/staff").text)
    data = {"csrf_token": token, "reason": "mistake"}

    for path in (invited, employee):
        own = path.replace("/nest/", "/road/")
        assert [tom.get(path).status_code, tom.post(path, data=data).status_code] == [404, 404]
        assert [tom.get(own).status_code, tom.post(own, data=data).status_code] == [404, 404]

    assert SAM not in tom.get("/brands/road/staff").text
    assert scenario.market.log.rows.head() == head


def test_only_employees_are_ended_here(ines, scenario):
    member_id = scenario.ed_joins()
    scenario.welcomes_ed()

    assert ines.get(f"{STAFF}/{member_id}/end").status_code == 404
    assert ines.get(f"{STAFF}/{uuid4()}/end").status_code == 404


def _id(path):
    return UUID(path.split("/")[-2])
