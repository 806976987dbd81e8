"""Many people want the same conversation, or one person more than they may hold."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from uuid import UUID, uuid4

import pytest

from domain.brands.brand import BrandCommands
from domain.conversations.conversation import Conversation, LostReason
from domain.conversations.conversation_commands import ConversationCommands
from domain.errors import NotAllowed, NotNow
from domain.log.entries import Decision
from domain.log.mapper import decode
from domain.members.member import MemberCommands
from domain.presence.presence_session import PresenceCommands
from domain.rewards.points import POINTS
from tests.support.people import AMBASSADOR, BRAND, MANAGER, VISITOR, VOLUNTARY, after

LIMIT = 3


def sit_down(log, respondent_ids, limit):
    members, presence = MemberCommands(log), PresenceCommands(log)
    for respondent_id in respondent_ids:
        members.join(respondent_id, ("fr",), "FR", after(-900))
        members.start_engagement(respondent_id, BRAND, VOLUNTARY, MANAGER, after(-800))
        presence.come_online(uuid4(), respondent_id, limit, after(-700))


def waiting_conversations(log, number, offered_to):
    """Many requests in one decision: what is tried here is claiming them."""
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


def places(log, respondent_id):
    return log.rows.keys_held_by("conversation-slot", f"{respondent_id}")


def open_at_once(log, respondent_id):
    """How many conversations a respondent held after each event that changed it, by the log."""
    held, numbers = set(), []
    for row in log.all_rows():
        event = decode(row.topic, row.state)
        if getattr(event, "respondent_id", None) != respondent_id:
            continue
        if isinstance(event, Conversation.Claimed):
            held.add(row.stream)
        elif isinstance(event, Conversation.Closed | Conversation.Lost):
            held.discard(row.stream)
        numbers.append(len(held))
    return numbers


@pytest.mark.slow
def test_fifty_want_one_conversation_and_one_gets_it_two_hundred_times_over(log):
    people = [UUID(int=number) for number in range(1, 51)]
    sit_down(log, people, limit=1)
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
            [told] = log.read(head, 100)
            claimed = decode(told.topic, told.state)
            assert claimed.respondent_id == people[answers.index(None)]
            assert len(places(log, claimed.respondent_id)) == 1
            assert log.rows.count_reservations("conversation-slot") == 1
            conversations.lose(conversation_id, LostReason.VISITOR_LEFT, after(20))


@pytest.mark.slow
def test_a_desk_for_three_never_holds_four_whoever_hurries(log):
    sit_down(log, [AMBASSADOR], LIMIT)
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
            assert len(won) == LIMIT
            assert len(places(log, AMBASSADOR)) == LIMIT
            assert all(type(refusal) is NotNow for refusal in answers if refusal)
            for id in won:
                conversations.lose(id, LostReason.VISITOR_LEFT, after(20))
            assert places(log, AMBASSADOR) == []

    assert max(open_at_once(log, AMBASSADOR)) == LIMIT


@pytest.mark.slow
def test_places_that_come_free_while_others_hurry_are_taken_again_and_never_by_two(log):
    sit_down(log, [AMBASSADOR], LIMIT)
    conversations = ConversationCommands(log)
    ids = waiting_conversations(log, 60, [AMBASSADOR])

    somebody_was_refused = Event()

    def claim_and_finish(conversation_id):
        while refusal_or(lambda: conversations.claim(conversation_id, AMBASSADOR, after(10))):
            somebody_was_refused.set()
        # The first ones keep their places until others have asked in vain, however slow they are.
        assert somebody_was_refused.wait(60)
        conversations.send_first_reply(conversation_id, AMBASSADOR, after(20))
        conversations.close(conversation_id, None, "answered", (1, 1), after(30), after(40))

    with ThreadPoolExecutor(12) as threads:
        list(threads.map(claim_and_finish, ids))

    held = open_at_once(log, AMBASSADOR)
    assert max(held) == LIMIT
    assert held[-1] == 0
    assert places(log, AMBASSADOR) == []


def test_two_conversations_of_one_ambassador_that_end_at_once_both_earn(log):
    sit_down(log, [AMBASSADOR], LIMIT)
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


def test_one_end_asked_for_by_many_at_once_earns_once(log):
    sit_down(log, [AMBASSADOR], LIMIT)
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


def test_two_brands_that_want_one_name_at_once_do_not_both_get_it(log):
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


def test_a_respondent_who_sits_down_twice_at_once_has_one_desk(log):
    sit_down(log, [AMBASSADOR], LIMIT)
    presence = PresenceCommands(log)
    head = presence.leave(AMBASSADOR, "declared", after(0))
    together = Barrier(8)

    def come_online(_):
        together.wait()
        return refusal_or(lambda: presence.come_online(uuid4(), AMBASSADOR, LIMIT, after(10)))

    with ThreadPoolExecutor(8) as threads:
        refusals = [refusal for refusal in threads.map(come_online, range(8)) if refusal]

    assert len(refusals) == 7
    assert len(log.read(head, 100)) == 1
