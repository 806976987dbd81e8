"""A decision on state that has changed meanwhile is decided again, or refused."""

from uuid import UUID, uuid4

import pytest

from domain.conversations.conversation_commands import ConversationCommands
from domain.errors import NotAllowed, NotNow
from domain.members.member import encoded_terms
from domain.members.member_commands import MemberCommands
from domain.moderation.suspension_commands import SuspensionCommands
from domain.presence.presence_session_commands import PresenceSessionCommands
from domain.recruitment.ambassador_application_commands import AmbassadorApplicationCommands
from domain.recruitment.call_for_experts import CallForExperts
from domain.recruitment.call_for_experts_commands import CallForExpertsCommands
from tests.domain.assessments.assessment_fixture import at_once
from tests.domain.assessments.question_bank import CALL, TEXT
from tests.domain.interleaving_log import InterleavedLog
from tests.support.people import BRAND, EXPERT, MANAGER, PAID, VISITOR, after

SUSPENSION, CONVERSATION = UUID(int=30), UUID(int=20)


@pytest.fixture
def engaged_school(school):
    """An expert answers for the brand."""
    school.members.start_engagement(EXPERT, BRAND, PAID, MANAGER, after(-100))
    return school


def suspend(school, brand_id=None, at=100):
    period = (after(at), None)
    return SuspensionCommands(school.log).decide(
        SUSPENSION, EXPERT, brand_id, period, [1], (TEXT, 80), MANAGER, after(at)
    )


def end_engagement(school):
    return school.members.end_engagement(EXPERT, BRAND, "own_wish", EXPERT, after(100))


def request(school, id=CONVERSATION):
    conversations = ConversationCommands(school.log)
    conversations.request(id, BRAND, VISITOR, "fr", after(0))
    return conversations.offer(id, (EXPERT,), after(1))


def last_topics(school, number=1):
    return [row.topic for row in school.log.all_rows()][-number:]


@pytest.mark.parametrize("meanwhile", [suspend, end_engagement])
def test_a_claim_is_refused_after_a_concurrent_suspension_or_end_of_engagement(
    engaged_school, meanwhile
):
    PresenceSessionCommands(engaged_school.log).come_online(uuid4(), EXPERT, 3, after(-50))
    request(engaged_school)
    log = InterleavedLog(engaged_school.log, lambda: meanwhile(engaged_school))

    with pytest.raises(NotNow):
        ConversationCommands(log).claim(CONVERSATION, EXPERT, after(101))

    assert "Claimed" not in engaged_school.event_names(CONVERSATION)
    assert engaged_school.log.rows.count_reservations("conversation-slot") == 0


def test_coming_online_is_refused_after_a_concurrent_suspension(engaged_school):
    log = InterleavedLog(engaged_school.log, lambda: suspend(engaged_school))

    with pytest.raises(NotAllowed, match="You are suspended"):
        PresenceSessionCommands(log).come_online(uuid4(), EXPERT, 3, after(101))

    assert last_topics(engaged_school) == ["Suspension.TookEffect.1"]


def test_a_suspension_ends_a_session_that_started_meanwhile(engaged_school):
    session = uuid4()
    log = InterleavedLog(
        engaged_school.log,
        lambda: PresenceSessionCommands(engaged_school.log).come_online(
            session, EXPERT, 3, after(99)
        ),
    )

    SuspensionCommands(log).decide(
        SUSPENSION, EXPERT, None, (after(100), None), [1], (TEXT, 80), MANAGER, after(100)
    )

    assert log.decided == 2
    assert engaged_school.event_names(session) == ["CameOnline", "Left"]


@pytest.mark.parametrize("brand_id", [BRAND, None], ids=["by the brand", "for all"])
@pytest.mark.parametrize("way", ["welcome", "call", "application"])
def test_no_engagement_starts_after_a_concurrent_suspension(school, way, brand_id):
    school.call()
    school.qualify(EXPERT)
    AmbassadorApplicationCommands(school.log).submit(
        applied := uuid4(), BRAND, EXPERT, {}, after(90)
    )
    log = InterleavedLog(school.log, lambda: suspend(school, brand_id))
    ways = {
        "welcome": lambda: MemberCommands(log).start_engagement(
            EXPERT, BRAND, PAID, MANAGER, after(101)
        ),
        "call": lambda: CallForExpertsCommands(log).join(CALL, EXPERT, after(101)),
        "application": lambda: AmbassadorApplicationCommands(log).accept(
            applied, 10, MANAGER, after(101)
        ),
    }

    with pytest.raises(NotNow, match="This person is suspended"):
        ways[way]()

    assert last_topics(school) == ["Suspension.TookEffect.1"]
    assert school.engaged() is None
    assert school.log.load(CallForExperts, CALL).joined == set()


def test_a_suspension_blocks_no_engagement_that_ended_meanwhile(engaged_school):
    log = InterleavedLog(engaged_school.log, lambda: end_engagement(engaged_school))

    SuspensionCommands(log).decide(
        SUSPENSION, EXPERT, None, (after(100), None), [1], (TEXT, 80), MANAGER, after(100)
    )

    assert engaged_school.engaged() is None


def test_lifting_restores_no_engagement_that_ended_meanwhile(engaged_school):
    suspend(engaged_school)
    log = InterleavedLog(engaged_school.log, lambda: end_engagement(engaged_school))

    SuspensionCommands(log).lift(SUSPENSION, MANAGER, after(200))

    assert engaged_school.engaged() is None
    engaged_school.members.start_engagement(EXPERT, BRAND, PAID, MANAGER, after(300))
    assert engaged_school.engaged() == encoded_terms(PAID)


def test_no_claim_succeeds_after_a_suspension_takes_effect(engaged_school):
    PresenceSessionCommands(engaged_school.log).come_online(uuid4(), EXPERT, 4, after(-50))
    ids = [UUID(int=number) for number in range(100, 110)]
    for id in ids:
        request(engaged_school, id)
    conversations = ConversationCommands(engaged_school.log)

    def claim(id):
        conversations.claim(id, EXPERT, after(101))
        conversations.lose(id, "visitor_left", after(102))

    answers = at_once(
        *(lambda id=id: claim(id) for id in ids[:5]),
        lambda: suspend(engaged_school),
        *(lambda id=id: claim(id) for id in ids[5:]),
    )

    topics = [row.topic for row in engaged_school.log.all_rows()]
    after_it = topics[topics.index("Suspension.TookEffect.1") :]
    assert answers[5] is None
    assert "Conversation.Claimed.1" not in after_it
    assert topics.count("Conversation.Claimed.1") == answers.count(None) - 1
