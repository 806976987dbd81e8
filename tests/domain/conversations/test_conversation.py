from datetime import timedelta

import pytest
from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st

from domain.conversations.conversation import Conversation, ConversationStatus
from domain.conversations.conversation_reasons import LostReason
from domain.errors import Invalid, NotAllowed, NotNow, Refused
from domain.terms import disclosure_of
from tests.support.history import SOMETHING, given, happened
from tests.support.people import (
    AMBASSADOR,
    BRAND,
    EXPERT,
    HEATING,
    OTHER_EXPERT,
    PAID,
    VISITOR,
    VOLUNTARY,
    after,
    euros,
)

TWO_DAYS = timedelta(hours=48)

REQUESTED = Conversation.Requested(
    at=after(0), brand_id=BRAND, visitor_id=VISITOR, language="fr", subject_id=HEATING
)
OFFERED = Conversation.Offered(at=after(1), respondent_ids=(EXPERT, AMBASSADOR))
DECLINED = Conversation.Declined(at=after(5), respondent_id=EXPERT)
CLAIMED = Conversation.Claimed(
    at=after(10),
    brand_id=BRAND,
    respondent_id=EXPERT,
    terms=PAID,
    disclosure=disclosure_of(PAID, "fr"),
    slot=2,
    concurrent_conversations=2,
)
ANSWERED = Conversation.FirstReplySent(at=after(20), respondent_id=EXPERT)
TRANSFERRED = Conversation.Transferred(
    at=after(30), respondent_id=EXPERT, slot=2, reason="other_subject"
)
CLOSED = Conversation.Closed(
    at=after(600),
    brand_id=BRAND,
    respondent_id=EXPERT,
    terms=PAID,
    by=EXPERT,
    reason="answered",
    visitor_messages=3,
    respondent_messages=4,
    last_message_at=after(580),
    slot=2,
)
LOST = Conversation.Lost(at=after(60), brand_id=BRAND, reason=LostReason.VISITOR_LEFT)
RATED = Conversation.Rated(at=after(700), respondent_id=EXPERT, speed=4, service=5, quality=3)

WAITING = (REQUESTED, OFFERED)
OPEN = (*WAITING, CLAIMED)
TALKING = (*OPEN, ANSWERED)
OVER = (*TALKING, CLOSED)
GONE = (*WAITING, LOST)


# A request.


def test_a_visitor_makes_a_request():
    conversation = given(Conversation)

    conversation.request(BRAND, VISITOR, "fr", HEATING, None, after(0))

    assert happened(conversation) == [REQUESTED]


def test_a_request_keeps_the_page_without_its_query():
    conversation = given(Conversation)

    conversation.request(
        BRAND, VISITOR, "en", None, "https://shop.example/tents?user=ann&token=1", after(0)
    )

    [requested] = happened(conversation)
    assert requested.page == "https://shop.example/tents"


def test_an_imported_request_states_its_source():
    conversation = given(Conversation)

    conversation.request(BRAND, VISITOR, "en", None, None, after(0), source="import 12ab")

    [requested] = happened(conversation)
    assert requested.source == "import 12ab"


@pytest.mark.parametrize("past", [(REQUESTED,), OPEN, OVER, GONE])
def test_a_request_is_made_once(past):
    conversation = given(Conversation, *past)

    with pytest.raises(NotNow, match="made already"):
        conversation.request(BRAND, VISITOR, "fr", HEATING, None, after(900))

    assert happened(conversation) == []


# Offers.


def test_a_request_is_offered_to_respondents():
    conversation = given(Conversation, REQUESTED)

    conversation.offer((EXPERT, AMBASSADOR), after(1))

    assert happened(conversation) == [OFFERED]


def test_a_second_offer_is_for_new_respondents_only():
    conversation = given(Conversation, *WAITING)

    conversation.offer((AMBASSADOR, OTHER_EXPERT, EXPERT), after(30))

    assert happened(conversation) == [
        Conversation.Offered(at=after(30), respondent_ids=(OTHER_EXPERT,))
    ]


@pytest.mark.parametrize("offered_before", [(), (EXPERT,), (AMBASSADOR, EXPERT)])
def test_an_offer_without_new_respondents_records_nothing(offered_before):
    conversation = given(Conversation, *WAITING)

    conversation.offer(offered_before, after(30))

    assert happened(conversation) == []


def test_a_respondent_may_decline():
    conversation = given(Conversation, *WAITING)

    conversation.decline(EXPERT, after(5))

    assert happened(conversation) == [DECLINED]


@pytest.mark.parametrize("past", [WAITING, (*WAITING, DECLINED)])
def test_only_an_offer_can_be_declined(past):
    conversation = given(Conversation, *past)
    other_respondent = EXPERT if DECLINED in past else OTHER_EXPERT

    with pytest.raises(NotAllowed, match="not offered to you"):
        conversation.decline(other_respondent, after(6))

    assert happened(conversation) == []


# Claims.


@pytest.mark.parametrize(("respondent", "terms"), [(EXPERT, PAID), (AMBASSADOR, VOLUNTARY)])
def test_a_claim_records_terms_and_disclosure(respondent, terms):
    conversation = given(Conversation, *WAITING)

    conversation.claim(respondent, terms, 1, 3, after(10))

    assert happened(conversation) == [
        Conversation.Claimed(
            at=after(10),
            brand_id=BRAND,
            respondent_id=respondent,
            terms=terms,
            disclosure=disclosure_of(terms, "fr"),
            slot=1,
            concurrent_conversations=3,
        )
    ]


def test_only_one_respondent_claims_a_request():
    conversation = given(Conversation, *OPEN)

    with pytest.raises(NotNow, match="Somebody else has taken"):
        conversation.claim(AMBASSADOR, VOLUNTARY, 1, 1, after(11))

    assert happened(conversation) == []


def test_only_an_offered_request_can_be_claimed():
    conversation = given(Conversation, *WAITING)

    with pytest.raises(NotAllowed, match="not offered to you"):
        conversation.claim(OTHER_EXPERT, PAID, 1, 1, after(11))

    assert happened(conversation) == []


def test_a_declined_request_can_be_claimed_after_another_offer_only():
    conversation = given(Conversation, *WAITING, DECLINED)

    with pytest.raises(NotAllowed, match="not offered to you"):
        conversation.claim(EXPERT, PAID, 2, 2, after(10))

    assert happened(conversation) == []
    conversation.offer((EXPERT,), after(10))
    conversation.claim(EXPERT, PAID, 2, 2, after(10))
    assert happened(conversation)[-1] == CLAIMED


def test_visitors_do_not_claim_their_own_request():
    to_the_visitor = Conversation.Offered(at=after(1), respondent_ids=(VISITOR,))
    conversation = given(Conversation, REQUESTED, to_the_visitor)

    with pytest.raises(NotAllowed, match="your own question"):
        conversation.claim(VISITOR, VOLUNTARY, 1, 1, after(10))

    assert happened(conversation) == []


# Replies.


def test_the_first_reply_is_recorded():
    conversation = given(Conversation, *OPEN)

    conversation.send_first_reply(EXPERT, after(20))

    assert happened(conversation) == [ANSWERED]


def test_the_first_reply_is_recorded_once():
    conversation = given(Conversation, *TALKING)

    conversation.send_first_reply(EXPERT, after(25))

    assert happened(conversation) == []


@pytest.mark.parametrize("past", [WAITING, OPEN, OVER])
def test_only_the_respondent_replies(past):
    conversation = given(Conversation, *past)

    with pytest.raises(NotAllowed, match="not the one who answers"):
        conversation.send_first_reply(AMBASSADOR, after(20))

    assert happened(conversation) == []


def test_no_reply_follows_the_end():
    conversation = given(Conversation, *OVER)

    with pytest.raises(NotNow, match="not open"):
        conversation.send_first_reply(EXPERT, after(700))

    assert happened(conversation) == []


@pytest.mark.parametrize("past", [WAITING, OPEN, TALKING])
def test_a_navigation_of_the_visitor_is_recorded(past):
    conversation = given(Conversation, *past)

    conversation.record_navigation("https://shop.example/stoves?user=ann", after(25))

    assert happened(conversation) == [
        Conversation.VisitorNavigated(at=after(25), page="https://shop.example/stoves")
    ]


# Transfers.


def test_a_respondent_transfers_a_conversation():
    conversation = given(Conversation, *TALKING)

    conversation.transfer(EXPERT, "other_subject", after(30))

    assert happened(conversation) == [TRANSFERRED]


def test_a_transferred_conversation_is_claimed_by_another_respondent():
    conversation = given(Conversation, *TALKING, TRANSFERRED)

    conversation.claim(AMBASSADOR, VOLUNTARY, 1, 1, after(40))

    [claimed] = happened(conversation)
    assert (claimed.respondent_id, claimed.terms) == (AMBASSADOR, VOLUNTARY)


def test_a_transferred_conversation_needs_an_offer_to_be_claimed_back():
    conversation = given(Conversation, *TALKING, TRANSFERRED)

    with pytest.raises(NotAllowed, match="not offered to you"):
        conversation.claim(EXPERT, PAID, 1, 1, after(40))

    assert happened(conversation) == []


def test_after_a_transfer_the_former_respondent_does_not_reply():
    conversation = given(Conversation, *OPEN, TRANSFERRED)

    with pytest.raises(NotNow, match="not open"):
        conversation.send_first_reply(EXPERT, after(40))

    assert happened(conversation) == []


def test_only_the_respondent_transfers():
    conversation = given(Conversation, *TALKING)

    with pytest.raises(NotAllowed, match="not the one who answers"):
        conversation.transfer(AMBASSADOR, "break", after(30))

    assert happened(conversation) == []


@pytest.mark.parametrize("past", [(*TALKING, TRANSFERRED), OVER])
def test_only_an_open_conversation_is_transferred(past):
    conversation = given(Conversation, *past)

    with pytest.raises(NotNow, match="not open"):
        conversation.transfer(EXPERT, "other_subject", after(700))

    assert happened(conversation) == []


# The end.


def close(conversation, *, last_message_after=580):
    conversation.close(EXPERT, "answered", (3, 4), after(last_message_after), after(600))


def test_closing_records_counts_and_terms():
    conversation = given(Conversation, *TALKING)

    close(conversation)

    assert happened(conversation) == [CLOSED]


def test_a_transferred_conversation_closes_without_a_slot():
    conversation = given(Conversation, *TALKING, TRANSFERRED)

    close(conversation)

    [closed] = happened(conversation)
    assert (closed.respondent_id, closed.slot) == (EXPERT, 0)


@pytest.mark.parametrize("past", [WAITING, OPEN, (*OPEN, TRANSFERRED)])
def test_a_conversation_without_reply_is_not_closed(past):
    conversation = given(Conversation, *past)

    with pytest.raises(NotNow, match="can be lost, not closed"):
        close(conversation)

    assert happened(conversation) == []


def test_no_message_comes_after_the_end():
    conversation = given(Conversation, *TALKING)

    with pytest.raises(Invalid, match="cannot come after the end"):
        close(conversation, last_message_after=601)

    assert happened(conversation) == []


def test_the_last_message_may_be_the_end():
    conversation = given(Conversation, *TALKING)

    close(conversation, last_message_after=600)

    assert conversation.status is ConversationStatus.CLOSED


@pytest.mark.parametrize("reason", LostReason)
def test_a_request_is_lost_for_a_reason(reason):
    conversation = given(Conversation, *WAITING)

    conversation.lose(reason, after(60))

    assert happened(conversation) == [
        Conversation.Lost(at=after(60), brand_id=BRAND, reason=reason)
    ]


def test_a_claimed_request_without_reply_is_lost_with_its_respondent():
    conversation = given(Conversation, *OPEN)

    conversation.lose(LostReason.VISITOR_LEFT, after(60))

    assert happened(conversation) == [
        Conversation.Lost(
            at=after(60),
            brand_id=BRAND,
            reason=LostReason.VISITOR_LEFT,
            respondent_id=EXPERT,
            slot=2,
        )
    ]


@pytest.mark.parametrize("past", [TALKING, (*TALKING, TRANSFERRED), OVER])
def test_an_answered_conversation_is_never_lost(past):
    conversation = given(Conversation, *past)

    with pytest.raises(NotNow, match="can be closed, not lost"):
        conversation.lose(LostReason.VISITOR_LEFT, after(700))

    assert happened(conversation) == []


@pytest.mark.parametrize("past", [OVER, GONE])
@pytest.mark.parametrize(
    "ask",
    [
        lambda it: it.offer((OTHER_EXPERT,), after(900)),
        lambda it: it.decline(AMBASSADOR, after(900)),
        lambda it: it.claim(AMBASSADOR, VOLUNTARY, 1, 1, after(900)),
        lambda it: it.record_navigation("https://shop.example/", after(900)),
        lambda it: it.close(None, "no_reply", (1, 1), after(800), after(900)),
        lambda it: it.import_answered(EXPERT, PAID, (1, 1), after(20), after(900)),
    ],
    ids=["offer", "decline", "claim", "change page", "close", "import_answered"],
)
def test_an_ended_conversation_accepts_no_command(past, ask):
    conversation = given(Conversation, *past)

    with pytest.raises(NotNow, match="is over"):
        ask(conversation)

    assert happened(conversation) == []


def test_a_lost_conversation_stays_lost():
    conversation = given(Conversation, *GONE)

    with pytest.raises(NotNow, match="is over"):
        conversation.lose(LostReason.ALL_FULL, after(900))

    assert happened(conversation) == []


# Ratings and sales.


def test_a_rating_is_credited_to_the_respondent():
    conversation = given(Conversation, *OVER)

    conversation.rate(4, 5, 3, after(700))

    assert happened(conversation) == [RATED]


CLAIMED_AGAIN = Conversation.Claimed(
    at=after(40),
    brand_id=BRAND,
    respondent_id=AMBASSADOR,
    terms=VOLUNTARY,
    disclosure=disclosure_of(VOLUNTARY, "fr"),
    slot=1,
    concurrent_conversations=1,
)


def test_a_rating_is_credited_to_the_last_respondent():
    conversation = given(Conversation, *TALKING, TRANSFERRED, CLAIMED_AGAIN)
    conversation.send_first_reply(AMBASSADOR, after(50))
    close(conversation)

    conversation.rate(5, 5, 5, after(700))

    _, closed, rated = happened(conversation)
    assert (closed.respondent_id, closed.terms) == (AMBASSADOR, VOLUNTARY)
    assert rated.respondent_id == AMBASSADOR


def test_a_second_respondent_is_credited_after_a_reply():
    conversation = given(Conversation, *TALKING, TRANSFERRED, CLAIMED_AGAIN)

    with pytest.raises(NotNow, match="Answer first"):
        close(conversation)

    assert happened(conversation) == []


def test_an_unclaimed_transfer_is_credited_to_the_first_respondent():
    conversation = given(Conversation, *TALKING, TRANSFERRED)

    close(conversation)

    [closed] = happened(conversation)
    assert (closed.respondent_id, closed.terms, closed.slot) == (EXPERT, PAID, 0)


@pytest.mark.parametrize("messages", [(-1, 2), (2, -1)])
def test_message_counts_are_not_negative(messages):
    conversation = given(Conversation, *TALKING)

    with pytest.raises(Invalid, match="fewer"):
        conversation.close(EXPERT, "answered", messages, after(500), after(600))

    assert happened(conversation) == []


def test_a_conversation_is_rated_once():
    conversation = given(Conversation, *OVER, RATED)

    with pytest.raises(NotNow, match="rated this conversation already"):
        conversation.rate(1, 1, 1, after(800))

    assert happened(conversation) == []


@pytest.mark.parametrize("marks", [(0, 5, 5), (5, 6, 5), (5, 5, -1)])
def test_a_mark_goes_from_one_to_five(marks):
    conversation = given(Conversation, *OVER)

    with pytest.raises(Invalid, match="from 1 to 5"):
        conversation.rate(*marks, after(700))

    assert happened(conversation) == []


@pytest.mark.parametrize("past", [WAITING, TALKING, GONE])
def test_only_a_closed_conversation_is_rated(past):
    conversation = given(Conversation, *past)

    with pytest.raises(NotNow, match="when it is over and was answered"):
        conversation.rate(5, 5, 5, after(700))

    assert happened(conversation) == []


def test_a_sale_within_the_window_is_credited_with_its_rule():
    conversation = given(Conversation, *OVER)

    conversation.attribute_sale("order 7", euros(12_900), after(600) + TWO_DAYS, TWO_DAYS)

    assert happened(conversation) == [
        Conversation.SaleAttributed(
            at=after(600) + TWO_DAYS,
            respondent_id=EXPERT,
            reference="order 7",
            amount=euros(12_900),
            within_hours=48,
        )
    ]


def test_a_sale_too_late_is_not_attributed():
    conversation = given(Conversation, *OVER)

    with pytest.raises(NotNow, match="too late"):
        conversation.attribute_sale("order 7", euros(12_900), after(601) + TWO_DAYS, TWO_DAYS)

    assert happened(conversation) == []


@pytest.mark.parametrize("cents", [0, -1])
def test_a_sale_is_more_than_nothing(cents):
    conversation = given(Conversation, *OVER)

    with pytest.raises(Invalid, match="more than nothing"):
        conversation.attribute_sale("order 7", euros(cents), after(700), TWO_DAYS)

    assert happened(conversation) == []


@pytest.mark.parametrize("past", [WAITING, TALKING, GONE])
def test_only_a_closed_conversation_gets_a_sale(past):
    conversation = given(Conversation, *past)

    with pytest.raises(NotNow, match="answered and is over"):
        conversation.attribute_sale("order 7", euros(12_900), after(700), TWO_DAYS)

    assert happened(conversation) == []


# Imported history.


def test_an_answered_past_conversation_is_imported():
    conversation = given(Conversation, REQUESTED)

    conversation.import_answered(EXPERT, PAID, (1, 2), after(20), after(600))

    claimed, answered, closed = happened(conversation)
    assert (claimed.at, claimed.slot, claimed.terms) == (after(20), 0, PAID)
    assert answered == ANSWERED
    assert (closed.at, closed.reason, closed.last_message_at) == (
        after(600),
        "imported",
        after(600),
    )
    assert (closed.visitor_messages, closed.respondent_messages, closed.slot) == (1, 2, 0)


def test_only_a_waiting_request_is_imported_as_answered():
    conversation = given(Conversation, *OPEN)

    with pytest.raises(NotNow, match="Somebody else has taken"):
        conversation.import_answered(AMBASSADOR, VOLUNTARY, (1, 2), after(20), after(600))

    assert happened(conversation) == []


# Properties of any sequence of commands.

respondents = st.sampled_from([EXPERT, OTHER_EXPERT, AMBASSADOR, VISITOR])
terms = st.sampled_from([PAID, VOLUNTARY])
moments = st.integers(0, 300_000).map(after)
marks = st.integers(0, 6)

commands = st.one_of(
    st.tuples(
        st.just("request"),
        st.just(BRAND),
        st.just(VISITOR),
        st.sampled_from(["fr", "en", "de"]),
        st.none(),
        st.none(),
        moments,
    ),
    st.tuples(st.just("offer"), st.lists(respondents, max_size=3).map(tuple), moments),
    st.tuples(st.just("decline"), respondents, moments),
    st.tuples(st.just("claim"), respondents, terms, st.integers(1, 4), st.just(1), moments),
    st.tuples(st.just("send_first_reply"), respondents, moments),
    st.tuples(st.just("record_navigation"), st.just("https://shop.example/"), moments),
    st.tuples(st.just("transfer"), respondents, st.just("reason"), moments),
    st.tuples(st.just("close"), st.none(), st.just("answered"), st.just((1, 1)), moments, moments),
    st.tuples(st.just("lose"), st.sampled_from(LostReason), moments),
    st.tuples(st.just("rate"), marks, marks, marks, moments),
    st.tuples(
        st.just("attribute_sale"),
        st.just("order"),
        st.integers(-1, 5).map(euros),
        moments,
        st.just(TWO_DAYS),
    ),
    st.tuples(st.just("import_answered"), respondents, terms, st.just((1, 1)), moments, moments),
)
# Most random sequences are refused at once; these beginnings lead further.
beginnings = st.sampled_from([(), (REQUESTED,), WAITING, OPEN, TALKING, OVER, GONE])
command_lists = st.lists(commands, max_size=25)
often = settings(max_examples=150, deadline=None)


def let(conversation, command):
    """Ask; what is refused must change nothing."""
    before = (happened(conversation), conversation.version, state_of(conversation))
    refusal = refusal_of(conversation, command)
    if refusal:
        assert refusal.endswith(".")
        assert (happened(conversation), conversation.version, state_of(conversation)) == before


def refusal_of(conversation, command):
    name, *arguments = command
    try:
        getattr(conversation, name)(*arguments)
    except Refused as refusal:
        return f"{refusal}"
    return None


def state_of(conversation):
    state = {**vars(conversation)}
    del state["pending_events"]
    return {name: set(value) if isinstance(value, set) else value for name, value in state.items()}


@often
@for_any(beginnings, command_lists)
def test_refused_commands_change_nothing_and_replay_gives_the_state(past, commands):
    conversation = given(Conversation, *past)

    for command in commands:
        let(conversation, command)

    again = given(Conversation, *past, *happened(conversation))
    assert state_of(again) == state_of(conversation)


@often
@for_any(beginnings, command_lists)
def test_after_the_end_only_a_rating_and_sales_follow(past, commands):
    conversation = given(Conversation, *past)

    for command in commands:
        let(conversation, command)

    everything = [*past, *happened(conversation)]
    ends = [number for number, event in enumerate(everything) if is_end(event)]
    assert len(ends) <= 1
    for number in ends:
        later = everything[number + 1 :]
        assert all(
            isinstance(event, Conversation.Rated | Conversation.SaleAttributed) for event in later
        )


def is_end(event):
    return isinstance(event, Conversation.Closed | Conversation.Lost)


@often
@for_any(beginnings, command_lists)
def test_the_state_agrees_with_the_events(past, commands):
    conversation = given(Conversation, *past)

    for command in commands:
        let(conversation, command)

    event_types = [type(event) for event in (*past, *happened(conversation))]
    assert event_types.count(Conversation.Requested) <= 1
    assert event_types.count(Conversation.FirstReplySent) <= event_types.count(Conversation.Claimed)
    assert event_types.count(Conversation.Rated) <= 1
    assert (conversation.credited is not None) == (Conversation.FirstReplySent in event_types)
    assert (conversation.status is ConversationStatus.CLOSED) == (
        Conversation.Closed in event_types
    )
    assert (conversation.status is ConversationStatus.LOST) == (Conversation.Lost in event_types)
    assert (conversation.terms is None) == (conversation.respondent_id is None)
    if conversation.status in (ConversationStatus.OPEN, ConversationStatus.CLOSED):
        assert conversation.respondent_id is not None
    assert conversation.respondent_id != VISITOR or Conversation.Closed in event_types
    assert conversation.id == SOMETHING
    assert conversation.version == len(event_types)


def test_a_sale_before_the_request_is_refused():
    conversation = given(Conversation, *OVER)

    with pytest.raises(NotNow, match="before"):
        conversation.attribute_sale("order", euros(1000), after(-60), TWO_DAYS)

    assert happened(conversation) == []
