"""Visitors and respondents whose browsers are gone, apart from what they declared."""

from uuid import uuid4

import pytest

from tests.projections.conftest import market, postgres_url, template_database  # noqa: F401
from tests.support.people import (
    BRAND,
    CONVERSATION,
    EXPERT,
    MANAGER,
    OTHER_EXPERT,
    PAID,
    VISITOR,
    after,
)
from tests.web.shop import settings_at
from web.chat.heartbeats import HeartbeatWatch
from web.private_store.store import open_private_store
from web.private_store.stream_heartbeats import (
    last_open,
    note_open_streams,
    remove_heartbeats_before,
)


class Watch:
    """Heartbeats at chosen times, and what was recorded."""

    def __init__(self, market, store):  # noqa: F811
        self.market, self.store = market, store
        market.brands.register(BRAND, "tents", "Tents", "Europe/Paris", "EUR", None, after(-900))

    def comes_online(self, respondent_id, at=0):
        if not self.market.log.rows.holder_of("presence-session", str(respondent_id)):
            self.market.members.join(respondent_id, ("fr",), "FR", after(-800))
            self.market.members.start_engagement(respondent_id, BRAND, PAID, MANAGER, after(-700))
        self.market.presence.come_online(uuid4(), respondent_id, 1, after(at))

    def beats(self, id, at):
        note_open_streams([id], after(at), self.store)

    def looks(self, *seconds):
        for second in seconds:
            self.market.projector.catch_up()
            HeartbeatWatch(self.market, self.store).run(after(second))
        self.market.projector.catch_up()

    def recorded(self, prefix):
        """The names of the events of a kind of aggregate."""
        topics = [row.topic for row in self.market.log.all_rows()]
        own = [topic for topic in topics if topic.startswith(prefix)]
        return [topic.removeprefix(prefix).removesuffix(".1") for topic in own]


@pytest.fixture
def watch(market, tmp_path):  # noqa: F811
    store = open_private_store(settings_at(tmp_path))
    yield Watch(market, store)
    store.close()


def test_a_visitor_whose_browser_is_gone_and_back_is_recorded_once_each(watch):
    watch.market.conversations.request(CONVERSATION, BRAND, VISITOR, "fr", after(0))
    watch.beats(CONVERSATION, 5)

    watch.looks(10, 35, 36, 40)
    assert watch.recorded("Conversation.") == ["Requested", "VisitorDisconnected"]

    watch.beats(CONVERSATION, 50)
    watch.looks(51, 52)
    assert watch.recorded("Conversation.")[2:] == ["VisitorReconnected"]


def test_a_conversation_whose_stream_was_never_open_says_nothing(watch):
    watch.market.conversations.request(CONVERSATION, BRAND, VISITOR, "fr", after(0))

    watch.looks(900)

    assert watch.recorded("Conversation.") == ["Requested"]


def test_a_respondent_whose_browser_is_gone_is_away_then_offline(watch):
    watch.comes_online(EXPERT)
    watch.beats(EXPERT, 10)

    watch.looks(70, 71, 72, 971, 972, 973)

    assert watch.recorded("PresenceSession.") == ["CameOnline", "WentAway", "Left"]
    left = [row for row in watch.market.log.all_rows() if row.topic == "PresenceSession.Left.1"]
    assert b'"heartbeat"' in left[0].state


def test_a_respondent_whose_browser_is_back_takes_requests_again(watch):
    watch.comes_online(EXPERT)
    watch.beats(EXPERT, 10)
    watch.looks(100)

    watch.beats(EXPERT, 120)
    watch.looks(121)

    assert watch.recorded("PresenceSession.") == ["CameOnline", "WentAway", "Returned"]


def test_a_break_that_was_declared_is_not_ended_by_a_heartbeat(watch):
    watch.comes_online(EXPERT)
    watch.market.presence.go_away(EXPERT, "declared", after(5))
    watch.beats(EXPERT, 10)

    watch.looks(11, 20)

    assert watch.recorded("PresenceSession.") == ["CameOnline", "WentAway"]


def test_an_old_heartbeat_does_not_count_against_a_new_session(watch):
    watch.beats(EXPERT, -600)
    watch.comes_online(EXPERT, at=0)

    watch.looks(30)

    assert watch.recorded("PresenceSession.") == ["CameOnline"]


def test_a_respondent_without_a_desk_in_a_browser_stays(watch):
    watch.comes_online(OTHER_EXPERT)

    watch.looks(9_000)

    assert watch.recorded("PresenceSession.") == ["CameOnline"]


def test_heartbeats_are_kept_newest_and_removed_when_they_are_old(watch):
    ids = [uuid4() for _ in range(900)]
    note_open_streams(ids, after(0), watch.store)
    note_open_streams(ids[:1], after(60), watch.store)

    assert last_open(ids, watch.store) == dict.fromkeys(ids, after(0)) | {ids[0]: after(60)}
    with watch.store.engine.begin() as db:
        assert remove_heartbeats_before(after(60), db) == 899
    assert list(last_open(ids, watch.store)) == ids[:1]
