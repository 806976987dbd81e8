"""New rates apply to what is claimed after them: terms are fixed by the claim."""

from uuid import uuid4

from domain.conversations.conversation import Conversation
from domain.log.event_log import EventLog
from domain.terms import Paid
from payments.postings import postings_of
from tests.domain.bookings.booking_examples import BookingDesk
from tests.support.people import BRAND, MANAGER, PAID, after, euros

NEW = Paid(euros(250), 25)


def test_a_conversation_claimed_before_new_rates_earns_at_the_old_ones(sqlite_url):
    with EventLog(sqlite_url) as log:
        desk = BookingDesk(log)
        expert_id = desk.engaged_expert(after(0))
        before = claimed(desk, expert_id, after(10))

        desk.members.end_engagement(expert_id, BRAND, "own_wish", MANAGER, after(20))
        desk.members.start_engagement(expert_id, BRAND, NEW, MANAGER, after(30))
        desk.presence.leave(expert_id, "declared", after(40))
        desk.presence.come_online(uuid4(), expert_id, 4, after(50))
        later = claimed(desk, expert_id, after(60))
        for conversation_id in (before, later):
            desk.answered(conversation_id, expert_id, after(70))

        assert [closed(log, conversation_id).terms for conversation_id in (before, later)] == [
            PAID,
            NEW,
        ]
        assert pay(log, before) == 160
        assert pay(log, later) == 187


def claimed(desk, expert_id, at):
    conversation_id = desk.request([expert_id], at)
    desk.conversations.claim(conversation_id, expert_id, at)
    return conversation_id


def closed(log, conversation_id):
    events = (envelope.data for envelope in log.history(conversation_id))
    [found] = [event for event in events if isinstance(event, Conversation.Closed)]
    return found


def pay(log, conversation_id):
    postings = postings_of(closed(log, conversation_id))
    return sum(posting.amount for posting in postings if posting.account.name.endswith(":held"))
