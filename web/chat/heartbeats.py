"""
What heartbeats say: which visitors have gone or are back, and which respondents.

Recorded apart from what people declare. A stream that was never open says nothing: it belongs to a
program, or to a browser that has not opened it yet.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from domain.errors import Refused
from domain.presence.presence_session import Presence, PresenceSession
from projections.chat.open_conversations import OpenConversation
from projections.chat.queries import claimed_conversations, waiting_conversations
from projections.engine.timestamps import at_ms
from projections.presence.queries import present_ids
from web.marketplace import Marketplace
from web.private_store.store import PrivateStore
from web.private_store.stream_heartbeats import last_open

VISITOR_GONE_AFTER = timedelta(seconds=30)
AWAY_AFTER = timedelta(seconds=60)
"""A respondent whose browser is gone takes no new requests from then on."""
LEFT_AFTER = timedelta(minutes=15)
"""After being away for so long, without a browser, they are offline."""


class HeartbeatWatch:
    """One look at all conversations that have not ended, and at all who are present."""

    def __init__(self, marketplace: Marketplace, store: PrivateStore) -> None:
        self._marketplace = marketplace
        self._store = store

    def run(self, at: datetime) -> int:
        """Return how many changes were recorded."""
        return self._watch_visitors(at) + self._watch_respondents(at)

    def _watch_visitors(self, at: datetime) -> int:
        read_models = self._marketplace.read_models
        with read_models.read(read_models.open_conversations) as db:
            all_open = [*waiting_conversations(db), *claimed_conversations(db)]
        by_id = {UUID(bytes=one.conversation_id): one for one in all_open}
        beats = last_open(by_id, self._store)
        return sum(self._visitor(id, by_id[id], beat, at) for id, beat in beats.items())

    def _visitor(
        self, id: UUID, conversation: OpenConversation, beat: datetime, at: datetime
    ) -> bool:
        is_gone, gone_ms = at - beat > VISITOR_GONE_AFTER, conversation.disconnected_ms
        commands = self._marketplace.conversations
        if is_gone and not gone_ms:
            return _done(lambda: commands.disconnect_visitor(id, at))
        if not is_gone and gone_ms and beat > at_ms(gone_ms):
            return _done(lambda: commands.reconnect_visitor(id, at))
        return False

    def _watch_respondents(self, at: datetime) -> int:
        read_models = self._marketplace.read_models
        with read_models.read(read_models.presence) as db:
            ids = present_ids(db)
        return sum(
            self._respondent(id, beat, at) for id, beat in last_open(ids, self._store).items()
        )

    def _respondent(self, id: UUID, beat: datetime, at: datetime) -> bool:
        """The session is loaded, as a read model may be behind what was declared just now."""
        presence = self._marketplace.presence
        try:
            session = presence.of(id)
        except Refused:
            return False
        silent_for = at - max(beat, session.changed_at or beat)
        if silent_for > LEFT_AFTER:
            return _done(lambda: presence.leave(id, "heartbeat", at))
        if silent_for > AWAY_AFTER and session.presence is Presence.ONLINE:
            return _done(lambda: presence.go_away(id, "heartbeat", at))
        if at - beat <= AWAY_AFTER and _is_away_by_heartbeat(session):
            return _done(lambda: presence.come_back(id, at))
        return False


def _is_away_by_heartbeat(session: PresenceSession) -> bool:
    return session.presence is Presence.AWAY and session.away_reason == "heartbeat"


def _done(act: Callable[[], object]) -> bool:
    """What is refused has changed meanwhile; the next look sees how it is then."""
    try:
        act()
    except Refused:
        return False
    return True
