from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.clock import system_clock
from domain.conversations.conversation import Conversation, ConversationStatus
from domain.conversations.conversation_reasons import LostReason
from domain.conversations.imported_history import (
    IdentifiedConversation,
    ImportedHistoryCommands,
    ImportResult,
    PastConversation,
    identify,
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
    return [identified.id for identified in past]


def statuses(compared):
    return [conversation.status for conversation in compared]


def events_of(log, id):
    return [event.data for event in log.history(id)]


def import_all(history, past=ALL, terms=VOLUNTARY):
    """Import a history as the command line does, and return the ids."""
    compared = history.compare(BRAND, past, terms)
    identified = [conversation.past for conversation in compared]
    history.import_conversations(BRAND, identified, terms)
    return ids(identified)


# Ids.


def test_the_same_history_gets_the_same_ids():
    assert identify(BRAND, ALL) == identify(BRAND, ALL)


def test_the_ids_are_those_of_earlier_versions_of_comptoir():
    [first, second] = ids(identify(BRAND, [FIRST, SAME_MINUTE]))

    assert str(first) == "ab1dd91e-54c9-5a4f-bf9a-f66167b1c232"
    assert str(second) == "da1862a2-df33-56b3-b117-4fa4fb83c506"


def test_two_requests_of_one_visitor_in_one_minute_stay_two():
    assert len({*ids(identify(BRAND, [FIRST, SAME_MINUTE, FIRST]))}) == 3


def test_the_same_row_in_two_brands_is_two_conversations():
    assert ids(identify(BRAND, [FIRST])) != ids(identify(OTHER_BRAND, [FIRST]))


def test_visitor_names_with_slashes_and_numbers_do_not_collide():
    names = ["ann", "ann/1", "ann/1/1", "1", ""]
    past = [FIRST._replace(visitor=name) for name in names for _ in range(3)]

    assert len({*ids(identify(BRAND, past))}) == len(past)


# Recorded events.


def test_an_answered_conversation_is_imported_with_its_times(log, history):
    [past] = identify(BRAND, [FIRST])

    result = history.import_conversations(BRAND, [past], PAID)

    assert result == ImportResult(new=1, existing=0)
    requested, claimed, answered, closed = events_of(log, past.id)
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


def test_an_unanswered_request_is_imported_as_lost_without_a_known_reason(log, history):
    [past] = identify(BRAND, [LOST])

    history.import_conversations(BRAND, [past], VOLUNTARY)

    requested, lost = events_of(log, past.id)
    assert (requested.at, lost.at) == (after(0), after(300))
    assert lost == Conversation.Lost(at=after(300), brand_id=BRAND, reason=LostReason.NOT_RECORDED)


@pytest.mark.parametrize("terms", [VOLUNTARY, PAID], ids=["voluntary", "paid"])
def test_history_of_both_models_is_imported(log, history, terms):
    [past] = identify(BRAND, [FIRST])

    history.import_conversations(BRAND, [past], terms)

    conversation = log.load(Conversation, past.id)
    assert (conversation.terms, conversation.status) == (terms, ConversationStatus.CLOSED)


def test_the_recording_time_differs_from_the_event_times(log, history):
    [past] = identify(BRAND, [FIRST])

    before = system_clock()
    history.import_conversations(BRAND, [past], VOLUNTARY)

    recorded = [event.recorded_at for event in log.history(past.id)]
    assert all(
        before - timedelta(seconds=5) < at < system_clock() + timedelta(seconds=5)
        for at in recorded
    )
    assert [event.at for event in events_of(log, past.id)] == [
        after(0),
        after(60),
        after(60),
        after(600),
    ]


def test_one_name_is_one_id_within_a_brand_and_no_name_is_in_the_log(log, history):
    past = identify(BRAND, [FIRST, LATER, BY_ANOTHER])
    elsewhere = identify(OTHER_BRAND, [FIRST])

    history.import_conversations(BRAND, past, VOLUNTARY)
    history.import_conversations(OTHER_BRAND, elsewhere, VOLUNTARY)

    visitors = [events_of(log, id)[0].visitor_id for id in ids([*past, *elsewhere])]
    assert visitors[0] == visitors[1]
    assert len({*visitors}) == 3
    assert not any(b"ann" in row.state or b"rob" in row.state for row in log.all_rows())


def test_an_answer_without_respondent_is_imported_as_lost(log, history):
    nameless = identify(BRAND, [FIRST._replace(respondent=None)])

    history.import_conversations(BRAND, nameless, VOLUNTARY)

    assert isinstance(events_of(log, nameless[0].id)[-1], Conversation.Lost)


# Importing again.


def test_the_same_history_again_changes_nothing(log, history):
    past = identify(BRAND, ALL)
    history.import_conversations(BRAND, past, VOLUNTARY)
    head = log.rows.head()

    result = history.import_conversations(BRAND, past, VOLUNTARY)

    assert result == ImportResult(new=0, existing=len(ALL))
    assert log.rows.head() == head


def test_only_missing_conversations_are_added(log, history):
    past = identify(BRAND, ALL)
    history.import_conversations(BRAND, past[::2], VOLUNTARY)
    before = [events_of(log, id) for id in ids(past[::2])]

    result = history.import_conversations(BRAND, past, VOLUNTARY)

    assert result == ImportResult(new=2, existing=3)
    assert [events_of(log, id) for id in ids(past[::2])] == before
    assert [len(events_of(log, id)) for id in ids(past)] == [4, 4, 4, 4, 2]


def test_importing_nothing_records_nothing(log, history):
    assert history.import_conversations(BRAND, [], VOLUNTARY) == ImportResult(new=0, existing=0)
    assert log.rows.head() == 0


OTHER_CONTENT = {
    "answered at another time": FIRST._replace(answered_at=after(61)),
    "ended at another time": FIRST._replace(ended_at=after(601)),
    "answered by another": FIRST._replace(respondent="eve"),
    "with more messages": FIRST._replace(visitor_messages=4),
    "lost": FIRST._replace(respondent=None, answered_at=None),
}


@pytest.mark.parametrize("other", OTHER_CONTENT.values(), ids=OTHER_CONTENT.keys())
def test_changed_content_is_refused_and_its_batch_is_not_imported(log, history, other):
    history.import_conversations(BRAND, identify(BRAND, [FIRST]), VOLUNTARY)
    head = log.rows.head()

    with pytest.raises(
        Invalid, match="Part of this history has already been imported with different content"
    ):
        history.import_conversations(BRAND, identify(BRAND, [BY_ANOTHER, other, LOST]), VOLUNTARY)

    assert log.rows.head() == head
    assert history.compare(BRAND, [other], VOLUNTARY)[0].status == "differs"


def test_the_same_history_on_other_terms_is_refused(log, history):
    history.import_conversations(BRAND, identify(BRAND, [FIRST]), VOLUNTARY)
    head = log.rows.head()

    with pytest.raises(Invalid):
        history.import_conversations(BRAND, identify(BRAND, [FIRST]), PAID)

    assert log.rows.head() == head


def test_a_batch_is_imported_all_or_not_at_all(log, history):
    [first] = identify(BRAND, [FIRST])
    twice = [first, IdentifiedConversation(first.id, BY_ANOTHER)]

    with pytest.raises(NotNow):
        history.import_conversations(BRAND, twice, VOLUNTARY)

    assert log.rows.head() == 0


# Comparing with the log.


def test_new_conversations_are_compared_under_their_final_ids(history):
    compared = history.compare(BRAND, ALL, VOLUNTARY)

    assert [conversation.past for conversation in compared] == identify(BRAND, ALL)
    assert statuses(compared) == ["new"] * len(ALL)


def test_imported_conversations_compare_as_existing(history):
    imported = import_all(history)

    compared = history.compare(BRAND, ALL, VOLUNTARY)

    assert statuses(compared) == ["existing"] * len(ALL)
    assert [conversation.past.id for conversation in compared] == imported


def test_a_row_skipped_before_does_not_shift_the_ids_of_others(log, history):
    import_all(history, [SAME_MINUTE, LATER])

    compared = history.compare(BRAND, [FIRST, SAME_MINUTE, LATER], VOLUNTARY)

    assert statuses(compared) == ["new", "existing", "existing"]
    assert import_all(history, [FIRST, SAME_MINUTE, LATER])
    assert log.rows.head() == 3 * 4


def test_a_request_keeps_its_id_without_the_row_before_it(history):
    both = import_all(history, [FIRST, SAME_MINUTE])

    [compared] = history.compare(BRAND, [SAME_MINUTE], VOLUNTARY)

    assert compared.status == "existing"
    assert compared.past.id == both[1]


def test_of_two_requests_at_one_time_only_the_changed_one_differs(history):
    first, second = import_all(history, [FIRST, SAME_MINUTE])
    changed = FIRST._replace(visitor_messages=9)

    compared = history.compare(BRAND, [changed, SAME_MINUTE], VOLUNTARY)

    assert statuses(compared) == ["differs", "existing"]
    assert [conversation.past.id for conversation in compared] == [first, second]


def test_equal_rows_are_separate_conversations(history):
    import_all(history, [FIRST, FIRST])

    compared = history.compare(BRAND, [FIRST, FIRST, FIRST], VOLUNTARY)

    assert statuses(compared) == ["existing", "existing", "new"]
    assert len({conversation.past.id for conversation in compared}) == 3


def test_other_terms_compare_as_different(history):
    import_all(history, terms=PAID)

    assert statuses(history.compare(BRAND, ALL, VOLUNTARY)) == ["differs"] * len(ALL)


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
def test_a_growing_history_is_imported_exactly_in_any_order(past, random, tmp_path_factory):
    url = f"sqlite:///{tmp_path_factory.mktemp('log') / 'log.db'}"
    shuffled = random.sample(past, len(past))
    with EventLog(url) as log:
        history = ImportedHistoryCommands(log)
        for size in (len(past) // 3, len(past) // 2, len(past)):
            import_all(history, random.sample(shuffled[:size], size))

        assert len({row.stream for row in log.all_rows()}) == len(past)
        assert statuses(history.compare(BRAND, past, VOLUNTARY)) == ["existing"] * len(past)


# Concurrent imports.


@pytest.mark.parametrize("importers", [2, 6])
def test_concurrent_imports_give_one_history(database_url, importers):
    past = [
        FIRST._replace(opened_at=after(-60 * (number // 2)), visitor=f"v{number % 3}")
        for number in range(120)
    ]
    start = Barrier(importers)

    def import_past(_):
        with EventLog(database_url) as log:
            history = ImportedHistoryCommands(log)
            start.wait()
            compared = history.compare(BRAND, past, VOLUNTARY)
            identified = [conversation.past for conversation in compared]
            return [
                history.import_conversations(BRAND, identified[begin : begin + 10], VOLUNTARY)
                for begin in range(0, len(identified), 10)
            ]

    with ThreadPoolExecutor(importers) as threads:
        results = list(threads.map(import_past, range(importers)))

    with EventLog(database_url) as log:
        assert len({row.stream for row in log.all_rows()}) == len(past)
        assert log.rows.head() == 4 * len(past)
    assert sum(batch.new for result in results for batch in result) == len(past)
    assert all(sum(new + existing for new, existing in result) == len(past) for result in results)


def test_of_two_concurrent_imports_with_different_content_one_is_refused(database_url):
    start = Barrier(2)

    def import_past(past):
        with EventLog(database_url) as log:
            start.wait()
            try:
                return ImportedHistoryCommands(log).import_conversations(
                    BRAND, identify(BRAND, [past]), VOLUNTARY
                )
            except Invalid as refusal:
                return refusal

    for minute in range(10):
        original = FIRST._replace(opened_at=after(-60 * minute))
        changed = original._replace(visitor_messages=9)
        with ThreadPoolExecutor(2) as threads:
            results = list(threads.map(import_past, [original, changed]))

        assert sorted(type(result).__name__ for result in results) == ["ImportResult", "Invalid"]
