"""What is decided on what was true a moment ago is decided again, or comes to nothing."""

from uuid import UUID, uuid4

import pytest

from domain.conversations.conversation_commands import ConversationCommands
from domain.errors import NotAllowed, NotNow
from domain.members.member import MemberCommands, encoded_terms
from domain.moderation.suspension_commands import SuspensionCommands
from domain.presence.presence_session import PresenceCommands
from domain.recruitment.ambassador_application import AmbassadorApplicationCommands
from domain.recruitment.call_commands import CallCommands
from domain.recruitment.call_for_experts import CallForExperts
from tests.domain.assessments.assessment_fixture import at_once
from tests.domain.assessments.question_bank import CALL, TEXT
from tests.domain.interleaving_log import Overtaken
from tests.support.people import BRAND, EXPERT, MANAGER, PAID, VISITOR, after

SUSPENSION, CONVERSATION = UUID(int=30), UUID(int=20)


@pytest.fixture
def welcomed(school):
    """An expert answers for the brand."""
    school.members.start_engagement(EXPERT, BRAND, PAID, MANAGER, after(-100))
    return school


def suspend(school, brand_id=None, at=100):
    period = (after(at), None)
    return SuspensionCommands(school.log).decide(
        SUSPENSION, EXPERT, brand_id, period, [1], (TEXT, 80), MANAGER, after(at)
    )


def part(school):
    return school.members.end_engagement(EXPERT, BRAND, "own_wish", EXPERT, after(100))


def request(school, id=CONVERSATION):
    conversations = ConversationCommands(school.log)
    conversations.request(id, BRAND, VISITOR, "fr", after(0))
    return conversations.offer(id, (EXPERT,), after(1))


def last_topics(school, number=1):
    return [row.topic for row in school.log.all_rows()][-number:]


@pytest.mark.parametrize("meanwhile", [suspend, part])
def test_no_claim_follows_a_suspension_or_a_parting_it_did_not_see(welcomed, meanwhile):
    PresenceCommands(welcomed.log).come_online(uuid4(), EXPERT, 3, after(-50))
    request(welcomed)
    log = Overtaken(welcomed.log, lambda: meanwhile(welcomed))

    with pytest.raises(NotNow):
        ConversationCommands(log).claim(CONVERSATION, EXPERT, after(101))

    assert "Claimed" not in welcomed.told(CONVERSATION)
    assert welcomed.log.rows.count_reservations("conversation-slot") == 0


def test_nobody_sits_down_after_a_suspension_they_did_not_see(welcomed):
    log = Overtaken(welcomed.log, lambda: suspend(welcomed))

    with pytest.raises(NotAllowed, match="You are suspended"):
        PresenceCommands(log).come_online(uuid4(), EXPERT, 3, after(101))

    assert last_topics(welcomed) == ["Suspension.TookEffect.1"]


def test_a_suspension_finds_whoever_sat_down_meanwhile(welcomed):
    session = uuid4()
    log = Overtaken(
        welcomed.log,
        lambda: PresenceCommands(welcomed.log).come_online(session, EXPERT, 3, after(99)),
    )

    SuspensionCommands(log).decide(
        SUSPENSION, EXPERT, None, (after(100), None), [1], (TEXT, 80), MANAGER, after(100)
    )

    assert log.decided == 2
    assert welcomed.told(session) == ["CameOnline", "Left"]


@pytest.mark.parametrize("brand_id", [BRAND, None], ids=["by the brand", "for all"])
@pytest.mark.parametrize("way", ["welcome", "call", "application"])
def test_nobody_is_welcomed_after_a_suspension_that_was_not_seen(school, way, brand_id):
    school.call()
    school.qualify(EXPERT)
    AmbassadorApplicationCommands(school.log).submit(
        applied := uuid4(), BRAND, EXPERT, {}, after(90)
    )
    log = Overtaken(school.log, lambda: suspend(school, brand_id))
    ways = {
        "welcome": lambda: MemberCommands(log).start_engagement(
            EXPERT, BRAND, PAID, MANAGER, after(101)
        ),
        "call": lambda: CallCommands(log).join(CALL, EXPERT, after(101)),
        "application": lambda: AmbassadorApplicationCommands(log).accept(
            applied, 10, MANAGER, after(101)
        ),
    }

    with pytest.raises(NotNow, match="This person is suspended"):
        ways[way]()

    assert last_topics(school) == ["Suspension.TookEffect.1"]
    assert school.engaged() is None
    assert school.log.load(CallForExperts, CALL).joined == set()


def test_a_suspension_holds_nothing_of_whoever_parted_meanwhile(welcomed):
    log = Overtaken(welcomed.log, lambda: part(welcomed))

    SuspensionCommands(log).decide(
        SUSPENSION, EXPERT, None, (after(100), None), [1], (TEXT, 80), MANAGER, after(100)
    )

    assert welcomed.engaged() is None


def test_whoever_parted_meanwhile_gets_nothing_back_when_restored(welcomed):
    suspend(welcomed)
    log = Overtaken(welcomed.log, lambda: part(welcomed))

    SuspensionCommands(log).lift(SUSPENSION, MANAGER, after(200))

    assert welcomed.engaged() is None
    welcomed.members.start_engagement(EXPERT, BRAND, PAID, MANAGER, after(300))
    assert welcomed.engaged() == encoded_terms(PAID)


def test_after_a_suspension_has_taken_effect_no_claim_succeeds_however_many_try(welcomed):
    PresenceCommands(welcomed.log).come_online(uuid4(), EXPERT, 4, after(-50))
    ids = [UUID(int=number) for number in range(100, 110)]
    for id in ids:
        request(welcomed, id)
    conversations = ConversationCommands(welcomed.log)

    def claim(id):
        conversations.claim(id, EXPERT, after(101))
        conversations.lose(id, "visitor_left", after(102))

    answers = at_once(
        *(lambda id=id: claim(id) for id in ids[:5]),
        lambda: suspend(welcomed),
        *(lambda id=id: claim(id) for id in ids[5:]),
    )

    topics = [row.topic for row in welcomed.log.all_rows()]
    after_it = topics[topics.index("Suspension.TookEffect.1") :]
    assert answers[5] is None
    assert "Conversation.Claimed.1" not in after_it
    assert topics.count("Conversation.Claimed.1") == answers.count(None) - 1
