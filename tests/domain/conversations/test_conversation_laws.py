"""Properties of conversations under any sequence of commands."""

from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st

from domain.conversations.conversation import Conversation, ConversationStatus
from domain.conversations.conversation_reasons import LostReason
from domain.errors import Refused
from tests.domain.conversations.conversation_examples import (
    GONE,
    OPEN,
    OVER,
    REQUESTED,
    TALKING,
    TWO_DAYS,
    WAITING,
)
from tests.support.history import SOMETHING, given, happened
from tests.support.people import (
    AMBASSADOR,
    BRAND,
    EXPERT,
    OTHER_EXPERT,
    PAID,
    VISITOR,
    VOLUNTARY,
    after,
    euros,
)

respondents = st.sampled_from([EXPERT, OTHER_EXPERT, AMBASSADOR, VISITOR])
terms = st.sampled_from([PAID, VOLUNTARY])
moments = st.integers(0, 300_000).map(after)
ratings = st.integers(0, 6)

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
    st.tuples(st.just("rate"), ratings, ratings, ratings, moments),
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
