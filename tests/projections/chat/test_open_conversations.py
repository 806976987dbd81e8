"""The conversations that have not ended, in whatever batches their events are read."""

from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from domain.conversations.conversation import Conversation, ConversationStatus
from projections.chat.open_conversations import OpenConversation, OpenConversations
from projections.chat.queries import (
    claimed_conversations,
    offers_alone,
    routing_request_of,
    valid_offers,
    waiting_conversations,
)
from projections.chat.tables import open_conversations
from projections.engine.timestamps import ms_of
from tests.projections.conversations.conversation_strategies import recorded_conversations
from tests.projections.conversations.event_examples import (
    answered,
    claimed,
    closed,
    message_sent,
    offered,
    requested,
    transferred,
)
from tests.projections.in_memory_projections import (
    RecordedEvents,
    empty_tables,
    in_batches,
    project,
    rebuild,
)
from tests.support.people import (
    AMBASSADOR,
    BRAND,
    CONVERSATION,
    EXPERT,
    OTHER_EXPERT,
    VISITOR,
    after,
)

cut_shares = st.lists(st.floats(0, 1), max_size=8)


def rows_in(db):
    query = select(open_conversations).order_by(open_conversations.c.conversation_id)
    return [OpenConversation.of_row(row) for row in db.execute(query)]


def expected(recorded):
    """Each conversation replayed by its own rules: status, respondent, offers, messages."""
    conversations = {}
    for envelope in recorded.events:
        if envelope.data.TOPIC.startswith("Conversation."):
            id = UUID(bytes=envelope.stream)
            conversations.setdefault(id, Conversation(id)).replay(envelope.data)
    not_ended = (ConversationStatus.WAITING, ConversationStatus.OPEN)
    return {
        id.bytes: (
            conversation.respondent_id if conversation.status == "open" else None,
            conversation.status == "open" and conversation.has_replied,
            conversation.credited is not None,
            set(conversation.offered_to),
            ms_of(conversation.last_message_at or conversation.requested_at),
        )
        for id, conversation in conversations.items()
        if conversation.status in not_ended
    }


def seen(row):
    respondent_id = row.respondent_id and UUID(bytes=row.respondent_id)
    offers = set(valid_offers(row))
    return respondent_id, row.has_reply, row.is_answered, offers, row.last_message_ms


@settings(max_examples=60, deadline=None)
@given(recorded_conversations(), cut_shares)
def test_the_rows_agree_with_the_conversations_in_whatever_batches_events_come(recorded, where):
    cuts = [round(share * len(recorded.events)) for share in where]
    with empty_tables() as db:
        for batch in in_batches(recorded.events, cuts):
            project(batch, db, OpenConversations())

        assert {row.conversation_id: seen(row) for row in rows_in(db)} == expected(recorded)


@settings(max_examples=30, deadline=None)
@given(recorded_conversations(), cut_shares)
def test_a_rebuild_writes_the_same_rows(recorded, where):
    cuts = [round(share * len(recorded.events)) for share in where]
    with empty_tables() as followed, empty_tables() as rebuilt:
        project(recorded.events, followed, OpenConversations())
        rebuild(in_batches(recorded.events, cuts), rebuilt, OpenConversations())

        assert rows_in(followed) == rows_in(rebuilt)


def project_conversation(db, *events):
    project(RecordedEvents().add(CONVERSATION, *events).events, db, OpenConversations())


def test_a_transferred_conversation_waits_from_then_on_and_is_handed_on_by_its_respondent():
    with empty_tables() as db:
        project_conversation(
            db,
            requested(after(0)),
            offered(after(1), EXPERT, AMBASSADOR),
            claimed(after(2), EXPERT),
            answered(after(3)),
            transferred(after(50)),
        )

        [row] = waiting_conversations(db)
        request = routing_request_of(row, after(60))
    assert row.waiting_since_ms == ms_of(after(50))
    assert (request.waited_s, request.handed_on) == (60, {EXPERT})
    assert set(valid_offers(row)) == {AMBASSADOR}


def test_declined_and_expired_offers_differ():
    alone = Conversation.Offered(at=after(2), respondent_ids=(OTHER_EXPERT,), expires_at=after(22))
    with empty_tables() as db:
        project_conversation(
            db,
            requested(after(0)),
            offered(after(1), EXPERT, AMBASSADOR),
            Conversation.Declined(at=after(2), respondent_id=EXPERT),
            alone,
        )
        [row] = waiting_conversations(db)
        assert offers_alone([row]) == {OTHER_EXPERT: 1}
        request = routing_request_of(row, after(3))
        assert (request.declined, request.offers_expired) == ({EXPERT}, frozenset())


def test_a_claimed_conversation_says_who_wrote_last_and_leaves_at_its_end():
    with empty_tables() as db:
        opening = (requested(after(0)), claimed(after(2)), answered(after(3)))
        project_conversation(db, *opening, message_sent(after(3), EXPERT))
        [mine] = claimed_conversations(db)
        assert (mine.brand_id, mine.model) == (BRAND.bytes, "paid")
        assert (mine.is_last_of_visitor, mine.last_message_ms) == (False, ms_of(after(3)))

        later = RecordedEvents().add(CONVERSATION, message_sent(after(9), VISITOR))
        project(later.events, db, OpenConversations())
        [mine] = claimed_conversations(db)
        assert mine.is_last_of_visitor

        end = RecordedEvents().add(CONVERSATION, closed(after(20)))
        project(end.events, db, OpenConversations())
        assert rows_in(db) == []
