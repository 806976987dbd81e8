"""Commands of several members, or of one in several tabs, at the same moment."""

from uuid import UUID, uuid4

from msgspec.structs import replace

from domain.members.member import Member, encoded_terms
from domain.recruitment.ambassador_application_commands import AmbassadorApplicationCommands
from domain.recruitment.call_for_experts import CallForExperts
from domain.terms import Voluntary
from tests.domain.assessments.assessment_fixture import at_once
from tests.domain.assessments.question_bank import CALL, OFFER, TEST, TRUE_FALSE
from tests.support.people import BRAND, MANAGER, PAID, after

PEOPLE = [UUID(int=number) for number in range(100, 120)]


def test_of_twenty_members_three_join_a_call_for_three(school):
    calls = school.call(replace(OFFER, max_experts=3))
    school.join(*PEOPLE)
    school.qualify(*PEOPLE)

    answers = at_once(*(lambda who=who: calls.join(CALL, who, after(200)) for who in PEOPLE))

    assert answers.count(None) == 3
    assert set(answers) == {None, "All the places in this call for experts are taken."}
    joined = school.log.load(CallForExperts, CALL).joined
    assert joined == {who for who, no in zip(PEOPLE, answers, strict=True) if no is None}
    assert joined == {who for who in PEOPLE if school.engaged(who)}


def test_a_call_and_an_application_at_once_start_one_engagement(school):
    calls, applications = (
        school.call(replace(OFFER, max_experts=9)),
        AmbassadorApplicationCommands(school.log),
    )
    school.join(*PEOPLE[:6])
    school.qualify(*PEOPLE[:6])

    for who in PEOPLE[:6]:
        applications.submit(applied := uuid4(), BRAND, who, {}, after(100))
        answers = at_once(
            lambda who=who: calls.join(CALL, who, after(200)),
            lambda applied=applied: applications.accept(applied, 10, MANAGER, after(200)),
        )

        assert answers.count(None) == 1
        terms = PAID if answers[0] is None else Voluntary(10)
        assert school.engaged(who) == encoded_terms(terms)
        assert school.log.load(Member, who).engagements == {BRAND: terms}


def test_two_tabs_that_start_an_attempt_at_once_start_one(school):
    school.publish(TRUE_FALSE)
    school.join(*PEOPLE[:6])
    tabs = UUID(int=1), UUID(int=2)

    for number, who in enumerate(PEOPLE[:6]):
        ids = [UUID(int=tab.int + 10 * number) for tab in tabs]
        answers = at_once(*(lambda id=id, who=who: school.start(id, who) for id in ids))

        sentence = "You have already started an attempt at this test. Continue that one."
        assert sorted(map(str, answers)) == ["None", sentence]
        assert sorted(map(school.event_names, ids)) == [[], ["Started"]]
        assert school.log.rows.holder_of("attempt", f"{TEST}/{who}/2") is None
