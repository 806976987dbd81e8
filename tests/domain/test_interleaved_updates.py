"""Commands on one aggregate, with another command between their decision and its append."""

from uuid import UUID, uuid4

import pytest

from domain.conversations.conversation import Conversation, ConversationStatus
from domain.conversations.conversation_commands import ConversationCommands
from domain.errors import NotNow
from domain.log.entries import IdempotencyKey
from domain.presence.presence_session import Presence
from domain.presence.presence_session_commands import PresenceSessionCommands
from domain.recruitment.ambassador_application_commands import AmbassadorApplicationCommands
from domain.recruitment.call_for_experts import CallForExperts
from domain.recruitment.call_for_experts_commands import CallForExpertsCommands
from domain.recruitment.staff_invitation_commands import StaffInvitationCommands
from domain.terms import Employed
from tests.domain.assessments.question_bank import CALL, TEXT
from tests.domain.interleaving_log import InterleavedLog
from tests.support.people import BRAND, EXPERT, MANAGER, PAID, VISITOR, after, euros

CONVERSATION = UUID(int=20)


@pytest.fixture
def desk(school):
    """An expert is online, and a request is offered to them."""
    school.members.start_engagement(EXPERT, BRAND, PAID, MANAGER, after(-100))
    PresenceSessionCommands(school.log).come_online(uuid4(), EXPERT, 3, after(-50))
    conversations = ConversationCommands(school.log)
    conversations.request(CONVERSATION, BRAND, VISITOR, "fr", after(0))
    conversations.offer(CONVERSATION, (EXPERT,), after(1))
    return school


def claim(school, at=5):
    ConversationCommands(school.log).claim(CONVERSATION, EXPERT, after(at))


def transfer(school):
    ConversationCommands(school.log).transfer(CONVERSATION, EXPERT, "break", after(10))


def loaded(school):
    return school.log.load(Conversation, CONVERSATION)


def used_slots(school):
    return school.log.rows.count_reservations("conversation-slot")


def test_an_update_decides_again_on_what_another_command_changed(desk):
    log = InterleavedLog(desk.log, lambda: claim(desk))

    ConversationCommands(log).record_navigation(CONVERSATION, "https://road.example/gas", after(6))

    assert log.decided == 2
    assert desk.event_names(CONVERSATION)[-2:] == ["Claimed", "VisitorNavigated"]


def test_a_first_reply_is_refused_after_a_concurrent_transfer(desk):
    claim(desk)
    log = InterleavedLog(desk.log, lambda: transfer(desk))

    with pytest.raises(NotNow):
        ConversationCommands(log).send_first_reply(CONVERSATION, EXPERT, after(20))

    assert desk.event_names(CONVERSATION)[-1] == "Transferred"


def test_losing_a_request_frees_the_slot_of_a_concurrent_claim(desk):
    log = InterleavedLog(desk.log, lambda: claim(desk))

    ConversationCommands(log).lose(CONVERSATION, "visitor_left", after(60))

    assert log.decided == 2
    assert loaded(desk).status is ConversationStatus.LOST
    assert used_slots(desk) == 0


def test_a_transfer_after_a_concurrent_one_frees_no_slot_twice(desk):
    claim(desk)
    log = InterleavedLog(desk.log, lambda: transfer(desk))

    with pytest.raises(NotNow):
        ConversationCommands(log).transfer(CONVERSATION, EXPERT, "break", after(11))

    assert desk.event_names(CONVERSATION).count("Transferred") == 1
    assert used_slots(desk) == 0


def test_an_update_with_the_key_of_a_concurrent_one_has_one_effect(desk):
    claim(desk)
    key = IdempotencyKey.of("reply", CONVERSATION)

    def reply(log):
        return ConversationCommands(log).send_first_reply(CONVERSATION, EXPERT, after(20), key)

    first = []
    log = InterleavedLog(desk.log, lambda: first.append(reply(desk.log)))

    assert [reply(log)] == first
    assert desk.event_names(CONVERSATION).count("FirstReplySent") == 1


def test_going_away_concerns_the_session_that_started_meanwhile(desk):
    presence, session = PresenceSessionCommands(desk.log), uuid4()

    def start_again():
        presence.leave(EXPERT, "declared", after(10))
        presence.come_online(session, EXPERT, 2, after(11))

    log = InterleavedLog(desk.log, start_again)

    PresenceSessionCommands(log).go_away(EXPERT, "declared", after(12))

    assert (log.decided, presence.of(EXPERT).presence) == (2, Presence.AWAY)
    assert desk.event_names(session) == ["CameOnline", "WentAway"]


def test_an_invitation_that_was_accepted_meanwhile_cannot_be_withdrawn(school):
    id, commands = uuid4(), StaffInvitationCommands(school.log)
    commands.send(id, BRAND, euros(2150), TEXT, MANAGER, after(0))
    accept = (id, EXPERT, BRAND, Employed(euros(2150)), MANAGER, after(5))
    log = InterleavedLog(school.log, lambda: commands.accept(*accept))

    with pytest.raises(NotNow, match="already been accepted"):
        StaffInvitationCommands(log).withdraw(id, MANAGER, after(6))

    assert school.event_names(id) == ["Sent", "Accepted"]
    assert school.engaged() is not None


@pytest.mark.parametrize("end", ["reject", "withdraw"])
def test_an_application_that_was_accepted_meanwhile_cannot_be_ended(school, end):
    commands = AmbassadorApplicationCommands(school.log)
    commands.submit(applied := uuid4(), BRAND, EXPERT, {}, after(90))
    log = InterleavedLog(school.log, lambda: commands.accept(applied, 10, MANAGER, after(95)))
    late = AmbassadorApplicationCommands(log)
    ends = {
        "reject": lambda: late.reject(applied, "no_openings", None, MANAGER, after(96)),
        "withdraw": lambda: late.withdraw(applied, EXPERT, after(96)),
    }

    with pytest.raises(NotNow):
        ends[end]()

    assert school.event_names(applied) == ["Submitted", "Accepted"]
    assert school.engaged() is not None


def test_closing_a_call_keeps_the_member_who_joined_meanwhile(school):
    school.call()
    school.qualify(EXPERT)
    join = CallForExpertsCommands(school.log).join
    log = InterleavedLog(school.log, lambda: join(CALL, EXPERT, after(100)))

    CallForExpertsCommands(log).close(CALL, "no_longer_needed", MANAGER, after(101))

    assert log.decided == 2
    assert school.log.load(CallForExperts, CALL).joined == {EXPERT}
    assert school.engaged() is not None
