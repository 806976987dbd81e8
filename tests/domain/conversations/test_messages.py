"""Messages of a conversation, notes about it, and whether the visitor is still there."""

from datetime import timedelta
from uuid import UUID

import pytest

from domain.conversations.conversation import ChatOpening, Conversation, MessageCounts
from domain.errors import NotAllowed, NotNow
from tests.domain.conversations.conversation_examples import (
    ANSWERED,
    CLOSED,
    GONE,
    OPEN,
    OVER,
    REQUESTED,
    TALKING,
    WAITING,
)
from tests.support.history import given, happened
from tests.support.people import EXPERT, OTHER_EXPERT, VISITOR, after

TEXT = UUID("d4000000-0000-4000-8000-000000000001")


def message(sender_id, at):
    return Conversation.MessageSent(at=at, sender_id=sender_id, text_id=TEXT, length=12)


@pytest.mark.parametrize("past", [WAITING, OPEN, TALKING])
def test_a_visitor_writes_while_the_conversation_waits_or_is_open(past):
    conversation = given(Conversation, *past)

    conversation.send_message(VISITOR, TEXT, 12, after(25))

    assert happened(conversation) == [message(VISITOR, after(25))]


def test_the_first_message_of_a_respondent_is_the_first_reply():
    conversation = given(Conversation, *OPEN)

    conversation.send_message(EXPERT, TEXT, 12, after(20))
    conversation.send_message(EXPERT, TEXT, 12, after(21))

    assert happened(conversation) == [
        ANSWERED,
        message(EXPERT, after(20)),
        message(EXPERT, after(21)),
    ]


@pytest.mark.parametrize(
    ("past", "sender_id", "refusal"),
    [
        (WAITING, EXPERT, NotAllowed),
        (TALKING, OTHER_EXPERT, NotAllowed),
        (OVER, EXPERT, NotNow),
        (OVER, VISITOR, NotNow),
        (GONE, VISITOR, NotNow),
    ],
)
def test_a_message_of_others_or_after_the_end_is_refused(past, sender_id, refusal):
    conversation = given(Conversation, *past)

    with pytest.raises(refusal):
        conversation.send_message(sender_id, TEXT, 12, after(900))

    assert happened(conversation) == []


def test_an_end_counts_the_messages_of_both_sides():
    sent = [message(VISITOR, after(22)), message(EXPERT, after(23)), message(VISITOR, after(24))]
    conversation = given(Conversation, *TALKING, *sent)

    conversation.end(EXPERT, "answered", after(30))

    [closed] = happened(conversation)
    assert conversation.messages == MessageCounts(visitor=2, respondent=1)
    assert (closed.visitor_messages, closed.respondent_messages) == (2, 1)
    assert (closed.last_message_at, closed.at) == (after(24), after(30))


def test_a_note_is_kept_for_the_respondent_who_has_the_conversation():
    conversation = given(Conversation, *TALKING)

    conversation.write_note(EXPERT, TEXT, 5, after(30))
    with pytest.raises(NotAllowed):
        conversation.write_note(OTHER_EXPERT, TEXT, 5, after(31))

    [note] = happened(conversation)
    assert note == Conversation.NoteWritten(
        at=after(30), respondent_id=EXPERT, text_id=TEXT, length=5
    )
    assert conversation.messages == MessageCounts(0, 0)


def test_a_visitor_who_goes_and_comes_back_is_recorded_once_each():
    conversation = given(Conversation, *TALKING)

    for seconds in (40, 41):
        conversation.disconnect_visitor(after(seconds))
    for seconds in (50, 51):
        conversation.reconnect_visitor(after(seconds))

    assert happened(conversation) == [
        Conversation.VisitorDisconnected(at=after(40)),
        Conversation.VisitorReconnected(at=after(50)),
    ]


def test_a_visitor_who_closes_the_page_after_the_end_is_not_recorded():
    conversation = given(Conversation, *OVER)

    conversation.disconnect_visitor(after(700))

    assert happened(conversation) == []


def test_a_chat_opens_with_what_the_visitor_read_and_wrote():
    conversation = given(Conversation, REQUESTED)

    conversation.open_chat(ChatOpening(("An expert.", "A member."), TEXT, 12), after(0))

    assert happened(conversation) == [
        Conversation.DisclosureShown(at=after(0), disclosures=("An expert.", "A member.")),
        message(VISITOR, after(0)),
    ]


def test_only_the_respondent_who_has_it_ends_a_conversation_as_their_own():
    conversation = given(Conversation, *TALKING)

    with pytest.raises(NotAllowed):
        conversation.end_own(OTHER_EXPERT, "answered", after(30))
    conversation.end_own(EXPERT, "answered", after(31))

    [closed] = happened(conversation)
    assert (closed.by, closed.at) == (EXPERT, after(31))


def test_the_last_message_of_a_conversation_without_messages_is_its_end():
    conversation = given(Conversation, *TALKING)

    conversation.end(None, "visitor_left", CLOSED.at + timedelta(seconds=1))

    [closed] = happened(conversation)
    assert closed.last_message_at == closed.at
