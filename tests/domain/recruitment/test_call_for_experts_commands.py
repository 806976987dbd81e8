"""Commands on calls: joining starts an engagement, up to the maximum of experts."""

from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from domain.brands.brand_commands import BrandCommands
from domain.brands.subject import SubjectCommands
from domain.errors import Invalid, NotAllowed, NotFound, NotNow
from domain.log.entries import IdempotencyKey
from domain.members.member import Member, encoded_terms
from domain.moderation.suspension_commands import SuspensionCommands
from domain.recruitment.call_for_experts import CallForExperts
from tests.domain.assessments.assessment_fixture import refused
from tests.domain.assessments.question_bank import CALL, OFFER, RULES, TEST, TEXT, TRUE_FALSE
from tests.support.people import (
    BRAND,
    EXPERT,
    HEATING,
    MANAGER,
    OTHER_BRAND,
    OTHER_EXPERT,
    PAID,
    VOLUNTARY,
    after,
)

OTHER_TEST = UUID(int=72)


@pytest.fixture
def calls(school):
    """A call is out, and one expert has passed its test."""
    made = school.call()
    school.qualify(EXPERT)
    return made


def test_joining_starts_an_engagement_on_the_calls_terms(calls, school):
    head = school.log.rows.head()

    calls.join(CALL, EXPERT, after(200))

    assert school.log.load(Member, EXPERT).engagements == {BRAND: PAID}
    assert school.engaged() == encoded_terms(PAID)
    topics = [row.topic for row in school.log.read(head, 10)]
    assert topics == ["CallForExperts.MemberJoined.1", "Member.EngagementStarted.1"]


def test_joining_twice_with_one_idempotency_key_joins_once(calls, school):
    idempotency_key = IdempotencyKey.of("key", "join")

    first = calls.join(CALL, EXPERT, after(200), idempotency_key)

    assert calls.join(CALL, EXPERT, after(200), idempotency_key) == first == school.log.rows.head()


def test_a_call_invites_and_is_closed(calls, school):
    calls.invite(CALL, [EXPERT, OTHER_EXPERT], after(50))
    head = calls.invite(CALL, [OTHER_EXPERT], after(60))
    calls.close(CALL, "no_longer_needed", MANAGER, after(70))

    assert school.event_names(CALL) == ["Published", "MembersInvited", "Closed"]
    assert school.log.rows.head() == head + 1


@pytest.mark.parametrize(
    ("change", "refusal", "sentence"),
    [
        ({"brand_id": uuid4()}, NotFound, "This brand does not exist"),
        ({"subject_id": uuid4()}, NotFound, "This subject does not exist"),
        ({"assessment_id": uuid4()}, NotFound, "This test does not exist"),
        (
            {"subject_id": HEATING},
            Invalid,
            "The test and the call for experts are about different subjects",
        ),
        ({"brand_id": OTHER_BRAND}, Invalid, "This test belongs to another brand"),
        ({"max_experts": 0}, Invalid, "A call for experts needs at least one place"),
    ],
    ids=["brand", "subject", "test", "another subject", "another brand", "nobody"],
)
def test_a_call_needs_a_matching_brand_subject_and_test(calls, school, change, refusal, sentence):
    SubjectCommands(school.log).add(HEATING, "heating", {"en": "Heating"}, None, None, after(0))
    BrandCommands(school.log).register(OTHER_BRAND, "nest", "Nest", "UTC", "EUR", None, after(0))
    offer = replace(OFFER, **change)

    refused(school, refusal, sentence, lambda: calls.publish(uuid4(), offer, MANAGER, after(0)))


def test_a_call_needs_an_open_test(calls, school):
    school.assessments.withdraw(TEST, MANAGER, after(0))

    refused(school, NotNow, "not open", lambda: calls.publish(uuid4(), OFFER, MANAGER, after(0)))


def test_a_test_of_the_platform_fits_calls_of_every_brand(calls, school):
    subject_id = OFFER.subject_id
    school.assessments.create(
        OTHER_TEST, None, subject_id, "Any", "en", MANAGER, after(0), questions=[TRUE_FALSE]
    )
    school.assessments.publish(OTHER_TEST, RULES, MANAGER, after(0))

    calls.publish(other := uuid4(), replace(OFFER, assessment_id=OTHER_TEST), MANAGER, after(0))

    assert school.log.load(CallForExperts, other).details.assessment_id == OTHER_TEST


@pytest.mark.parametrize("terms", [VOLUNTARY, PAID])
def test_a_member_with_an_engagement_does_not_join(calls, school, terms):
    school.members.start_engagement(EXPERT, BRAND, terms, MANAGER, after(0))

    refused(
        school,
        NotNow,
        "This person already answers visitors for the brand",
        lambda: calls.join(CALL, EXPERT, after(200)),
    )
    assert school.engaged() == encoded_terms(terms)


def test_a_member_without_qualification_does_not_join(calls, school):
    refused(
        school,
        NotAllowed,
        "Pass the required test first",
        lambda: calls.join(CALL, OTHER_EXPERT, after(200)),
    )


@pytest.mark.parametrize("brand_id", [BRAND, None], ids=["by the brand", "for all brands"])
def test_a_suspended_member_does_not_join(calls, school, brand_id):
    period = (after(150), None)
    SuspensionCommands(school.log).decide(
        uuid4(), EXPERT, brand_id, period, [1], (TEXT, 80), MANAGER, after(100)
    )

    refused(school, NotNow, "suspended", lambda: calls.join(CALL, EXPERT, after(200)))


def test_a_member_suspended_by_another_brand_joins(calls, school):
    SuspensionCommands(school.log).decide(
        uuid4(), EXPERT, OTHER_BRAND, (after(100), None), [1], (TEXT, 80), MANAGER, after(100)
    )

    calls.join(CALL, EXPERT, after(200))

    assert school.engaged() == encoded_terms(PAID)


def test_an_unknown_call_is_not_found(calls, school):
    refused(
        school,
        NotFound,
        "This call for experts does not exist",
        lambda: calls.join(uuid4(), EXPERT, after(200)),
    )
