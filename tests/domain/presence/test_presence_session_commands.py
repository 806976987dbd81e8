"""One session for each respondent, and at most four conversation slots in a session."""

from uuid import UUID, uuid4

import pytest

from domain.brands.subject import Subject
from domain.conversations.conversation_commands import ConversationCommands
from domain.errors import NotFound, NotNow
from domain.log.entries import Decision
from domain.members.member_commands import MemberCommands
from domain.presence.presence_session import Presence, PresenceSession
from domain.presence.presence_session_commands import PresenceSessionCommands, slot_reservation
from tests.support.people import (
    AMBASSADOR,
    BRAND,
    EXPERT,
    MANAGER,
    PAID,
    VISITOR,
    VOLUNTARY,
    after,
)

SESSION = UUID(int=7)


@pytest.fixture
def presence(log):
    return PresenceSessionCommands(log)


@pytest.fixture
def engaged_members(log):
    """Give the two members of these examples an engagement each."""
    members = MemberCommands(log)
    for respondent, terms in ((AMBASSADOR, VOLUNTARY), (EXPERT, PAID)):
        members.join(respondent, ("fr",), "FR", after(-900))
        members.start_engagement(respondent, BRAND, terms, MANAGER, after(-700))


def nothing_new(log, position):
    return log.read(position, 10) == []


@pytest.mark.usefixtures("engaged_members")
def test_a_respondent_has_one_session_at_a_time(log, presence):
    head = presence.come_online(SESSION, AMBASSADOR, 2, after(0))

    with pytest.raises(NotNow, match="You are already online"):
        presence.come_online(uuid4(), AMBASSADOR, 2, after(1))

    assert nothing_new(log, head)


@pytest.mark.usefixtures("engaged_members")
def test_a_respondent_who_left_may_start_a_new_session(log, presence):
    presence.come_online(SESSION, AMBASSADOR, 2, after(0))
    presence.leave(AMBASSADOR, "heartbeat", after(60))

    presence.come_online(UUID(int=8), AMBASSADOR, 4, after(120))

    assert (presence.of(AMBASSADOR).id, presence.of(AMBASSADOR).capacity) == (UUID(int=8), 4)
    assert log.load(PresenceSession, SESSION).presence is Presence.LEFT


@pytest.mark.usefixtures("engaged_members")
def test_all_events_of_a_session_name_the_respondent(log, presence):
    presence.come_online(SESSION, AMBASSADOR, 2, after(0))
    presence.set_capacity(AMBASSADOR, 4, after(10))
    presence.go_away(AMBASSADOR, "declared", after(60))
    presence.come_back(AMBASSADOR, after(120))
    presence.leave(AMBASSADOR, "declared", after(180))

    events = [event.data for event in log.history(SESSION)]

    assert [type(event) for event in events] == [
        PresenceSession.CameOnline,
        PresenceSession.CapacitySet,
        PresenceSession.WentAway,
        PresenceSession.Returned,
        PresenceSession.Left,
    ]
    assert {event.respondent_id for event in events} == {AMBASSADOR}


@pytest.mark.usefixtures("engaged_members")
@pytest.mark.parametrize(
    "command",
    [
        lambda presence: presence.go_away(AMBASSADOR, "declared", after(60)),
        lambda presence: presence.come_back(AMBASSADOR, after(60)),
        lambda presence: presence.set_capacity(AMBASSADOR, 2, after(60)),
        lambda presence: presence.leave(AMBASSADOR, "declared", after(60)),
        lambda presence: presence.of(AMBASSADOR),
    ],
    ids=["go away", "come back", "set capacity", "leave", "of"],
)
def test_commands_without_a_session_are_refused(log, presence, command):
    presence.come_online(SESSION, EXPERT, 2, after(0))
    head = log.rows.head()

    with pytest.raises(NotNow, match="You are offline"):
        command(presence)

    assert nothing_new(log, head)


def test_only_a_member_comes_online(log, presence):
    with pytest.raises(NotFound, match="This member does not exist"):
        presence.come_online(SESSION, AMBASSADOR, 2, after(0))

    assert nothing_new(log, 0)


@pytest.mark.usefixtures("engaged_members")
def test_the_lowest_free_slot_is_used_and_a_full_respondent_is_refused(log, presence):
    presence.come_online(SESSION, AMBASSADOR, 3, after(0))
    assert presence.free_slot(presence.of(AMBASSADOR)) == (1, 1)

    use_slots(log, AMBASSADOR, 1, 3)
    assert presence.free_slot(presence.of(AMBASSADOR)) == (2, 3)

    use_slots(log, AMBASSADOR, 2)
    with pytest.raises(NotNow, match="open conversations: 3"):
        presence.free_slot(presence.of(AMBASSADOR))


@pytest.mark.usefixtures("engaged_members")
def test_a_lower_capacity_closes_no_conversation_and_admits_none(log, presence):
    presence.come_online(SESSION, AMBASSADOR, 4, after(0))
    use_slots(log, AMBASSADOR, 3, 4)

    presence.set_capacity(AMBASSADOR, 2, after(10))

    with pytest.raises(NotNow, match="open conversations: 2"):
        presence.free_slot(presence.of(AMBASSADOR))


@pytest.mark.usefixtures("engaged_members")
def test_open_conversations_use_slots_across_sessions(log, presence):
    conversations = ConversationCommands(log)
    conversation = uuid4()
    presence.come_online(SESSION, AMBASSADOR, 1, after(0))
    conversations.request(conversation, BRAND, VISITOR, "fr", after(0))
    conversations.offer(conversation, (AMBASSADOR,), after(1))
    conversations.claim(conversation, AMBASSADOR, after(2))

    presence.leave(AMBASSADOR, "heartbeat", after(60))
    presence.come_online(UUID(int=8), AMBASSADOR, 1, after(90))

    with pytest.raises(NotNow, match="open conversations: 1"):
        presence.free_slot(presence.of(AMBASSADOR))


def use_slots(log, respondent_id, *slots):
    """Use these slots."""

    def decide():
        subject = Subject(uuid4())
        subject.add(uuid4().hex, {"en": "any"}, None, None, after(0))
        return Decision(
            [subject], reserve=[slot_reservation(respondent_id, slot) for slot in slots]
        )

    log.execute(decide)
