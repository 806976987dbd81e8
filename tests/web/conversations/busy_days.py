"""A few days at the counter of the pages that show conversations."""

from datetime import timedelta

from domain.conversations.conversation_reasons import LostReason
from domain.conversations.imported_history import PastConversation, identify
from tests.support.people import AMBASSADOR, EMPLOYEE, EXPERT, MORNING, VOLUNTARY
from tests.web.shop import NEST

DAY = timedelta(days=1)
REASONS = list(LostReason)[:-1]


def some_days(counter):
    """Enough for two pages; returns the conversation with the longest timeline."""
    brought_history(counter)
    for number in range(70):
        at = MORNING + DAY * (number % 9) + timedelta(hours=number % 11, minutes=number)
        someone_asks(counter, number, at)
    return a_long_conversation(counter, MORNING + 10 * DAY)


def someone_asks(counter, number, at):
    if number % 3 == 0:
        return counter.is_lost(REASONS[number // 3 % len(REASONS)], at)
    respondent_id = (AMBASSADOR, EXPERT, EXPERT, EMPLOYEE)[number % 4]
    ratings = (5, 4, 5) if number % 5 == 0 else None
    return counter.is_answered(
        respondent_id, at, ratings=ratings, sales=(4990,) if number % 7 == 0 else ()
    )


def a_long_conversation(counter, at):
    conversations, soon = counter.market.conversations, timedelta(seconds=50)
    conversation_id = counter.asks(at, page="/guides/solar-panels?utm=mail")
    conversations.offer(conversation_id, (EXPERT, AMBASSADOR), at)
    conversations.decline(conversation_id, AMBASSADOR, at + soon / 2)
    conversations.claim(conversation_id, EXPERT, at + soon)
    conversations.send_first_reply(conversation_id, EXPERT, at + 2 * soon)
    conversations.record_navigation(
        conversation_id, "/shop/solar-panels/foldable-120-w", at + 3 * soon
    )
    conversations.transfer(conversation_id, EXPERT, "other_subject", at + 4 * soon)
    conversations.offer(conversation_id, (AMBASSADOR,), at + 4 * soon)
    # The ambassador declined once; asked again, they take it.
    conversations.claim(conversation_id, AMBASSADOR, at + 5 * soon)
    conversations.send_first_reply(conversation_id, AMBASSADOR, at + 6 * soon)
    over = at + 30 * soon
    conversations.close(conversation_id, AMBASSADOR, "answered", (6, 7), over - soon, over)
    conversations.rate(conversation_id, 5, 5, 4, over + soon)
    counter.sells(conversation_id, over + DAY, 12_900)
    return conversation_id


def brought_history(counter):
    past = [
        PastConversation(
            opened_at,
            f"visitor {number}",
            "helper",
            opened_at + timedelta(seconds=59),
            opened_at + timedelta(minutes=9),
            4,
            5,
        )
        for number in range(15)
        for opened_at in [MORNING - timedelta(days=20 + number)]
    ]
    counter.market.history.import_conversations(
        NEST.brand_id, identify(NEST.brand_id, past), VOLUNTARY
    )
