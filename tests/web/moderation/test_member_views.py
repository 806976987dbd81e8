"""A member's own suspensions: absent for others, and appealed once."""

import pytest

from tests.web.assessments.authoring_fixture import errors_on, text_on
from tests.web.moderation.suspension_fixture import MEMBER, OTHER_MEMBER, REASON, case_of
from tests.web.shop import NEST


@pytest.fixture
def case(app, shop, sqlite_url):
    with case_of(app, shop.store, sqlite_url, NEST.brand_id) as case:
        yield case


@pytest.fixture
def address(case, signed_in):
    location = case.decides(signed_in("ines@nest.example")).location
    return f"/me/decisions/{location.rpartition('/')[2]}"


@pytest.fixture
def emma(case, signed_in):  # noqa: ARG001 - the fixture has the conversations
    return signed_in(MEMBER)


def test_a_member_without_suspensions_sees_none(emma):
    assert "No decisions about you." in emma.get("/me/decisions").text


def test_a_suspension_shows_its_reason_and_decider(address, emma):
    listed = text_on(emma.get("/me/decisions").text)
    text = text_on(emma.get(address).text)

    assert "Nest & Away" in listed
    assert REASON in text
    assert "Decided by Inès Morel" in text
    assert "Person concerned You" in text


def test_other_members_find_no_suspension(address, signed_in):
    assert signed_in(OTHER_MEMBER).get(address).status_code == 404
    assert signed_in("ines@nest.example").get(address).status_code == 404


def test_an_appeal_needs_a_text_and_is_made_once(case, address, emma):
    empty = case.appeals(emma, address, " ")
    first, second = case.appeals(emma, address), case.appeals(emma, address)

    assert set(errors_on(empty.text)) == {"reason"}
    assert (empty.status_code, first.status_code, second.status_code) == (422, 303, 409)
    assert "Your appeal is waiting for a decision" in text_on(emma.get(address).text)
