"""The calls as those who answer see them: terms first, then the test, then joining."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from domain.assessments.answers import TextAnswer
from domain.assessments.attempt_context import CandidateAnswer
from domain.clock import system_clock
from domain.members.member import Member
from domain.members.qualification import Qualification, QualificationReason
from domain.money import Money
from domain.terms import Paid, Voluntary
from tests.support.assessment_candidates import FUSE, RULES_WITH_FREE_TEXT
from tests.support.people import HEATING, MANAGER, MORNING
from tests.support.pool_members import CALL, TEST, attempt_id
from tests.support.private_texts import stored_text
from tests.web.members.pool_fixture import BRAND, EXPERT, presses

CALLS, ONE = "/calls", f"/calls/{CALL}"
FAR = datetime(2100, 2, 1, tzinfo=UTC)


@pytest.fixture
def ed(scenario, signed_in):  # noqa: ARG001 - the fixture creates the members
    return signed_in(EXPERT)


def test_a_member_without_calls_sees_none(ed):
    assert "There are no calls for experts at the moment." in ed.get(CALLS).text


def test_the_terms_come_first(ed, scenario):
    scenario.ed_joins()
    scenario.calls(terms=Paid(Money(250, "EUR"), 20))

    for page in (ed.get(CALLS).text, ed.get(ONE).text):
        for text in ("€2.50", "commission (20%)", "€0.50", "€2.00"):
            assert text in page
        assert "earn €20.00" in page


def test_the_rule_of_pay_is_shown_before_joining_a_paid_call(ed, scenario):
    scenario.ed_joins()
    scenario.calls()

    page = ed.get(ONE).text

    assert "When a conversation earns" in page
    assert "The pay is held for 7 days." in page


def test_an_account_without_profile_is_led_to_it(ed, scenario):
    scenario.calls()

    assert 'href="/me"' in ed.get(CALLS).text
    assert "Fill in your profile" in ed.get(ONE).text


def test_an_unqualified_member_is_led_to_the_test(ed, scenario):
    scenario.ed_joins()
    scenario.calls()
    page = ed.get(ONE).text

    assert f'href="/tests/{TEST}"' in page
    assert f'action="{ONE}/join"' not in page


def test_a_call_that_does_not_exist_is_absent_in_french(ed):
    token = ed.get("/me").text.split('name="csrf_token" value="')[1].split('"')[0]
    form = {"csrf_token": token}
    response = ed.post(f"{CALLS}/{UUID(int=7)}/join", data=form, headers={"Accept-Language": "fr"})

    assert response.status_code == 404
    assert "Cet appel à experts n’existe pas." in response.text


def test_a_call_that_opens_later_cannot_be_joined_and_says_when_in_french(ed, scenario):
    scenario.ed_joins()
    scenario.ed_passes()
    scenario.calls(starts_at=datetime(2100, 1, 2, 9, 30, tzinfo=UTC), ends_at=FAR)
    token = ed.get("/me").text.split('name="csrf_token" value="')[1].split('"')[0]

    form = {"csrf_token": token}
    response = ed.post(f"{ONE}/join", data=form, headers={"Accept-Language": "fr"})

    assert response.status_code == 409
    opens = "2 janv. 2100, 09:30:00\N{NO-BREAK SPACE}UTC"
    assert f"Cet appel à experts ouvre le {opens}." in response.text


def test_a_qualified_member_joins_and_answers_for_the_brand(ed, scenario):
    member_id = scenario.ed_joins()
    scenario.ed_passes()
    scenario.calls()

    response = presses(ed, ONE, f"{ONE}/join")

    assert (response.status_code, response.location) == (303, ONE)
    scenario.update_read_models()
    page = ed.get(ONE).text
    assert "You have joined: you now answer visitors for Nest &amp; Away" in page
    assert f'action="{ONE}/join"' not in page
    assert scenario.brand_id in scenario.market.log.load(Member, member_id).engagements


def test_an_expired_qualification_leads_to_the_test_again(ed, scenario):
    scenario.ed_joins()
    scenario.ed_passes(until=MORNING + timedelta(days=1))
    scenario.calls()

    assert f'href="/tests/{TEST}"' in ed.get(ONE).text


def test_a_member_with_other_languages_is_refused(ed, scenario):
    scenario.ed_joins(languages=("de",))
    scenario.ed_passes()
    scenario.calls()

    assert "answer in other languages than yours" in ed.get(ONE).text


def test_a_member_of_another_country_is_refused(ed, scenario):
    scenario.ed_joins()
    scenario.ed_passes()
    scenario.calls(countries=("BE",))

    assert "people who live in other countries" in ed.get(ONE).text


def test_a_call_that_opens_later_says_when(ed, scenario):
    scenario.ed_joins()
    scenario.ed_passes()
    opens = system_clock() + timedelta(days=9)
    scenario.calls(starts_at=opens)
    page = ed.get(ONE).text

    assert "This call for experts opens on" in page
    assert f'action="{ONE}/join"' not in page


def test_a_volunteer_of_the_brand_cannot_be_paid_by_it_too(ed, scenario):
    scenario.ed_joins()
    scenario.ed_passes()
    scenario.calls()
    page = ed.get(ONE).text
    scenario.welcomes_ed(Voluntary(5))

    later_page = ed.get(ONE).text
    assert "You cannot be both a paid expert and a volunteer for the same brand." in later_page
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    assert ed.post(f"{ONE}/join", data={"csrf_token": token}).status_code == 409


def test_an_expert_of_the_brand_reads_that_they_answer_already(ed, scenario):
    scenario.ed_joins()
    scenario.ed_passes()
    scenario.calls()
    scenario.welcomes_ed()

    page, listed = ed.get(ONE).text, ed.get(CALLS).text

    assert "You already answer visitors for Nest &amp; Away as a paid expert." in page
    assert "volunteer for the same brand" not in page
    assert 'href="/me/brands"' in page
    assert "you are qualified" not in listed
    assert "you answer for this brand" in listed


def test_a_qualified_member_with_other_languages_is_not_listed_as_qualified(ed, scenario):
    scenario.ed_joins(languages=("de",))
    scenario.ed_passes()
    scenario.calls()

    assert "you are qualified" not in ed.get(CALLS).text


def test_a_member_whose_test_is_being_graded_is_not_led_to_it(ed, scenario):
    member_id = scenario.ed_joins()
    scenario.calls()
    scenario.market.assessments.publish(TEST, RULES_WITH_FREE_TEXT, MANAGER, MORNING)
    attempts, at = scenario.market.attempts, system_clock()
    attempts.start(UUID(int=9), TEST, member_id, 11, at)
    store_answer(scenario, UUID(int=9), member_id, at)
    attempts.submit(UUID(int=9), member_id, at)
    scenario.update_read_models()

    page = ed.get(ONE).text

    assert "A person is grading your test." in page
    assert f'href="/tests/{TEST}"' not in page


def test_the_language_of_the_test_is_stated_before_it_is_taken(ed, scenario):
    scenario.ed_joins()
    scenario.calls()

    assert re.search(r"Electricity on board</strong>\s*\(in English\)", ed.get(ONE).text)


def store_answer(scenario, attempt_id, member_id, at):
    """A free-text answer, which only a person can grade."""
    text_id = stored_text(scenario.store, "It burns.", attempt_id, member_id, at)
    answer = CandidateAnswer(FUSE.id, TextAnswer(text_id, 9), 0)
    scenario.market.attempts.save_answers(attempt_id, member_id, [answer], at)


def test_joining_twice_has_no_further_effect(ed, scenario):
    scenario.ed_joins()
    scenario.ed_passes()
    scenario.calls()
    token = ed.get(ONE).text.split('name="csrf_token" value="')[1].split('"')[0]

    codes = [ed.post(f"{ONE}/join", data={"csrf_token": token}).status_code for _ in range(2)]

    assert codes == [303, 303]


def test_a_closed_or_full_call_says_so(ed, scenario):
    scenario.ed_joins()
    scenario.calls()
    scenario.market.calls.close(CALL, "filled", MANAGER, system_clock())
    scenario.update_read_models()

    assert "This call for experts is closed." in ed.get(ONE).text
    assert "There are no calls for experts at the moment" in ed.get(CALLS).text


def test_calls_with_an_invitation_come_first(ed, scenario):
    member_id = scenario.ed_joins()
    other = scenario.calls(UUID(int=77))
    scenario.calls()
    scenario.market.calls.invite(other, [member_id], system_clock())
    scenario.update_read_models()
    page = ed.get(CALLS).text

    assert page.index(f"/calls/{other}") < page.index(ONE)
    assert "you are invited" in page


def test_a_qualification_links_to_its_badge(ed, scenario):
    scenario.ed_joins()
    attempt = scenario.ed_passes()

    assert f'href="/badges/{attempt}"' in ed.get(CALLS).text


def test_a_qualification_for_a_subject_without_name_is_omitted(ed, scenario):
    market = scenario.market
    market.subjects.add(HEATING, "heating", {"en": "Heating"}, None, MANAGER, MORNING)
    qualification = Qualification(HEATING, TEST, attempt_id(0), 85, MORNING, None)
    member_id = scenario.id_of()
    market.members.join(member_id, ("fr",), "FR", MORNING)

    def qualify(membership):
        membership.qualify(qualification, QualificationReason.PASSED, MORNING)

    market.log.update(Member, member_id, qualify)
    market.projector.step(market.read_models.pool)
    assert "Your verified subjects" not in ed.get(CALLS).text

    scenario.update_read_models()
    assert f'href="/badges/{attempt_id(0)}">Heating</a>' in ed.get(CALLS).text


def test_an_unknown_call_is_absent_and_brands_cannot_join(scenario, signed_in, ed):
    scenario.calls()

    assert ed.get(f"/calls/{UUID(int=404)}").status_code == 404
    assert signed_in(BRAND).get(ONE).status_code == 403
