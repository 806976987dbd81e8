"""Commands on suspensions: one in force holds the engagements, so that no claim succeeds."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from domain.conversations.conversation_commands import ConversationCommands
from domain.errors import Invalid, NotAllowed, NotFound, NotNow
from domain.members.member import Member, SuspensionScope, encoded_terms, suspension_scope
from domain.members.member_commands import current_suspension
from domain.moderation.suspension import Suspension
from domain.moderation.suspension_commands import SuspensionCommands
from domain.presence.presence_session import PresenceSession
from domain.presence.presence_session_commands import PresenceSessionCommands
from domain.reasons import AppealOutcome
from tests.domain.assessments.assessment_fixture import refused
from tests.domain.assessments.question_bank import OTHER_TEXT, TEXT
from tests.support.people import (
    BRAND,
    EXPERT,
    MANAGER,
    OTHER_BRAND,
    OTHER_EXPERT,
    PAID,
    VISITOR,
    VOLUNTARY,
    after,
)

OTHER_MANAGER = UUID("a0000000-0000-4000-8000-000000000002")
SUSPENSION, SECOND = UUID(int=30), UUID(int=31)
SESSION, LATER_SESSION = UUID(int=7), UUID(int=8)


@pytest.fixture
def suspensions(school):
    """An expert with a paid and a voluntary engagement, who is online."""
    school.members.start_engagement(EXPERT, BRAND, PAID, MANAGER, after(-100))
    school.members.start_engagement(EXPERT, OTHER_BRAND, VOLUNTARY, MANAGER, after(-100))
    PresenceSessionCommands(school.log).come_online(SESSION, EXPERT, 3, after(-50))
    return SuspensionCommands(school.log)


def decide(suspensions, id=SUSPENSION, brand_id=BRAND, at=0, notice=0, lasts=None, by=MANAGER):
    starts_at = after(at + notice)
    until = starts_at + timedelta(seconds=lasts) if lasts else None
    return suspensions.decide(
        id, EXPERT, brand_id, (starts_at, until), [1, 2], (TEXT, 300), by, after(at)
    )


def hear(suspensions, outcome, id=SUSPENSION):
    return suspensions.decide_appeal(id, outcome, (TEXT, 80), OTHER_MANAGER, after(200))


def waiting(school, brand_id=BRAND):
    """The id of a request that the expert may take."""
    conversations, id = ConversationCommands(school.log), uuid4()
    conversations.request(id, brand_id, VISITOR, "fr", after(10))
    conversations.offer(id, (EXPERT,), after(11))
    return id


def claim(school, id, at=300):
    return ConversationCommands(school.log).claim(id, EXPERT, after(at))


def sit(school, at=250, id=LATER_SESSION):
    PresenceSessionCommands(school.log).come_online(id, EXPERT, 3, after(at))
    return set(school.log.load(PresenceSession, id).engagements)


def suspended_for(school):
    return suspension_scope(current_suspension(school.log, EXPERT))


# In force.


def test_a_suspension_that_starts_now_takes_effect_and_ends_the_session(suspensions, school):
    head = school.log.rows.head()

    decide(suspensions)

    topics = [row.topic for row in school.log.read(head, 9)]
    assert topics == ["Suspension.Decided.1", "Suspension.TookEffect.1", "PresenceSession.Left.1"]
    assert school.log.history(SESSION)[-1].data.reason == "suspended"
    assert suspended_for(school) == SuspensionScope(BRAND)
    assert school.engaged(EXPERT) == f"suspended/{SUSPENSION}"
    assert school.engaged(EXPERT, OTHER_BRAND) == encoded_terms(VOLUNTARY)


def test_a_member_suspended_by_a_brand_comes_online_for_the_others_only(suspensions, school):
    decide(suspensions)
    theirs, others = waiting(school), waiting(school, OTHER_BRAND)

    assert sit(school) == {OTHER_BRAND}

    refused(
        school,
        NotAllowed,
        "You do not answer visitors for this brand",
        lambda: claim(school, theirs),
    )
    claim(school, others)


def test_a_member_suspended_for_all_brands_does_not_come_online(suspensions, school):
    decide(suspensions, brand_id=None)

    assert suspended_for(school) == SuspensionScope(None)
    refused(school, NotAllowed, "You are suspended", lambda: sit(school))


def test_a_suspension_leaves_claimed_conversations_open(suspensions, school):
    id = waiting(school)
    claim(school, id, at=20)

    decide(suspensions, at=30)
    ConversationCommands(school.log).send_first_reply(id, EXPERT, after(40))
    ConversationCommands(school.log).close(id, EXPERT, "answered", (1, 1), after(50), after(60))

    assert school.event_names(id)[-1] == "Closed"


def test_a_suspension_needs_the_name_of_a_person(suspensions, school):
    refused(school, NotAllowed, "name of the person", lambda: decide(suspensions, by=None))
    assert suspended_for(school) is None


@pytest.mark.parametrize("position", [0, -1, 10**6])
def test_evidence_must_be_in_the_log(suspensions, school, position):
    refused(
        school,
        Invalid,
        "not in the log",
        lambda: suspensions.decide(
            SUSPENSION, EXPERT, BRAND, (after(0), None), [1, position], (TEXT, 9), MANAGER, after(0)
        ),
    )


def test_one_suspension_at_a_time(suspensions, school):
    decide(suspensions, notice=100)

    refused(school, NotNow, "This person is already suspended", lambda: decide(suspensions, SECOND))


def test_only_a_member_is_suspended(suspensions, school):
    refused(
        school,
        NotFound,
        "This member does not exist",
        lambda: suspensions.decide(
            SUSPENSION, uuid4(), BRAND, (after(0), None), [1], (TEXT, 9), MANAGER, after(0)
        ),
    )


# With notice.


def test_claims_go_on_until_the_suspension_takes_effect(suspensions, school):
    head = decide(suspensions, notice=100)

    assert suspensions.take_effect(SUSPENSION, after(99)) == head
    claim(school, waiting(school), at=99)
    assert school.engaged(EXPERT) == encoded_terms(PAID)


def test_a_suspension_takes_effect_once_after_the_notice(suspensions, school):
    decide(suspensions, notice=100)

    head = suspensions.take_effect(SUSPENSION, after(100))

    assert suspensions.take_effect(SUSPENSION, after(101)) == head
    assert school.event_names(SUSPENSION) == ["Decided", "TookEffect"]
    assert school.event_names(SESSION)[-1] == "Left"
    assert school.engaged(EXPERT) == f"suspended/{SUSPENSION}"


def test_a_decided_suspension_prevents_an_engagement_with_the_brand(suspensions, school):
    school.members.end_engagement(EXPERT, BRAND, "own_wish", EXPERT, after(0))
    decide(suspensions, notice=100)

    refused(
        school,
        NotNow,
        "This person is suspended",
        lambda: school.members.start_engagement(EXPERT, BRAND, PAID, MANAGER, after(50)),
    )


# Restored.


@pytest.mark.parametrize(
    "restore",
    [
        lambda suspensions: suspensions.lift(SUSPENSION, MANAGER, after(200)),
        lambda suspensions: suspensions.expire(SUSPENSION, after(1000)),
        lambda suspensions: hear(suspensions, AppealOutcome.GRANTED),
    ],
    ids=["lifted", "its time over", "appeal"],
)
@pytest.mark.parametrize("brand_id", [BRAND, None], ids=["one brand", "all"])
def test_lifting_restores_the_engagement_on_the_same_terms(suspensions, school, restore, brand_id):
    decide(suspensions, brand_id=brand_id, lasts=1000)
    suspensions.appeal(SUSPENSION, EXPERT, OTHER_TEXT, 50, after(150))

    restore(suspensions)

    assert suspended_for(school) is None
    assert school.engaged(EXPERT) == encoded_terms(PAID)
    assert school.engaged(EXPERT, OTHER_BRAND) == encoded_terms(VOLUNTARY)
    assert sit(school) == {BRAND, OTHER_BRAND}
    claim(school, waiting(school))


def test_a_rejected_appeal_restores_no_engagement(suspensions, school):
    decide(suspensions)
    suspensions.appeal(SUSPENSION, EXPERT, OTHER_TEXT, 50, after(150))

    hear(suspensions, AppealOutcome.REJECTED)

    assert suspended_for(school) == SuspensionScope(BRAND)
    assert school.engaged(EXPERT) == f"suspended/{SUSPENSION}"


@pytest.mark.parametrize("outcome", list(AppealOutcome))
def test_a_late_appeal_decision_leaves_the_next_suspension_unchanged(suspensions, school, outcome):
    decide(suspensions, lasts=160)
    suspensions.appeal(SUSPENSION, EXPERT, OTHER_TEXT, 50, after(150))
    suspensions.expire(SUSPENSION, after(160))
    decide(suspensions, SECOND, at=170)

    hear(suspensions, outcome)

    assert school.event_names(SUSPENSION)[-1] == "AppealDecided"
    assert suspended_for(school) == SuspensionScope(BRAND)
    assert school.engaged(EXPERT) == f"suspended/{SECOND}"


def test_a_suspension_lifted_during_the_notice_never_takes_effect(suspensions, school):
    decide(suspensions, notice=100)

    head = suspensions.lift(SUSPENSION, MANAGER, after(50))

    assert suspensions.take_effect(SUSPENSION, after(200)) == head
    assert suspended_for(school) is None
    assert school.engaged(EXPERT) == encoded_terms(PAID)


def test_an_engagement_ended_during_a_suspension_stays_ended(suspensions, school):
    decide(suspensions)
    school.members.end_engagement(EXPERT, BRAND, "brand_wish", MANAGER, after(50))

    suspensions.lift(SUSPENSION, MANAGER, after(200))

    assert school.engaged(EXPERT) is None
    assert school.log.load(Member, EXPERT).engagements == {OTHER_BRAND: VOLUNTARY}
    school.members.start_engagement(EXPERT, BRAND, PAID, MANAGER, after(300))


def test_another_suspension_may_follow(suspensions, school):
    decide(suspensions)
    suspensions.lift(SUSPENSION, MANAGER, after(200))

    decide(suspensions, SECOND, at=300)

    assert school.log.load(Suspension, SECOND).in_force
    assert school.engaged(EXPERT) == f"suspended/{SECOND}"


@pytest.mark.parametrize(
    ("command", "refusal", "sentence"),
    [
        (lambda it: it.take_effect(SECOND, after(9)), NotFound, "This suspension does not exist"),
        (
            lambda it: it.appeal(SUSPENSION, OTHER_EXPERT, TEXT, 9, after(9)),
            NotFound,
            "suspension does not exist",
        ),
        (lambda it: hear(it, AppealOutcome.GRANTED), NotNow, "no appeal"),
        (lambda it: it.lift(SUSPENSION, EXPERT, after(9)), NotAllowed, "lift your own"),
        (lambda it: it.expire(SUSPENSION, after(9)), NotNow, "not reached its end"),
    ],
    ids=["none", "another's", "no appeal", "lift your own", "not reached its end"],
)
def test_refused_commands_on_suspensions_record_no_event(
    suspensions, school, command, refusal, sentence
):
    decide(suspensions)

    refused(school, refusal, sentence, lambda: command(suspensions))
