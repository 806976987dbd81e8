from datetime import timedelta

import pytest
from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st

from domain.conversations.conversation import Conversation, ConversationStatus, LostReason
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


def test_a_visitor_asks():
    conversation = given(Conversation)

    conversation.request(BRAND, VISITOR, "fr", HEATING, None, after(0))

    assert happened(conversation) == [REQUESTED]


def test_a_request_keeps_the_page_without_what_the_address_says_of_the_visitor():
    conversation = given(Conversation)

    conversation.request(
        BRAND, VISITOR, "en", None, "https://shop.example/tents?user=ann&token=1", after(0)
    )

    [requested] = happened(conversation)
    assert requested.page == "https://shop.example/tents"


def test_history_that_is_brought_says_where_it_comes_from():
    conversation = given(Conversation)

    conversation.request(BRAND, VISITOR, "en", None, None, after(0), source="import 12ab")

    [requested] = happened(conversation)
    assert requested.source == "import 12ab"


@pytest.mark.parametrize("past", [(REQUESTED,), OPEN, OVER, GONE])
def test_a_request_is_made_once(past):
    conversation = given(Conversation, *past)

    with pytest.raises(NotNow, match="This request has already been made"):
        conversation.request(BRAND, VISITOR, "fr", HEATING, None, after(900))

    assert happened(conversation) == []


# Offering it.


def test_a_request_is_put_before_respondents():
    conversation = given(Conversation, REQUESTED)

    conversation.offer((EXPERT, AMBASSADOR), after(1))

    assert happened(conversation) == [OFFERED]


def test_only_those_who_have_not_been_asked_are_asked():
    conversation = given(Conversation, *WAITING)

    conversation.offer((AMBASSADOR, OTHER_EXPERT, EXPERT), after(30))

    assert happened(conversation) == [
        Conversation.Offered(at=after(30), respondent_ids=(OTHER_EXPERT,))
    ]


@pytest.mark.parametrize("nobody_new", [(), (EXPERT,), (AMBASSADOR, EXPERT)])
def test_asking_nobody_new_is_nothing(nobody_new):
    conversation = given(Conversation, *WAITING)

    conversation.offer(nobody_new, after(30))

    assert happened(conversation) == []


def test_a_respondent_may_decline():
    conversation = given(Conversation, *WAITING)

    conversation.decline(EXPERT, after(5))

    assert happened(conversation) == [DECLINED]


@pytest.mark.parametrize("past", [WAITING, (*WAITING, DECLINED)])
def test_nobody_declines_what_was_not_offered_to_them(past):
    conversation = given(Conversation, *past)
    not_asked = EXPERT if DECLINED in past else OTHER_EXPERT

    with pytest.raises(NotAllowed, match="not offered to you"):
        conversation.decline(not_asked, after(6))

    assert happened(conversation) == []


# Claiming it.


@pytest.mark.parametrize(("respondent", "terms"), [(EXPERT, PAID), (AMBASSADOR, VOLUNTARY)])
def test_a_respondent_takes_it_on_their_terms_and_the_visitor_is_told_who_answers(
    respondent, terms
):
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


def test_only_one_respondent_gets_it():
    conversation = given(Conversation, *OPEN)

    with pytest.raises(NotNow, match="Another respondent has already taken this conversation"):
        conversation.claim(AMBASSADOR, VOLUNTARY, 1, 1, after(11))

    assert happened(conversation) == []


def test_nobody_takes_what_was_not_offered_to_them():
    conversation = given(Conversation, *WAITING)

    with pytest.raises(NotAllowed, match="not offered to you"):
        conversation.claim(OTHER_EXPERT, PAID, 1, 1, after(11))

    assert happened(conversation) == []


def test_who_declined_does_not_take_it_unless_it_is_offered_again():
    conversation = given(Conversation, *WAITING, DECLINED)

    with pytest.raises(NotAllowed, match="not offered to you"):
        conversation.claim(EXPERT, PAID, 2, 2, after(10))

    assert happened(conversation) == []
    conversation.offer((EXPERT,), after(10))
    conversation.claim(EXPERT, PAID, 2, 2, after(10))
    assert happened(conversation)[-1] == CLAIMED


def test_nobody_answers_their_own_question():
    to_the_visitor = Conversation.Offered(at=after(1), respondent_ids=(VISITOR,))
    conversation = given(Conversation, REQUESTED, to_the_visitor)

    with pytest.raises(NotAllowed, match="your own question"):
        conversation.claim(VISITOR, VOLUNTARY, 1, 1, after(10))

    assert happened(conversation) == []


# Answering it.


def test_the_first_answer_is_a_milestone():
    conversation = given(Conversation, *OPEN)

    conversation.send_first_reply(EXPERT, after(20))

    assert happened(conversation) == [ANSWERED]


def test_there_is_one_first_answer():
    conversation = given(Conversation, *TALKING)

    conversation.send_first_reply(EXPERT, after(25))

    assert happened(conversation) == []


@pytest.mark.parametrize("past", [WAITING, OPEN, OVER])
def test_nobody_answers_a_conversation_that_is_not_theirs(past):
    conversation = given(Conversation, *past)

    with pytest.raises(NotAllowed, match="You are not the respondent for this conversation"):
        conversation.send_first_reply(AMBASSADOR, after(20))

    assert happened(conversation) == []


def test_nobody_answers_what_is_over():
    conversation = given(Conversation, *OVER)

    with pytest.raises(NotNow, match="not open"):
        conversation.send_first_reply(EXPERT, after(700))

    assert happened(conversation) == []


@pytest.mark.parametrize("past", [WAITING, OPEN, TALKING])
def test_a_visitor_goes_to_another_page_while_they_talk(past):
    conversation = given(Conversation, *past)

    conversation.record_navigation("https://shop.example/stoves?user=ann", after(25))

    assert happened(conversation) == [
        Conversation.VisitorNavigated(at=after(25), page="https://shop.example/stoves")
    ]


# Passing it on.


def test_a_respondent_passes_it_on():
    conversation = given(Conversation, *TALKING)

    conversation.transfer(EXPERT, "other_subject", after(30))

    assert happened(conversation) == [TRANSFERRED]


def test_what_was_passed_on_waits_for_somebody_else():
    conversation = given(Conversation, *TALKING, TRANSFERRED)

    conversation.claim(AMBASSADOR, VOLUNTARY, 1, 1, after(40))

    [claimed] = happened(conversation)
    assert (claimed.respondent_id, claimed.terms) == (AMBASSADOR, VOLUNTARY)


def test_who_passed_it_on_does_not_take_it_back_unasked():
    conversation = given(Conversation, *TALKING, TRANSFERRED)

    with pytest.raises(NotAllowed, match="not offered to you"):
        conversation.claim(EXPERT, PAID, 1, 1, after(40))

    assert happened(conversation) == []


def test_who_passed_it_on_answers_no_more():
    conversation = given(Conversation, *OPEN, TRANSFERRED)

    with pytest.raises(NotNow, match="not open"):
        conversation.send_first_reply(EXPERT, after(40))

    assert happened(conversation) == []


def test_only_who_answers_passes_it_on():
    conversation = given(Conversation, *TALKING)

    with pytest.raises(NotAllowed, match="You are not the respondent for this conversation"):
        conversation.transfer(AMBASSADOR, "break", after(30))

    assert happened(conversation) == []


@pytest.mark.parametrize("past", [(*TALKING, TRANSFERRED), OVER])
def test_what_is_not_open_is_not_passed_on(past):
    conversation = given(Conversation, *past)

    with pytest.raises(NotNow, match="not open"):
        conversation.transfer(EXPERT, "other_subject", after(700))

    assert happened(conversation) == []


# Its end.


def close(conversation, *, last_message_after=580):
    conversation.close(EXPERT, "answered", (3, 4), after(last_message_after), after(600))


def test_what_an_answered_conversation_took_is_known_at_its_end():
    conversation = given(Conversation, *TALKING)

    close(conversation)

    assert happened(conversation) == [CLOSED]


def test_an_answered_conversation_that_nobody_takes_over_ends_too_and_holds_no_place():
    conversation = given(Conversation, *TALKING, TRANSFERRED)

    close(conversation)

    [closed] = happened(conversation)
    assert (closed.respondent_id, closed.slot) == (EXPERT, 0)


@pytest.mark.parametrize("past", [WAITING, OPEN, (*OPEN, TRANSFERRED)])
def test_what_nobody_answered_is_not_closed(past):
    conversation = given(Conversation, *past)

    with pytest.raises(NotNow, match="This conversation has no answer yet"):
        close(conversation)

    assert happened(conversation) == []


def test_no_message_comes_after_the_end():
    conversation = given(Conversation, *TALKING)

    with pytest.raises(
        Invalid, match="The last message cannot be later than the end of the conversation"
    ):
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


def test_a_claim_without_an_answer_is_lost_and_says_who_had_it():
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
def test_what_was_answered_is_never_lost(past):
    conversation = given(Conversation, *past)

    with pytest.raises(NotNow, match="This conversation has been answered"):
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
def test_what_is_over_is_over(past, ask):
    conversation = given(Conversation, *past)

    with pytest.raises(NotNow, match="has ended"):
        ask(conversation)

    assert happened(conversation) == []


def test_what_is_lost_stays_lost():
    conversation = given(Conversation, *GONE)

    with pytest.raises(NotNow, match="has ended"):
        conversation.lose(LostReason.ALL_FULL, after(900))

    assert happened(conversation) == []


# What comes after it: marks and sales.


def test_a_visitor_gives_marks_to_who_answered():
    conversation = given(Conversation, *OVER)

    conversation.rate(4, 5, 3, after(700))

    assert happened(conversation) == [RATED]


TAKEN_OVER = Conversation.Claimed(
    at=after(40),
    brand_id=BRAND,
    respondent_id=AMBASSADOR,
    terms=VOLUNTARY,
    disclosure=disclosure_of(VOLUNTARY, "fr"),
    slot=1,
    concurrent_conversations=1,
)


def test_marks_go_to_who_was_answering_at_the_end():
    conversation = given(Conversation, *TALKING, TRANSFERRED, TAKEN_OVER)
    conversation.send_first_reply(AMBASSADOR, after(50))
    close(conversation)

    conversation.rate(5, 5, 5, after(700))

    _, closed, rated = happened(conversation)
    assert (closed.respondent_id, closed.terms) == (AMBASSADOR, VOLUNTARY)
    assert rated.respondent_id == AMBASSADOR


def test_who_took_over_is_credited_once_they_have_answered():
    conversation = given(Conversation, *TALKING, TRANSFERRED, TAKEN_OVER)

    with pytest.raises(NotNow, match="Reply first, or transfer the conversation"):
        close(conversation)

    assert happened(conversation) == []


def test_a_conversation_passed_on_that_nobody_takes_is_credited_to_who_answered():
    conversation = given(Conversation, *TALKING, TRANSFERRED)

    close(conversation)

    [closed] = happened(conversation)
    assert (closed.respondent_id, closed.terms, closed.slot) == (EXPERT, PAID, 0)


@pytest.mark.parametrize("messages", [(-1, 2), (2, -1)])
def test_nobody_sends_fewer_than_no_messages(messages):
    conversation = given(Conversation, *TALKING)

    with pytest.raises(Invalid, match="cannot be negative"):
        conversation.close(EXPERT, "answered", messages, after(500), after(600))

    assert happened(conversation) == []


def test_marks_are_given_once():
    conversation = given(Conversation, *OVER, RATED)

    with pytest.raises(NotNow, match="You have already rated this conversation"):
        conversation.rate(1, 1, 1, after(800))

    assert happened(conversation) == []


@pytest.mark.parametrize("marks", [(0, 5, 5), (5, 6, 5), (5, 5, -1)])
def test_a_mark_goes_from_one_to_five(marks):
    conversation = given(Conversation, *OVER)

    with pytest.raises(Invalid, match="between 1 and 5"):
        conversation.rate(*marks, after(700))

    assert happened(conversation) == []


@pytest.mark.parametrize("past", [WAITING, TALKING, GONE])
def test_only_what_is_over_and_was_answered_is_rated(past):
    conversation = given(Conversation, *past)

    with pytest.raises(
        NotNow, match="You can rate a conversation once it has been answered and has ended"
    ):
        conversation.rate(5, 5, 5, after(700))

    assert happened(conversation) == []


def test_a_sale_soon_after_is_credited_to_who_answered_under_a_rule_that_is_recorded():
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

    with pytest.raises(Invalid, match="The amount must be greater than zero"):
        conversation.attribute_sale("order 7", euros(cents), after(700), TWO_DAYS)

    assert happened(conversation) == []


@pytest.mark.parametrize("past", [WAITING, TALKING, GONE])
def test_no_sale_is_attributed_to_what_was_not_answered_or_is_not_over(past):
    conversation = given(Conversation, *past)

    with pytest.raises(
        NotNow,
        match="A sale can only be attributed to a conversation that was answered and has ended",
    ):
        conversation.attribute_sale("order 7", euros(12_900), after(700), TWO_DAYS)

    assert happened(conversation) == []


# History from elsewhere.


def test_history_is_brought_as_it_went():
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


def test_no_history_is_brought_about_a_conversation_that_is_going_on():
    conversation = given(Conversation, *OPEN)

    with pytest.raises(NotNow, match="Another respondent has already taken this conversation"):
        conversation.import_answered(AMBASSADOR, VOLUNTARY, (1, 2), after(20), after(600))

    assert happened(conversation) == []


# Laws: whatever people ask, in whatever order.

respondents = st.sampled_from([EXPERT, OTHER_EXPERT, AMBASSADOR, VISITOR])
terms = st.sampled_from([PAID, VOLUNTARY])
moments = st.integers(0, 300_000).map(after)
marks = st.integers(0, 6)

asked = st.one_of(
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
# Most orders of commands are refused at once; these beginnings lead further.
beginnings = st.sampled_from([(), (REQUESTED,), WAITING, OPEN, TALKING, OVER, GONE])
whatever = st.lists(asked, max_size=25)
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
    kept = {**vars(conversation)}
    del kept["pending_events"]
    return {name: set(value) if isinstance(value, set) else value for name, value in kept.items()}


@often
@for_any(beginnings, whatever)
def test_what_is_refused_leaves_no_trace_and_what_happened_explains_everything(past, commands):
    conversation = given(Conversation, *past)

    for command in commands:
        let(conversation, command)

    again = given(Conversation, *past, *happened(conversation))
    assert state_of(again) == state_of(conversation)


@often
@for_any(beginnings, whatever)
def test_a_conversation_ends_once_and_then_only_marks_and_sales_follow(past, commands):
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
@for_any(beginnings, whatever)
def test_a_conversation_agrees_with_itself(past, commands):
    conversation = given(Conversation, *past)

    for command in commands:
        let(conversation, command)

    kinds = [type(event) for event in (*past, *happened(conversation))]
    assert kinds.count(Conversation.Requested) <= 1
    assert kinds.count(Conversation.FirstReplySent) <= kinds.count(Conversation.Claimed)
    assert kinds.count(Conversation.Rated) <= 1
    assert (conversation.credited is not None) == (Conversation.FirstReplySent in kinds)
    assert (conversation.status is ConversationStatus.CLOSED) == (Conversation.Closed in kinds)
    assert (conversation.status is ConversationStatus.LOST) == (Conversation.Lost in kinds)
    assert (conversation.terms is None) == (conversation.respondent_id is None)
    if conversation.status in (ConversationStatus.OPEN, ConversationStatus.CLOSED):
        assert conversation.respondent_id is not None
    assert conversation.respondent_id != VISITOR or Conversation.Closed in kinds
    assert conversation.id == SOMETHING
    assert conversation.version == len(kinds)


def test_a_sale_before_the_request_is_nobody_s():
    conversation = given(Conversation, *OVER)

    with pytest.raises(NotNow, match="before"):
        conversation.attribute_sale("order", euros(1000), after(-60), TWO_DAYS)

    assert happened(conversation) == []
