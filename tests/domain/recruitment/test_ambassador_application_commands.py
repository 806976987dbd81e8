"""Applications in the log: one at a time waits, and a yes makes an engagement."""

from uuid import UUID, uuid4

import pytest

from domain.brands.brand import Criterion
from domain.brands.brand_commands import BrandCommands
from domain.errors import Invalid, NotAllowed, NotFound, NotNow
from domain.log.entries import IdempotencyKey
from domain.members.member import Member, encoded_terms
from domain.moderation.suspension_commands import SuspensionCommands
from domain.recruitment.ambassador_application_commands import AmbassadorApplicationCommands
from domain.terms import Voluntary
from tests.domain.assessments.assessment_fixture import refused
from tests.domain.assessments.question_bank import TEXT
from tests.support.people import (
    AMBASSADOR,
    BRAND,
    EXPERT,
    MANAGER,
    OTHER_BRAND,
    PAID,
    VOLUNTARY,
    after,
)

APPLICATION = UUID(int=40)
CRITERIA = (Criterion("home_exchanges", 3), Criterion("years", 1))
ENOUGH = {"home_exchanges": 3, "years": 2}


@pytest.fixture
def applications(school):
    """A brand with criteria, and an application of a member who meets them."""
    school.join(AMBASSADOR)
    BrandCommands(school.log).set_ambassador_criteria(BRAND, CRITERIA, MANAGER, after(-9))
    made = AmbassadorApplicationCommands(school.log)
    made.submit(APPLICATION, BRAND, AMBASSADOR, ENOUGH, after(0))
    return made


def test_accepting_starts_a_voluntary_engagement(applications, school):
    head = school.log.rows.head()

    applications.accept(APPLICATION, 10, MANAGER, after(60))

    assert school.engaged(AMBASSADOR) == encoded_terms(Voluntary(10))
    assert school.log.load(Member, AMBASSADOR).engagements == {BRAND: Voluntary(10)}
    topics = [row.topic for row in school.log.read(head, 9)]
    assert topics == ["AmbassadorApplication.Accepted.1", "Member.EngagementStarted.1"]


def send(applications, id, **more):
    return applications.submit(id, BRAND, AMBASSADOR, ENOUGH, after(90), **more)


def test_a_member_has_one_open_application_to_a_brand(applications, school):
    refused(school, NotNow, "has not answered yet", lambda: send(applications, uuid4()))


@pytest.mark.parametrize(
    "end",
    [
        lambda applications: applications.reject(
            APPLICATION, "no_openings", TEXT, MANAGER, after(60)
        ),
        lambda applications: applications.withdraw(APPLICATION, AMBASSADOR, after(60)),
    ],
    ids=["turned down", "taken back"],
)
def test_a_member_may_apply_again_after_rejection_or_withdrawal(applications, school, end):
    end(applications)

    send(applications, second := uuid4())

    assert school.event_names(second) == ["Submitted"]


def test_applying_twice_with_one_idempotency_key_applies_once(applications, school):
    applications.withdraw(APPLICATION, AMBASSADOR, after(60))
    second, idempotency_key = uuid4(), IdempotencyKey.of("key", "apply")

    assert send(applications, second, idempotency_key=idempotency_key) == send(
        applications, second, idempotency_key=idempotency_key
    )
    assert school.event_names(second) == ["Submitted"]


def test_a_member_with_an_engagement_does_not_apply(applications, school):
    school.members.start_engagement(EXPERT, BRAND, PAID, MANAGER, after(1))

    refused(
        school,
        NotNow,
        "You already answer visitors for this brand",
        lambda: applications.submit(uuid4(), BRAND, EXPERT, ENOUGH, after(90)),
    )


def test_a_member_who_is_paid_by_now_is_not_accepted(applications, school):
    school.members.start_engagement(AMBASSADOR, BRAND, PAID, MANAGER, after(1))

    refused(
        school,
        NotNow,
        "This person already answers visitors for the brand",
        lambda: applications.accept(APPLICATION, 10, MANAGER, after(60)),
    )
    applications.reject(APPLICATION, "conflict", TEXT, MANAGER, after(61))


def test_a_suspended_member_is_not_accepted(applications, school):
    SuspensionCommands(school.log).decide(
        uuid4(), AMBASSADOR, BRAND, (after(1), None), [1], (TEXT, 80), MANAGER, after(1)
    )

    refused(
        school,
        NotNow,
        "suspended",
        lambda: applications.accept(APPLICATION, 10, MANAGER, after(60)),
    )


@pytest.mark.parametrize(
    ("command", "refusal", "sentence"),
    [
        (lambda it: it.submit(uuid4(), BRAND, EXPERT, {}, after(9)), NotAllowed, "asks for"),
        (
            lambda it: it.submit(uuid4(), OTHER_BRAND, EXPERT, {}, after(9)),
            NotFound,
            "This brand does not exist",
        ),
        (
            lambda it: it.submit(uuid4(), BRAND, uuid4(), {}, after(9)),
            NotFound,
            "This member does not exist",
        ),
        (
            lambda it: it.accept(uuid4(), 10, MANAGER, after(9)),
            NotFound,
            "This application does not exist",
        ),
        (lambda it: it.accept(APPLICATION, -1, MANAGER, after(9)), Invalid, "points"),
        (
            lambda it: it.accept(APPLICATION, 10, AMBASSADOR, after(9)),
            NotAllowed,
            "You cannot accept your own application",
        ),
        (
            lambda it: it.reject(APPLICATION, "", TEXT, MANAGER, after(9)),
            Invalid,
            "Choose a reason",
        ),
        (
            lambda it: it.withdraw(APPLICATION, EXPERT, after(9)),
            NotFound,
            "This application does not exist",
        ),
    ],
    ids=[
        "criteria",
        "brand",
        "member",
        "none",
        "points",
        "themselves",
        "reason",
        "another's",
    ],
)
def test_refused_commands_on_applications_record_no_event(
    applications, school, command, refusal, sentence
):
    refused(school, refusal, sentence, lambda: command(applications))


def test_a_volunteer_of_one_brand_is_paid_by_another(applications, school):
    applications.accept(APPLICATION, VOLUNTARY.points, MANAGER, after(60))

    school.members.start_engagement(AMBASSADOR, OTHER_BRAND, PAID, MANAGER, after(61))

    assert school.log.load(Member, AMBASSADOR).engagements == {BRAND: VOLUNTARY, OTHER_BRAND: PAID}
