"""The calls as those who answer see them: terms first, then the test, then joining."""

from datetime import timedelta
from uuid import UUID

import pytest

from domain.aggregate import now
from domain.members.member import Member, Qualification, QualificationReason
from domain.money import Money
from domain.terms import Paid, Voluntary
from tests.support.people import HEATING, MANAGER, MORNING
from tests.support.pool_members import CALL, TEST, attempt_id
from tests.web.members.pool_fixture import BRAND, EXPERT, presses, stage_of

CALLS, ONE = "/calls", f"/calls/{CALL}"


@pytest.fixture
def stage(app, shop, sqlite_url):
    with stage_of(app, shop.store, sqlite_url) as stage:
        yield stage


@pytest.fixture
def ed(stage, signed_in):  # noqa: ARG001 - the fixture creates the members
    return signed_in(EXPERT)


def test_without_a_call_there_is_none(ed):
    assert "There are no calls for experts at the moment." in ed.get(CALLS).text


def test_the_terms_are_said_first(ed, stage):
    stage.ed_joins()
    stage.calls(terms=Paid(Money(250, "EUR"), 20))

    for page in (ed.get(CALLS).text, ed.get(ONE).text):
        for text in ("€2.50", "commission (20%)", "€0.50", "€2.00"):
            assert text in page
        assert "earn you €20.00" in page


def test_who_has_no_profile_yet_is_led_there(ed, stage):
    stage.calls()

    assert 'href="/me"' in ed.get(CALLS).text
    assert "Fill in your profile" in ed.get(ONE).text


def test_who_is_not_qualified_is_led_to_the_test(ed, stage):
    stage.ed_joins()
    stage.calls()
    page = ed.get(ONE).text

    assert f'href="/tests/{TEST}"' in page
    assert f'action="{ONE}/join"' not in page


def test_who_is_qualified_joins_and_answers_for_the_brand(ed, stage):
    member_id = stage.ed_joins()
    stage.ed_passes()
    stage.calls()

    answer = presses(ed, ONE, f"{ONE}/join")

    assert (answer.status_code, answer.location) == (303, ONE)
    stage.draw()
    page = ed.get(ONE).text
    assert "You have joined: you now answer visitors for Nest &amp; Away" in page
    assert f'action="{ONE}/join"' not in page
    assert stage.brand_id in stage.market.log.load(Member, member_id).engagements


def test_a_qualification_that_has_lapsed_leads_to_the_test_again(ed, stage):
    stage.ed_joins()
    stage.ed_passes(until=MORNING + timedelta(days=1))
    stage.calls()

    assert f'href="/tests/{TEST}"' in ed.get(ONE).text


def test_who_speaks_other_languages_is_told_so(ed, stage):
    stage.ed_joins(languages=("de",))
    stage.ed_passes()
    stage.calls()

    assert "answer in other languages than yours" in ed.get(ONE).text


def test_who_lives_elsewhere_is_told_so(ed, stage):
    stage.ed_joins()
    stage.ed_passes()
    stage.calls(countries=("BE",))

    assert "people who live in other countries" in ed.get(ONE).text


def test_a_call_that_opens_later_says_when(ed, stage):
    stage.ed_joins()
    stage.ed_passes()
    opens = now() + timedelta(days=9)
    stage.calls(starts_at=opens)
    page = ed.get(ONE).text

    assert "This call for experts opens on" in page
    assert f'action="{ONE}/join"' not in page


def test_a_volunteer_of_the_brand_cannot_be_paid_by_it_too(ed, stage):
    stage.ed_joins()
    stage.ed_passes()
    stage.calls()
    page = ed.get(ONE).text
    stage.welcomes_ed(Voluntary(5))

    later_page = ed.get(ONE).text
    assert "You cannot be both a paid expert and a volunteer for the same brand." in later_page
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    assert ed.post(f"{ONE}/join", data={"csrf_token": token}).status_code == 409


def test_pressed_twice_it_is_joined_once(ed, stage):
    stage.ed_joins()
    stage.ed_passes()
    stage.calls()
    token = ed.get(ONE).text.split('name="csrf_token" value="')[1].split('"')[0]

    codes = [ed.post(f"{ONE}/join", data={"csrf_token": token}).status_code for _ in range(2)]

    assert codes == [303, 303]


def test_a_call_that_is_closed_or_full_says_so(ed, stage):
    stage.ed_joins()
    stage.calls()
    stage.market.calls.close(CALL, "filled", MANAGER, now())
    stage.draw()

    assert "This call for experts is closed." in ed.get(ONE).text
    assert "There are no calls for experts at the moment" in ed.get(CALLS).text


def test_those_one_was_invited_to_come_first(ed, stage):
    member_id = stage.ed_joins()
    other = stage.calls(UUID(int=77))
    stage.calls()
    stage.market.calls.invite(other, [member_id], now())
    stage.draw()
    page = ed.get(CALLS).text

    assert page.index(f"/calls/{other}") < page.index(ONE)
    assert "you are invited" in page


def test_what_one_has_shown_leads_to_its_badge(ed, stage):
    stage.ed_joins()
    attempt = stage.ed_passes()

    assert f'href="/badges/{attempt}"' in ed.get(CALLS).text


def test_what_one_has_shown_is_left_out_while_no_page_knows_what_it_is_called(ed, stage):
    market = stage.market
    market.subjects.add(HEATING, "heating", {"en": "Heating"}, None, MANAGER, MORNING)
    held = Qualification(HEATING, TEST, attempt_id(0), 85, MORNING, None)
    member_id = stage.id_of()
    market.members.join(member_id, ("fr",), "FR", MORNING)
    qualify = lambda membership: membership.qualify(held, QualificationReason.PASSED, MORNING)  # noqa: E731
    market.log.update(Member, member_id, qualify)
    market.projector.step(market.read_models.pool)
    assert "Your verified subjects" not in ed.get(CALLS).text

    stage.draw()
    assert f'href="/badges/{attempt_id(0)}">Heating</a>' in ed.get(CALLS).text


def test_a_call_that_is_not_there_is_absent_and_brands_do_not_join(stage, signed_in, ed):
    stage.calls()

    assert ed.get(f"/calls/{UUID(int=404)}").status_code == 404
    assert signed_in(BRAND).get(ONE).status_code == 403
