"""Concurrent claims of one conversation, and by one respondent beyond their capacity."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from uuid import UUID, uuid4

import pytest

from domain.brands.brand_commands import BrandCommands
from domain.conversations.conversation import Conversation
from domain.conversations.conversation_commands import ConversationCommands
from domain.conversations.conversation_reasons import LostReason
from domain.errors import NotAllowed, NotNow
from domain.log.entries import Decision
from domain.log.mapper import decode
from domain.members.member_commands import MemberCommands
from domain.presence.presence_session_commands import PresenceSessionCommands
from domain.rewards.points import POINTS
from tests.support.people import AMBASSADOR, BRAND, MANAGER, VISITOR, VOLUNTARY, after

CAPACITY = 3


def bring_online(log, respondent_ids, capacity):
    members, presence = MemberCommands(log), PresenceSessionCommands(log)
    for respondent_id in respondent_ids:
        members.join(respondent_id, ("fr",), "FR", after(-900))
        members.start_engagement(respondent_id, BRAND, VOLUNTARY, MANAGER, after(-800))
        presence.come_online(uuid4(), respondent_id, capacity, after(-700))


def waiting_conversations(log, number, offered_to):
    """Offer many requests in one transaction, to be claimed by the tests."""
    ids = [uuid4() for _ in range(number)]

    def decide():
        conversations = [Conversation(id) for id in ids]
        for conversation in conversations:
            conversation.request(BRAND, VISITOR, "fr", None, None, after(0))
            conversation.offer(tuple(offered_to), after(1))
        return Decision(conversations)

    log.execute(decide)
    return ids


def refusal_or(do):
    """Do it and give back None, or the refusal."""
    try:
        do()
    except (NotNow, NotAllowed) as refusal:
        return refusal
    return None


def slots_in_use(log, respondent_id):
    return log.rows.keys_held_by("conversation-slot", f"{respondent_id}")


def open_at_once(log, respondent_id):
    """The number of a respondent's open conversations after each event that changes it."""
    open_ids, counts = set(), []
    for row in log.all_rows():
        event = decode(row.topic, row.state)
        if getattr(event, "respondent_id", None) != respondent_id:
            continue
        if isinstance(event, Conversation.Claimed):
            open_ids.add(row.stream)
        elif isinstance(event, Conversation.Closed | Conversation.Lost):
            open_ids.discard(row.stream)
        counts.append(len(open_ids))
    return counts


@pytest.mark.slow
def test_of_fifty_concurrent_claims_one_wins_in_two_hundred_rounds(log):
    people = [UUID(int=number) for number in range(1, 51)]
    bring_online(log, people, capacity=1)
    conversations = ConversationCommands(log)
    together = Barrier(len(people))

    def claim(conversation_id, respondent_id):
        together.wait()
        return refusal_or(lambda: conversations.claim(conversation_id, respondent_id, after(10)))

    with ThreadPoolExecutor(len(people)) as threads:
        for conversation_id in waiting_conversations(log, 200, people):
            head = log.rows.head()

            answers = list(threads.map(claim, [conversation_id] * len(people), people))

            sentences = Counter(f"{refusal}" for refusal in answers if refusal)
            assert sentences == {"Another respondent has already taken this conversation.": 49}
            [row] = log.read(head, 100)
            claimed = decode(row.topic, row.state)
            assert claimed.respondent_id == people[answers.index(None)]
            assert len(slots_in_use(log, claimed.respondent_id)) == 1
            assert log.rows.count_reservations("conversation-slot") == 1
            conversations.lose(conversation_id, LostReason.VISITOR_LEFT, after(20))


@pytest.mark.slow
def test_a_capacity_of_three_is_never_exceeded_by_concurrent_claims(log):
    bring_online(log, [AMBASSADOR], CAPACITY)
    conversations = ConversationCommands(log)
    ids = waiting_conversations(log, 200, [AMBASSADOR])
    together = Barrier(len(ids))

    def claim(conversation_id):
        together.wait()
        return refusal_or(lambda: conversations.claim(conversation_id, AMBASSADOR, after(10)))

    with ThreadPoolExecutor(len(ids)) as threads:
        for _ in range(3):
            answers = list(threads.map(claim, ids))

            won = [id for id, refusal in zip(ids, answers, strict=True) if refusal is None]
            assert len(won) == CAPACITY
            assert len(slots_in_use(log, AMBASSADOR)) == CAPACITY
            assert all(type(refusal) is NotNow for refusal in answers if refusal)
            for id in won:
                conversations.lose(id, LostReason.VISITOR_LEFT, after(20))
            assert slots_in_use(log, AMBASSADOR) == []

    assert max(open_at_once(log, AMBASSADOR)) == CAPACITY


@pytest.mark.slow
def test_slots_freed_during_concurrent_claims_are_used_again_once(log):
    bring_online(log, [AMBASSADOR], CAPACITY)
    conversations = ConversationCommands(log)
    ids = waiting_conversations(log, 60, [AMBASSADOR])

    a_claim_was_refused = Event()

    def claim_and_finish(conversation_id):
        while refusal_or(lambda: conversations.claim(conversation_id, AMBASSADOR, after(10))):
            a_claim_was_refused.set()
        # The first ones keep their slots until another claim was refused, however slow that is.
        assert a_claim_was_refused.wait(60)
        conversations.send_first_reply(conversation_id, AMBASSADOR, after(20))
        conversations.close(conversation_id, None, "answered", (1, 1), after(30), after(40))

    with ThreadPoolExecutor(12) as threads:
        list(threads.map(claim_and_finish, ids))

    open_counts = open_at_once(log, AMBASSADOR)
    assert max(open_counts) == CAPACITY
    assert open_counts[-1] == 0
    assert slots_in_use(log, AMBASSADOR) == []


def test_two_conversations_closed_at_once_both_earn_points(log):
    bring_online(log, [AMBASSADOR], CAPACITY)
    conversations = ConversationCommands(log)
    ids = waiting_conversations(log, 40, [AMBASSADOR])
    together = Barrier(2)

    def close(conversation_id):
        together.wait()
        conversations.close(conversation_id, None, "answered", (1, 1), after(30), after(40))

    with ThreadPoolExecutor(2) as threads:
        for pair in zip(ids[::2], ids[1::2], strict=True):
            for id in pair:
                conversations.claim(id, AMBASSADOR, after(10))
                conversations.send_first_reply(id, AMBASSADOR, after(20))
            list(threads.map(close, pair))

    [lot] = log.rows.balances(POINTS, f"{BRAND}/{AMBASSADOR}/")
    assert lot.credited == 40 * VOLUNTARY.points


def test_a_conversation_closed_by_many_at_once_earns_once(log):
    bring_online(log, [AMBASSADOR], CAPACITY)
    conversations = ConversationCommands(log)
    [id] = waiting_conversations(log, 1, [AMBASSADOR])
    conversations.claim(id, AMBASSADOR, after(10))
    conversations.send_first_reply(id, AMBASSADOR, after(20))
    together = Barrier(8)

    def close(_):
        together.wait()
        return refusal_or(
            lambda: conversations.close(id, None, "answered", (1, 1), after(30), after(40))
        )

    with ThreadPoolExecutor(8) as threads:
        refusals = [refusal for refusal in threads.map(close, range(8)) if refusal]

    assert [f"{refusal}" for refusal in refusals] == ["This conversation has ended."] * 7
    [lot] = log.rows.balances(POINTS, f"{BRAND}/{AMBASSADOR}/")
    assert lot.credited == VOLUNTARY.points


def test_one_short_name_registered_at_once_goes_to_one_brand(log):
    together = Barrier(8)

    def register(_):
        together.wait()
        return refusal_or(
            lambda: BrandCommands(log).register(
                uuid4(), "tents", "Tents", "Europe/Paris", "EUR", None, after(0)
            )
        )

    with ThreadPoolExecutor(8) as threads:
        refusals = [refusal for refusal in threads.map(register, range(8)) if refusal]

    assert [f"{refusal}" for refusal in refusals] == ["A brand called tents already exists."] * 7
    assert log.rows.head() == 1


def test_coming_online_many_times_at_once_starts_one_session(log):
    bring_online(log, [AMBASSADOR], CAPACITY)
    presence = PresenceSessionCommands(log)
    head = presence.leave(AMBASSADOR, "declared", after(0))
    together = Barrier(8)

    def come_online(_):
        together.wait()
        return refusal_or(lambda: presence.come_online(uuid4(), AMBASSADOR, CAPACITY, after(10)))

    with ThreadPoolExecutor(8) as threads:
        refusals = [refusal for refusal in threads.map(come_online, range(8)) if refusal]

    assert len(refusals) == 7
    assert len(log.read(head, 100)) == 1
