from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.aggregate import now
from domain.conversations.conversation import Conversation, ConversationStatus, LostReason
from domain.conversations.imported_history import (
    Brought,
    ImportedHistoryCommands,
    Past,
    PastConversation,
    identified,
)
from domain.errors import Invalid, NotNow
from domain.log.event_log import EventLog
from tests.support.people import BRAND, OTHER_BRAND, PAID, VOLUNTARY, after

FIRST = PastConversation(
    opened_at=after(0),
    visitor="ann",
    respondent="rob",
    answered_at=after(60),
    ended_at=after(600),
    visitor_messages=3,
    respondent_messages=4,
)
SAME_MINUTE = FIRST._replace(answered_at=after(120), visitor_messages=1)
BY_ANOTHER = FIRST._replace(visitor="bob")
LATER = FIRST._replace(opened_at=after(30))
LOST = PastConversation(after(0), "cid", None, None, after(300), 1, 0)
ALL = [FIRST, SAME_MINUTE, BY_ANOTHER, LATER, LOST]


@pytest.fixture
def history(log):
    return ImportedHistoryCommands(log)


def ids(past):
    return [each.id for each in past]


def standings(recognised):
    return [each.standing for each in recognised]


def told(log, id):
    return [each.data for each in log.history(id)]


def bring_all(history, past=ALL, terms=VOLUNTARY):
    """Bring a history as the command line does, and return the ids."""
    recognised = [each.past for each in history.recognised(BRAND, past, terms)]
    history.bring(BRAND, recognised, terms)
    return ids(recognised)


# Who is who.


def test_the_same_history_has_the_same_ids_whoever_reads_it():
    assert identified(BRAND, ALL) == identified(BRAND, ALL)


def test_the_ids_are_those_of_earlier_versions_of_comptoir():
    [first, second] = ids(identified(BRAND, [FIRST, SAME_MINUTE]))

    assert str(first) == "ab1dd91e-54c9-5a4f-bf9a-f66167b1c232"
    assert str(second) == "da1862a2-df33-56b3-b117-4fa4fb83c506"


def test_two_requests_of_one_visitor_in_one_minute_stay_two():
    assert len({*ids(identified(BRAND, [FIRST, SAME_MINUTE, FIRST]))}) == 3


def test_the_same_row_in_two_brands_is_two_conversations():
    assert ids(identified(BRAND, [FIRST])) != ids(identified(OTHER_BRAND, [FIRST]))


def test_names_that_look_like_numbers_are_nobody_else():
    names = ["ann", "ann/1", "ann/1/1", "1", ""]
    past = [FIRST._replace(visitor=name) for name in names for _ in range(3)]

    assert len({*ids(identified(BRAND, past))}) == len(past)


# What is recorded.


def test_an_answered_conversation_is_told_with_the_times_of_its_facts(log, history):
    [past] = identified(BRAND, [FIRST])

    brought = history.bring(BRAND, [past], PAID)

    assert brought == Brought(new=1, known=0)
    requested, claimed, answered, closed = told(log, past.id)
    assert isinstance(requested, Conversation.Requested)
    assert isinstance(claimed, Conversation.Claimed)
    assert isinstance(answered, Conversation.FirstReplySent)
    assert isinstance(closed, Conversation.Closed)
    assert (requested.at, requested.brand_id) == (after(0), BRAND)
    assert (claimed.at, claimed.terms, claimed.slot) == (after(60), PAID, 0)
    assert answered.at == after(60)
    assert (closed.at, closed.last_message_at, closed.reason) == (
        after(600),
        after(600),
        "imported",
    )
    assert (closed.visitor_messages, closed.respondent_messages) == (3, 4)
    assert claimed.respondent_id == answered.respondent_id == closed.respondent_id
    assert requested.visitor_id != closed.respondent_id


def test_a_request_that_nobody_answered_is_lost_for_a_reason_nobody_recorded(log, history):
    [past] = identified(BRAND, [LOST])

    history.bring(BRAND, [past], VOLUNTARY)

    requested, lost = told(log, past.id)
    assert (requested.at, lost.at) == (after(0), after(300))
    assert lost == Conversation.Lost(at=after(300), brand_id=BRAND, reason=LostReason.NOT_RECORDED)


@pytest.mark.parametrize("terms", [VOLUNTARY, PAID], ids=["voluntary", "paid"])
def test_both_models_bring_their_history(log, history, terms):
    [past] = identified(BRAND, [FIRST])

    history.bring(BRAND, [past], terms)

    conversation = log.load(Conversation, past.id)
    assert (conversation.terms, conversation.status) == (terms, ConversationStatus.CLOSED)


def test_the_time_of_recording_is_kept_apart_from_the_times_of_the_facts(log, history):
    [past] = identified(BRAND, [FIRST])

    before = now()
    history.bring(BRAND, [past], VOLUNTARY)

    recorded = [each.recorded_at for each in log.history(past.id)]
    assert all(before - timedelta(seconds=5) < at < now() + timedelta(seconds=5) for at in recorded)
    assert [event.at for event in told(log, past.id)] == [
        after(0),
        after(60),
        after(60),
        after(600),
    ]


def test_one_name_is_one_person_within_a_brand_and_no_name_is_in_the_log(log, history):
    past = identified(BRAND, [FIRST, LATER, BY_ANOTHER])
    elsewhere = identified(OTHER_BRAND, [FIRST])

    history.bring(BRAND, past, VOLUNTARY)
    history.bring(OTHER_BRAND, elsewhere, VOLUNTARY)

    visitors = [told(log, id)[0].visitor_id for id in ids([*past, *elsewhere])]
    assert visitors[0] == visitors[1]
    assert len({*visitors}) == 3
    assert not any(b"ann" in row.state or b"rob" in row.state for row in log.all_rows())


def test_nobody_is_made_to_answer_who_did_not(log, history):
    nameless = identified(BRAND, [FIRST._replace(respondent=None)])

    history.bring(BRAND, nameless, VOLUNTARY)

    assert isinstance(told(log, nameless[0].id)[-1], Conversation.Lost)


# The same again.


def test_the_same_history_again_changes_nothing(log, history):
    past = identified(BRAND, ALL)
    history.bring(BRAND, past, VOLUNTARY)
    head = log.rows.head()

    brought = history.bring(BRAND, past, VOLUNTARY)

    assert brought == Brought(new=0, known=len(ALL))
    assert log.rows.head() == head


def test_only_what_is_missing_is_added(log, history):
    past = identified(BRAND, ALL)
    history.bring(BRAND, past[::2], VOLUNTARY)
    before = [told(log, id) for id in ids(past[::2])]

    brought = history.bring(BRAND, past, VOLUNTARY)

    assert brought == Brought(new=2, known=3)
    assert [told(log, id) for id in ids(past[::2])] == before
    assert [len(told(log, id)) for id in ids(past)] == [4, 4, 4, 4, 2]


def test_bringing_nothing_records_nothing(log, history):
    assert history.bring(BRAND, [], VOLUNTARY) == Brought(new=0, known=0)
    assert log.rows.head() == 0


OTHER_CONTENT = {
    "answered at another time": FIRST._replace(answered_at=after(61)),
    "ended at another time": FIRST._replace(ended_at=after(601)),
    "answered by another": FIRST._replace(respondent="eve"),
    "with more messages": FIRST._replace(visitor_messages=4),
    "lost": FIRST._replace(respondent=None, answered_at=None),
}


@pytest.mark.parametrize("other", OTHER_CONTENT.values(), ids=OTHER_CONTENT.keys())
def test_other_content_is_refused_and_what_came_with_it_is_not_written(log, history, other):
    history.bring(BRAND, identified(BRAND, [FIRST]), VOLUNTARY)
    head = log.rows.head()

    with pytest.raises(
        Invalid, match="Part of this history has already been imported with different content"
    ):
        history.bring(BRAND, identified(BRAND, [BY_ANOTHER, other, LOST]), VOLUNTARY)

    assert log.rows.head() == head
    assert history.recognised(BRAND, [other], VOLUNTARY)[0].standing == "differs"


def test_the_same_conversations_on_other_terms_are_refused(log, history):
    history.bring(BRAND, identified(BRAND, [FIRST]), VOLUNTARY)
    head = log.rows.head()

    with pytest.raises(Invalid):
        history.bring(BRAND, identified(BRAND, [FIRST]), PAID)

    assert log.rows.head() == head


def test_a_batch_is_written_all_or_not_at_all(log, history):
    [first] = identified(BRAND, [FIRST])
    twice = [first, Past(first.id, BY_ANOTHER)]

    with pytest.raises(NotNow):
        history.bring(BRAND, twice, VOLUNTARY)

    assert log.rows.head() == 0


# Recognising what is there.


def test_what_was_never_brought_is_new_under_the_ids_it_will_keep(history):
    recognised = history.recognised(BRAND, ALL, VOLUNTARY)

    assert [each.past for each in recognised] == identified(BRAND, ALL)
    assert standings(recognised) == ["new"] * len(ALL)


def test_what_was_brought_is_there(history):
    brought = bring_all(history)

    recognised = history.recognised(BRAND, ALL, VOLUNTARY)

    assert standings(recognised) == ["there"] * len(ALL)
    assert [each.past.id for each in recognised] == brought


def test_a_request_whose_neighbour_was_left_out_as_bad_is_not_brought_twice(log, history):
    bring_all(history, [SAME_MINUTE, LATER])

    recognised = history.recognised(BRAND, [FIRST, SAME_MINUTE, LATER], VOLUNTARY)

    assert standings(recognised) == ["new", "there", "there"]
    assert bring_all(history, [FIRST, SAME_MINUTE, LATER])
    assert log.rows.head() == 3 * 4


def test_a_request_is_recognised_without_its_neighbour(history):
    both = bring_all(history, [FIRST, SAME_MINUTE])

    [recognised] = history.recognised(BRAND, [SAME_MINUTE], VOLUNTARY)

    assert recognised.standing == "there"
    assert recognised.past.id == both[1]


def test_of_two_requests_in_a_minute_the_changed_one_differs(history):
    first, second = bring_all(history, [FIRST, SAME_MINUTE])
    changed = FIRST._replace(visitor_messages=9)

    recognised = history.recognised(BRAND, [changed, SAME_MINUTE], VOLUNTARY)

    assert standings(recognised) == ["differs", "there"]
    assert [each.past.id for each in recognised] == [first, second]


def test_rows_that_are_the_same_are_as_many_conversations_as_rows(history):
    bring_all(history, [FIRST, FIRST])

    recognised = history.recognised(BRAND, [FIRST, FIRST, FIRST], VOLUNTARY)

    assert standings(recognised) == ["there", "there", "new"]
    assert len({each.past.id for each in recognised}) == 3


def test_other_terms_make_other_content(history):
    bring_all(history, terms=PAID)

    assert standings(history.recognised(BRAND, ALL, VOLUNTARY)) == ["differs"] * len(ALL)


several = st.lists(
    st.builds(
        PastConversation,
        opened_at=st.sampled_from([after(0), after(60)]),
        visitor=st.sampled_from(["ann", "bob"]),
        respondent=st.just("rob"),
        answered_at=st.none() | st.just(after(120)),
        ended_at=st.just(after(180)),
        visitor_messages=st.integers(1, 2),
        respondent_messages=st.just(1),
    ),
    max_size=8,
)


@settings(max_examples=40, deadline=None)
@given(past=several, random=st.randoms(use_true_random=False))
def test_a_history_that_grows_is_exact_in_whatever_order_it_is_brought(
    past, random, tmp_path_factory
):
    url = f"sqlite:///{tmp_path_factory.mktemp('log') / 'log.db'}"
    known = random.sample(past, len(past))
    with EventLog(url) as log:
        history = ImportedHistoryCommands(log)
        for size in (len(past) // 3, len(past) // 2, len(past)):
            bring_all(history, random.sample(known[:size], size))

        assert len({row.stream for row in log.all_rows()}) == len(past)
        assert standings(history.recognised(BRAND, past, VOLUNTARY)) == ["there"] * len(past)


# Several importers at once.


@pytest.mark.parametrize("importers", [2, 6])
def test_several_importers_at_once_bring_one_history(database_url, importers):
    past = [
        FIRST._replace(opened_at=after(-60 * (number // 2)), visitor=f"v{number % 3}")
        for number in range(120)
    ]
    start = Barrier(importers)

    def bring(_):
        with EventLog(database_url) as log:
            history = ImportedHistoryCommands(log)
            start.wait()
            found = [each.past for each in history.recognised(BRAND, past, VOLUNTARY)]
            return [
                history.bring(BRAND, found[begin : begin + 10], VOLUNTARY)
                for begin in range(0, len(found), 10)
            ]

    with ThreadPoolExecutor(importers) as threads:
        results = list(threads.map(bring, range(importers)))

    with EventLog(database_url) as log:
        assert len({row.stream for row in log.all_rows()}) == len(past)
        assert log.rows.head() == 4 * len(past)
    assert sum(each.new for result in results for each in result) == len(past)
    assert all(sum(new + known for new, known in result) == len(past) for result in results)


def test_of_two_importers_with_other_content_one_is_refused(database_url):
    start = Barrier(2)

    def bring(past):
        with EventLog(database_url) as log:
            start.wait()
            try:
                return ImportedHistoryCommands(log).bring(
                    BRAND, identified(BRAND, [past]), VOLUNTARY
                )
            except Invalid as refusal:
                return refusal

    for minute in range(10):
        one = FIRST._replace(opened_at=after(-60 * minute))
        other = one._replace(visitor_messages=9)
        with ThreadPoolExecutor(2) as threads:
            results = list(threads.map(bring, [one, other]))

        assert sorted(type(result).__name__ for result in results) == ["Brought", "Invalid"]
