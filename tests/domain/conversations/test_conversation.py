import pytest

from domain.conversations.conversation import Conversation, ConversationStatus
from domain.conversations.conversation_reasons import LostReason
from domain.errors import Invalid, NotAllowed, NotNow
from domain.terms import disclosure_of
from tests.domain.conversations.conversation_examples import (
    ANSWERED,
    CLAIMED,
    CLOSED,
    DECLINED,
    GONE,
    OFFERED,
    OPEN,
    OVER,
    REQUESTED,
    TALKING,
    TRANSFERRED,
    WAITING,
    close,
)
from tests.support.history import given, happened
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
)

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

    with pytest.raises(NotNow, match="This request has already been made"):
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

    with pytest.raises(NotNow, match="Another respondent has already taken this conversation"):
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

    with pytest.raises(NotAllowed, match="You are not the respondent for this conversation"):
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

    with pytest.raises(NotAllowed, match="You are not the respondent for this conversation"):
        conversation.transfer(AMBASSADOR, "break", after(30))

    assert happened(conversation) == []


@pytest.mark.parametrize("past", [(*TALKING, TRANSFERRED), OVER])
def test_only_an_open_conversation_is_transferred(past):
    conversation = given(Conversation, *past)

    with pytest.raises(NotNow, match="not open"):
        conversation.transfer(EXPERT, "other_subject", after(700))

    assert happened(conversation) == []


# The end.


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

    with pytest.raises(NotNow, match="This conversation has been answered"):
        conversation.lose(LostReason.VISITOR_LEFT, after(700))

    assert happened(conversation) == []


@pytest.mark.parametrize("past", [OVER, GONE])
@pytest.mark.parametrize(
    "command",
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
def test_an_ended_conversation_accepts_no_command(past, command):
    conversation = given(Conversation, *past)

    with pytest.raises(NotNow, match="has ended"):
        command(conversation)

    assert happened(conversation) == []


def test_a_lost_conversation_stays_lost():
    conversation = given(Conversation, *GONE)

    with pytest.raises(NotNow, match="has ended"):
        conversation.lose(LostReason.ALL_FULL, after(900))

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

    with pytest.raises(NotNow, match="Another respondent has already taken this conversation"):
        conversation.import_answered(AMBASSADOR, VOLUNTARY, (1, 2), after(20), after(600))

    assert happened(conversation) == []
