"""What the log promises, whichever database keeps it: every test runs on both."""

import os
import sqlite3
import subprocess
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Event, Thread, Timer
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.persistence import (
    IntegrityError,
    InterfaceError,
    OperationalError,
    StoredEvent,
)

from domain.errors import Invalid, NotFound, NotNow
from domain.log.commit_metadata import metadata_for
from domain.log.entries import (
    AppendRequest,
    Balance,
    BalanceChange,
    Decision,
    IdempotencyKey,
    Reservation,
)
from domain.log.event_log import LOG_FAILURE, EventLog
from domain.log.mapper import decode, encode_json
from tests.domain.log.note_aggregate import (
    BALANCE,
    OnlyInTestsNote,
    debit_balance,
    note,
    processes,
    start_for_the_first_time,
    write_contested,
    write_notes,
    write_notes_in_a_process,
)
from tests.support.people import after
from tests.support.postgres import PostgresServer
from tests.support.raw_sql import execute

ROOT = Path(__file__).parents[3]
PATIENCE = 120  # seconds until a program that hangs is a failure
SEAT, OTHER_SEAT, THIRD_SEAT, FOURTH_SEAT = (
    Reservation("only-in-tests-seat", number, "ann") for number in "1234"
)
FILM = UUID(int=12)


def stored(*notes):
    return [
        StoredEvent(new.id, version, event.TOPIC, encode_json(event))
        for new in notes
        for version, event in enumerate(new.pending_events, start=1)
    ]


def record(log, *notes, idempotency_key=None, **rules):
    """Record new notes; `rules` are what Decision takes besides."""
    return log.execute(lambda: Decision(notes, **rules), idempotency_key)


def words_of(log):
    return [decode(row.topic, row.state).words for row in log.all_rows()]


def positions_of(log):
    return [row.position for row in log.all_rows()]


# Order: no gap, nothing missed, nothing twice.


class TailReader:
    """Reads what is new as followers do, in small bites, while others write."""

    def __init__(self, log):
        self.rows = []
        self._log = log
        self._enough = Event()
        self._thread = Thread(target=self._follow)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._enough.set()
        self._thread.join()

    def _follow(self):
        finished = False
        while not finished:
            finished = self._enough.is_set()  # read before the last read of the log, not after
            while rows := self._log.read(self.rows[-1].position if self.rows else 0, 7):
                self.rows.extend(rows)


@pytest.mark.slow
def test_while_threads_and_programs_write_positions_have_no_gap_and_a_reader_misses_nothing(
    log, database_url
):
    contested = uuid4()

    with (
        TailReader(log) as reader,
        ThreadPoolExecutor(8) as threads,
        ProcessPoolExecutor(4, mp_context=processes) as programs,
    ):
        work = [
            programs.submit(write_notes_in_a_process, database_url, f"program {one}", 60, contested)
            for one in range(4)
        ]
        work += [
            threads.submit(write_notes, log, f"thread {one}", 60, contested) for one in range(8)
        ]
        promised = [position for future in work for position in future.result()]

    rows = list(log.all_rows())
    assert [row.position for row in rows] == list(range(1, 12 * 60 * 2 + 1))
    assert reader.rows == rows
    assert len(set(promised)) == 12 * 60
    assert log.load(OnlyInTestsNote, contested).version == 12 * 20


def test_the_log_is_read_in_order_from_any_position_in_batches_of_any_size(log):
    record(log, note("a", "b", "c"), note("d"))
    record(log, note("e"))

    assert words_of(log) == ["a", "b", "c", "d", "e"]
    assert [row.position for row in log.read(2, 2)] == [3, 4]
    assert log.read(5, 10) == log.read(99, 10) == []
    assert [row.position for row in log.all_rows(1, size=2)] == [2, 3, 4, 5]
    assert log.rows.head() == 5


def test_an_empty_log_is_at_position_0(log):
    assert log.rows.head() == 0
    assert log.read(0, 10) == []


def test_recording_returns_the_position_of_the_last_event(log):
    assert record(log, note("a")) == 1
    assert record(log, note("b", "c"), note("d")) == 4


def test_a_decision_without_events_records_nothing(log):
    head = record(log, note("a"))

    assert record(log, OnlyInTestsNote(uuid4())) == head
    assert positions_of(log) == [1]


# The history of one aggregate.


def test_an_aggregate_is_replayed_from_its_history(log):
    film = note("a", "b", id=FILM)
    record(log, note("before"), film, note("after"))
    log.update(OnlyInTestsNote, FILM, lambda found: found.write("c"))

    found = log.load(OnlyInTestsNote, FILM)

    assert (found.id, found.version, found.pending_events) == (FILM, 3, [])
    assert [envelope.data.words for envelope in log.history(FILM)] == ["a", "b", "c"]
    assert [envelope.position for envelope in log.history(FILM)] == [2, 3, 5]
    assert [envelope.version for envelope in log.history(FILM)] == [1, 2, 3]


def test_a_history_has_the_times_of_happening_and_of_recording(log):
    long_ago = after(0)
    before = datetime.now(UTC)
    record(log, note("a", id=FILM))

    [envelope] = log.history(FILM)

    assert envelope.data.at == long_ago
    assert envelope.data == OnlyInTestsNote.Written(at=long_ago, words="a")
    assert before - timedelta(minutes=1) < envelope.recorded_at < before + timedelta(minutes=10)
    assert envelope.recorded_at.utcoffset() == timedelta(0)


def test_events_at_some_positions_are_read_in_order(log):
    log.execute(lambda: Decision([note("one", "two", "three")]))

    assert [row.position for row in log.rows.rows_at([3, 1, 99, 3])] == [1, 3]
    assert log.rows.rows_at([]) == []


def test_events_are_read_as_they_were_recorded(log):
    texts = [
        "",
        "Bonjour à tous",
        "日本語 \U0001f3d5",
        'quote " backslash \\ newline \n tab \t',
        "%s ?",
    ]
    written = note(*texts, id=FILM)
    events = list(written.pending_events)

    record(log, written)

    assert [envelope.data for envelope in log.history(FILM)] == events


def test_an_aggregate_without_events_is_not_found(log):
    with pytest.raises(NotFound, match="does not exist"):
        log.load(OnlyInTestsNote, uuid4())
    with pytest.raises(NotFound, match="does not exist"):
        log.update(OnlyInTestsNote, uuid4(), lambda found: found.write("a"))

    assert log.load_or_new(OnlyInTestsNote, FILM).version == 0
    assert log.history(FILM) == []
    assert log.rows.head() == 0


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 6, 1, 9, 0),  # noqa: DTZ001 - this is what is refused
        datetime.fromisoformat("2026-06-01T09:00+02:00"),
    ],
)
def test_an_event_has_its_time_in_utc(at):
    unwritten = OnlyInTestsNote(FILM)

    with pytest.raises(Invalid, match="in UTC"):
        unwritten.record(OnlyInTestsNote.Written(at=at, words="a"))

    assert (unwritten.pending_events, unwritten.version) == ([], 0)


# All or nothing.


def test_a_decision_is_recorded_as_a_whole(log):
    log.rows.insert_events(
        stored(note("before")),
        append_request=AppendRequest(
            metadata_for("test"),
            reserve=[SEAT],
            balance_changes=[BalanceChange(BALANCE, "ann", credited=5)],
        ),
    )

    position = record(
        log,
        note("a", "b"),
        note("c"),
        reserve=[OTHER_SEAT],
        release=[SEAT],
        balance_changes=[
            BalanceChange(BALANCE, "ann", credited=1, debited=2),
            BalanceChange(BALANCE, "bob", credited=7),
        ],
        idempotency_key=IdempotencyKey.of("key", "content"),
    )

    assert position == 4
    assert words_of(log) == ["before", "a", "b", "c"]
    assert log.rows.keys_held_by(SEAT.kind, "ann") == [OTHER_SEAT.key]
    assert log.rows.holder_of(*OTHER_SEAT[:2]) == "ann"
    assert log.rows.holder_of(*SEAT[:2]) is None
    assert log.rows.balances(BALANCE) == [Balance("ann", 6, 2), Balance("bob", 7, 0)]
    assert log.rows.stored_result("key").position == 4


def test_holders_are_found_by_the_keys_they_reserved_before_another(log):
    record(log, note("before"), reserve=[SEAT])
    record(log, note("a"), reserve=[OTHER_SEAT])

    first, second = sorted([SEAT, OTHER_SEAT], key=lambda reservation: reservation.key)

    assert log.rows.holders_of_keys_before(SEAT.kind, first.key) == []
    assert log.rows.holders_of_keys_before(SEAT.kind, second.key) == [first.holder]
    assert log.rows.holders_of_keys_before(SEAT.kind, second.key + "z") == ["ann"]


REFUSALS = {
    "version taken": {"notes": [note("again", id=FILM)]},
    "place taken": {"reserve": [SEAT]},
    "one place twice": {"reserve": [OTHER_SEAT, OTHER_SEAT]},
    "balance overdrawn": {"balance_changes": [BalanceChange(BALANCE, "ann", debited=6)]},
    "balance overdrawn in two": {"balance_changes": [BalanceChange(BALANCE, "ann", debited=3)] * 2},
    "no such balance": {"balance_changes": [BalanceChange(BALANCE, "bob", debited=1)]},
    "new balance overdrawn": {
        "balance_changes": [BalanceChange(BALANCE, "bob", credited=1, debited=2)]
    },
    "place has another holder": {"preconditions": [SEAT._replace(holder="bob")]},
    "place is free": {"preconditions": [OTHER_SEAT]},
    "place is taken": {"preconditions": [SEAT._replace(holder="")]},
    "one of two reservations has changed": {"preconditions": [FOURTH_SEAT, OTHER_SEAT]},
    "key used": {"idempotency_key": IdempotencyKey.of("used", "content")},
}


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_refused_append_writes_nothing_and_leaves_no_gap(log, refusal):
    head = record(
        log,
        note("a", id=FILM),
        reserve=[SEAT, FOURTH_SEAT],
        balance_changes=[BalanceChange(BALANCE, "ann", credited=5)],
        idempotency_key=IdempotencyKey.of("used", "content"),
    )
    wanted = {
        "notes": [],
        "reserve": [THIRD_SEAT],
        "release": [FOURTH_SEAT],
        "balance_changes": [BalanceChange(BALANCE, "carl", credited=1)],
        "preconditions": [SEAT],
        "idempotency_key": IdempotencyKey.of("new", "content"),
    }
    for name, more in REFUSALS[refusal].items():
        wanted[name] = more if name == "idempotency_key" else [*wanted[name], *more]
    notes = [note("b", "c"), *wanted.pop("notes"), note("d")]

    with pytest.raises(IntegrityError):
        log.rows.insert_events(
            stored(*notes), append_request=AppendRequest(metadata_for("test"), **wanted)
        )

    assert words_of(log) == ["a"]
    assert log.rows.keys_held_by(SEAT.kind, "ann") == [SEAT.key, FOURTH_SEAT.key]
    assert log.rows.balances(BALANCE) == [Balance("ann", 5, 0)]
    assert log.rows.stored_result("new") is None
    assert record(log, note("e")) == head + 1


def test_a_reservation_changes_its_holder_in_one_decision(log):
    record(log, note("a"), reserve=[SEAT])

    record(log, note("b"), release=[SEAT], reserve=[SEAT._replace(holder="bob")])

    assert log.rows.holder_of(*SEAT[:2]) == "bob"


def test_a_free_reservation_can_be_released(log):
    record(log, note("a"), release=[SEAT])

    assert log.rows.holder_of(*SEAT[:2]) is None


def test_a_precondition_that_still_holds_does_not_prevent_an_append(log):
    record(log, note("a"), reserve=[SEAT])

    record(
        log,
        note("b"),
        preconditions=[SEAT, log.current(OTHER_SEAT)],
        release=[SEAT],
        reserve=[OTHER_SEAT],
    )

    assert log.rows.holder_of(*SEAT[:2]) is None
    assert log.rows.holder_of(*OTHER_SEAT[:2]) == "ann"


@pytest.mark.parametrize("before", [[], [SEAT]], ids=["release", "held"])
def test_a_decision_with_a_changed_precondition_is_retried(log, before):
    record(log, note("a"), reserve=before)
    meanwhile = SEAT._replace(holder="bob")
    holders = []

    def decide():
        holders.append(log.current(SEAT).holder)
        decision = Decision([note("c")], preconditions=[log.current(SEAT)])
        if len(holders) == 1:
            record(log, note("b"), release=before, reserve=[meanwhile])
        return decision

    log.execute(decide)

    assert holders == [before[0].holder if before else "", "bob"]
    assert words_of(log) == ["a", "b", "c"]


@pytest.mark.parametrize("before", [[], [SEAT]], ids=["release", "held"])
def test_no_append_with_a_precondition_follows_its_change(log, before):
    """Eight write as long as they find it so; what is in flight at the change comes too late."""
    record(log, note("a"), reserve=before)
    found = log.current(SEAT)
    together = Barrier(9)

    def write(_):
        together.wait()
        for _ in range(30):
            if log.current(SEAT) != found:
                return
            with suppress(IntegrityError):
                log.rows.insert_events(
                    stored(note("so")),
                    append_request=AppendRequest(metadata_for("test"), preconditions=[found]),
                )

    def change():
        together.wait()
        record(log, note("now"), release=before, reserve=[SEAT._replace(holder="bob")])

    with ThreadPoolExecutor(9) as threads:
        changed = threads.submit(change)
        list(threads.map(write, range(8)))
        changed.result()

    words = words_of(log)
    assert words[words.index("now") :] == ["now"]


def test_after_a_version_conflict_a_command_decides_again_on_the_current_state(log):
    record(log, note("a", id=FILM))
    versions = []

    def decide():
        film = log.load(OnlyInTestsNote, FILM)
        versions.append(film.version)
        if len(versions) == 1:
            log.update(OnlyInTestsNote, FILM, lambda found: found.write("b"))
        film.write("c")
        return Decision([film])

    position = log.execute(decide)

    assert versions == [1, 2]
    assert [envelope.data.words for envelope in log.history(FILM)] == ["a", "b", "c"]
    assert positions_of(log) == [1, 2, position]


def test_after_too_many_conflicts_a_command_is_refused(log):
    record(log, note("a", id=FILM))

    with pytest.raises(NotNow, match="Too many people are doing this at the same time"):
        record(log, note("too late", id=FILM))

    assert words_of(log) == ["a"]


# Purses.


def test_a_balance_can_be_debited_down_to_zero(log):
    record(log, note("a"), balance_changes=[BalanceChange(BALANCE, "ann", credited=10)])
    record(log, note("b"), balance_changes=[BalanceChange(BALANCE, "ann", debited=4)])
    record(log, note("c"), balance_changes=[BalanceChange(BALANCE, "ann", credited=1, debited=6)])
    record(log, note("d"), balance_changes=[BalanceChange(BALANCE, "ann", debited=1)])

    [balance] = log.rows.balances(BALANCE, "ann")

    assert balance == Balance("ann", credited=11, debited=11)
    assert balance.left == 0


def test_all_balance_changes_of_a_decision_count(log):
    twice = [
        BalanceChange(BALANCE, "ann", credited=3),
        BalanceChange(BALANCE, "ann", credited=4),
        BalanceChange(BALANCE, "ann", debited=5),
    ]

    record(log, note("a"), balance_changes=twice)
    record(
        log,
        note("b"),
        balance_changes=[
            BalanceChange(BALANCE, "ann", debited=1),
            BalanceChange(BALANCE, "ann", debited=1),
        ],
    )

    assert log.rows.balances(BALANCE) == [Balance("ann", credited=7, debited=7)]


def test_balances_are_listed_by_the_prefix_of_their_key(log):
    keys = ["ann/2026-06", "ann/2026-07", "anna/2026-06", "bob/2026-06", "ann", "ann/É"]
    record(
        log, note("a"), balance_changes=[BalanceChange(BALANCE, key, credited=1) for key in keys]
    )

    assert [balance.key for balance in log.rows.balances(BALANCE, "ann/")] == [
        "ann/2026-06",
        "ann/2026-07",
        "ann/É",
    ]
    assert len(log.rows.balances(BALANCE)) == 6
    assert log.rows.balances("only-in-tests-other-balance") == []


def test_concurrent_debits_never_overdraw_a_balance(log):
    record(log, note("a"), balance_changes=[BalanceChange(BALANCE, "ann", credited=100)])

    with ThreadPoolExecutor(8) as threads:
        debits = list(threads.map(lambda _: debit_balance(log, "ann"), range(140)))

    assert Counter(debits) == {True: 100, False: 40}
    assert log.rows.balances(BALANCE) == [Balance("ann", credited=100, debited=100)]
    assert log.rows.head() == 101


# A client's key.


def test_a_repeated_key_returns_the_stored_position_and_appends_nothing(log):
    position = record(log, note("a"), idempotency_key=IdempotencyKey.of("key", "write", FILM))
    record(log, note("b"))

    assert (
        record(log, note("a"), idempotency_key=IdempotencyKey.of("key", "write", FILM)) == position
    )
    assert words_of(log) == ["a", "b"]


def test_a_repeated_command_is_not_decided_again(log):
    position = record(log, note("a"), idempotency_key=IdempotencyKey.of("key"))

    def refuse():
        raise NotNow("Another one was first.")

    assert log.execute(refuse, IdempotencyKey.of("key")) == position


def test_a_key_stands_for_one_command(log):
    record(log, note("a"), idempotency_key=IdempotencyKey.of("key", "write", FILM))

    with pytest.raises(Invalid, match="used for another command"):
        record(log, note("b"), idempotency_key=IdempotencyKey.of("key", "write", uuid4()))

    assert words_of(log) == ["a"]


def test_a_key_distinguishes_contents_that_look_alike():
    assert IdempotencyKey.of("key", "a", "b") != IdempotencyKey.of("key", "ab")
    assert IdempotencyKey.of("key", "a,b") != IdempotencyKey.of("key", "a", "b")
    assert IdempotencyKey.of("key", "a") == IdempotencyKey.of("key", "a")


def test_a_refused_command_leaves_its_key_free(log):
    with pytest.raises(NotFound):
        log.update(OnlyInTestsNote, FILM, lambda found: found.write("b"), IdempotencyKey.of("key"))
    record(log, note("a", id=FILM))

    log.update(OnlyInTestsNote, FILM, lambda found: found.write("b"), IdempotencyKey.of("key"))

    assert words_of(log) == ["a", "b"]


@pytest.mark.parametrize("round_", range(5))
def test_a_command_sent_ten_times_at_once_has_one_effect_and_one_answer(log, round_):
    record(log, note("a", id=FILM))
    together = Barrier(10)

    def decide():
        film = log.load(OnlyInTestsNote, FILM)
        if film.version > 1:
            raise NotNow("This film has its end.")
        film.write("the end")
        return Decision([film])

    def send(_):
        together.wait()
        return log.execute(decide, IdempotencyKey.of("key", round_))

    with ThreadPoolExecutor(10) as threads:
        answers = list(threads.map(send, range(10)))

    assert answers == [2] * 10
    assert words_of(log) == ["a", "the end"]


def test_of_two_commands_at_once_with_one_key_one_succeeds(log):
    together = Barrier(10)

    def send(number):
        together.wait()
        try:
            return record(log, note(f"{number}"), idempotency_key=IdempotencyKey.of("key", number))
        except Invalid:
            return None

    with ThreadPoolExecutor(10) as threads:
        answers = list(threads.map(send, range(10)))

    assert Counter(answers) == {1: 1, None: 9}
    assert len(words_of(log)) == 1


# When the line breaks, and it is unknown on which side of the commit.


class BrokenConnection:
    """A recorder whose connection breaks at given moments; it counts the inserts that succeed."""

    def __init__(self, recorder, breaks):
        self.breaks = breaks
        self.inserted = 0
        self._recorder = recorder

    def __getattr__(self, name):
        return getattr(self._recorder, name)

    def insert_events(self, stored_events, **append_request):
        self._break("before")
        positions = self._recorder.insert_events(stored_events, **append_request)
        self.inserted += 1
        self._break("after")
        return positions

    def metadata_of(self, stream, version):
        self._break("asking")
        return self._recorder.metadata_of(stream, version)

    def _break(self, moment):
        if self.breaks and self.breaks[0][0] == moment:
            _, error = self.breaks.pop(0)
            raise error("The connection was lost.")


class LogOnABrokenConnection(EventLog):
    def __init__(self, url, breaks):
        self.breaks = breaks
        super().__init__(url)

    def construct_recorder(self):
        return BrokenConnection(super().construct_recorder(), self.breaks)


LOST, CLOSED = OperationalError, InterfaceError
BREAKS = {
    "before": [("before", LOST)],
    "after": [("after", LOST)],
    "closed before": [("before", CLOSED)],
    "closed after": [("after", CLOSED)],
    "twice before": [("before", LOST), ("before", CLOSED)],
    "before, then after": [("before", LOST), ("after", LOST)],
    "after, then before": [("after", LOST), ("before", LOST)],
    "after, and asking": [("after", LOST), ("asking", LOST)],
}


@pytest.mark.parametrize("breaks", BREAKS)
def test_a_broken_connection_has_one_effect_and_returns_the_right_position(database_url, breaks):
    with LogOnABrokenConnection(database_url, list(BREAKS[breaks])) as log:
        position = record(
            log,
            note("a"),
            note("b", "c"),
            reserve=[SEAT],
            balance_changes=[BalanceChange(BALANCE, "ann", credited=5)],
            idempotency_key=IdempotencyKey.of("key", "content"),
        )

        assert position == 3
        assert words_of(log) == ["a", "b", "c"]
        assert log.rows.balances(BALANCE) == [Balance("ann", 5, 0)]
        assert log.rows.stored_result("key").position == 3
        assert (log.rows.inserted, log.rows.breaks) == (1, [])
        assert record(log, note("d")) == 4


def test_after_a_broken_connection_the_position_is_right_although_others_appended(database_url):
    with (
        LogOnABrokenConnection(database_url, [("after", LOST)]) as log,
        EventLog(database_url) as other,
    ):
        record(other, note("a"))
        log.recorder.insert_events = and_then(
            log.recorder.insert_events, lambda: record(other, note("c"))
        )

        assert record(log, note("b", id=FILM)) == 2
        assert words_of(log) == ["a", "b", "c"]


def test_after_a_lost_connection_and_a_conflict_a_command_decides_again(database_url):
    with (
        LogOnABrokenConnection(database_url, [("before", LOST)]) as log,
        EventLog(database_url) as other,
    ):
        record(other, note("a", id=FILM))
        log.recorder.insert_events = and_then(
            log.recorder.insert_events, lambda: write_contested(other, FILM, "b")
        )

        position = write_contested(log, FILM, "c")

        assert position == 3
        assert words_of(log) == ["a", "b", "c"]


def and_then(insert_events, do):
    """Insert; if the connection breaks, do something before the log tries again."""

    def inserting(stored_events, **append_request):
        try:
            return insert_events(stored_events, **append_request)
        except OperationalError:
            do()
            raise

    return inserting


# Many programs.


def test_a_log_that_was_opened_before_a_fork_works_on_both_sides(log, database_url):
    words = [sys.executable, "-m", "tests.domain.log.forking_program", database_url]

    done = subprocess.run(
        words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert Counter(words_of(log)) == {
        "parent before": 10,
        "parent meanwhile": 10,
        "parent after": 10,
        "child": 60,
    }
    assert positions_of(log) == list(range(1, 91))


def test_ten_programs_start_for_the_first_time_at_once(database_url):
    together = processes.Barrier(10)
    programs = [
        processes.Process(target=start_for_the_first_time, args=(database_url, together))
        for _ in range(10)
    ]

    for program in programs:
        program.start()
    for program in programs:
        program.join()

    assert [program.exitcode for program in programs] == [0] * 10
    with EventLog(database_url) as log:
        assert positions_of(log) == list(range(1, 11))


def test_a_log_keeps_its_rows_when_it_is_opened_again(database_url):
    with EventLog(database_url) as log:
        record(log, note("a"), reserve=[SEAT], idempotency_key=IdempotencyKey.of("key"))

    with EventLog(database_url) as log:
        assert words_of(log) == ["a"]
        assert log.rows.holder_of(*SEAT[:2]) == "ann"
        assert record(log, note("b"), idempotency_key=IdempotencyKey.of("key")) == 1
        assert record(log, note("c")) == 2


def test_environment_variables_of_the_library_change_nothing(database_url):
    surroundings = {
        **os.environ,
        "POSTGRES_DBNAME": "elsewhere",
        "POSTGRES_HOST": "/nowhere",
        "POSTGRES_ENABLE_DB_FUNCTIONS": "y",
        "SQLITE_DBNAME": "file:/nowhere/elsewhere.db",
        "PERSISTENCE_MODULE": "eventsourcing.popo",
    }
    program = (
        "import sys; from domain.log.event_log import EventLog; log = EventLog(sys.argv[1]);"
        " from tests.domain.log.test_contract import note, record; print(record(log, note('a')));"
        " print(getattr(log.rows.datastore, 'enable_db_functions', False)); log.close()"
    )

    done = subprocess.run(
        [sys.executable, "-c", program, database_url],
        cwd=ROOT,
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout, done.stderr) == ("1\nFalse\n", "")
    with EventLog(database_url) as log:
        assert words_of(log) == ["a"]


# What only one of the two databases can get wrong.


def test_in_sqlite_positions_are_not_reused_after_the_newest_was_deleted(sqlite_url):
    path = sqlite_url.removeprefix("sqlite:///")
    with EventLog(sqlite_url) as log:
        record(log, note("a"))
        record(log, note("b", "c", id=FILM))
    with sqlite3.connect(path) as by_hand:
        by_hand.execute("DELETE FROM events WHERE stream = ?", (FILM.bytes,))
    by_hand.execute("VACUUM")
    by_hand.close()

    with EventLog(sqlite_url) as log:
        position = record(log, note("d"))

        assert position == 4
        assert positions_of(log) == [1, 4]


def test_in_sqlite_a_first_start_waits_for_another_writer_of_the_file(sqlite_url):
    path = sqlite_url.removeprefix("sqlite:///")
    by_hand = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    by_hand.execute("BEGIN IMMEDIATE")
    by_hand.execute("CREATE TABLE elsewhere (text TEXT)")
    Timer(0.2, lambda: by_hand.execute("COMMIT")).start()

    with EventLog(sqlite_url) as log:
        assert record(log, note("a")) == 1

    by_hand.close()


def test_sqlite_flushes_what_it_commits(sqlite_url):
    with EventLog(sqlite_url) as log:
        settings = [
            log.rows._read(f"PRAGMA {name}", ())[0][0]  # noqa: SLF001 - only this test asks
            for name in ("synchronous", "journal_mode")
        ]

    assert settings == [2, "wal"]


@pytest.mark.parametrize("name", ["plain.db", "with space.db", "question?.db", "50%41#.db", "é.db"])
def test_a_sqlite_file_may_have_any_name(tmp_path, name):
    with EventLog(f"sqlite:///{tmp_path / name}".replace("%", "%25")) as log:
        record(log, note("a"))

    assert (tmp_path / name).exists()


def test_in_postgresql_the_library_s_functions_that_lose_events_are_never_used(postgres_url):
    with EventLog(postgres_url) as log, psycopg.connect(postgres_url) as by_hand:
        assert log.rows.datastore.enable_db_functions is False
        [made] = by_hand.execute(
            "SELECT count(*) FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace"
            " WHERE nspname = 'public'"
        ).fetchone()

    assert made == 0


CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def test_in_postgresql_an_append_is_never_planned_again_and_waits_for_the_disk(postgres_url):
    with EventLog(postgres_url) as log:
        for words in ("one", "two", "three"):
            record(log, note(words))
        with log.recorder.datastore.get_connection() as connection:
            appends = connection.execute(
                "SELECT sum(generic_plans)::int AS kept, sum(custom_plans)::int AS anew"
                " FROM pg_prepared_statements WHERE statement LIKE '%INSERT INTO events%'"
            ).fetchone()
            waits = connection.execute("SHOW synchronous_commit").fetchone()

    assert appends["kept"] >= 1
    assert appends["anew"] == 0
    assert waits == {"synchronous_commit": "on"}


@pytest.mark.parametrize(
    "do",
    [
        lambda log: record(log, note("b")),
        lambda log: write_contested(log, FILM, "b"),
        lambda log: log.history(FILM),
        lambda log: log.read(0, 10),
    ],
    ids=["record", "load and record", "history", "read"],
)
def test_in_postgresql_a_log_whose_connections_were_cut_goes_on(postgres_url, do):
    with EventLog(postgres_url) as log, psycopg.connect(postgres_url, autocommit=True) as by_hand:
        record(log, note("a", id=FILM))
        together = Barrier(8)
        with ThreadPoolExecutor(8) as threads:  # so that there are connections to cut
            list(threads.map(lambda _: together.wait() + log.rows.head(), range(8)))
        by_hand.execute(CUT)

        do(log)

        assert words_of(log) in (["a"], ["a", "b"])


# Addresses.


@pytest.mark.parametrize(
    "url",
    [
        "",
        "comptoir.db",
        "sqlite://",
        "sqlite:///relative.db",
        "sqlite:///:memory:",
        "mysql://root@localhost/comptoir",
        "postgres//localhost",
    ],
)
def test_an_unsupported_url_is_refused_with_examples_of_supported_ones(url):
    with pytest.raises(Invalid, match=r"sqlite:////absolute/path\.db or postgresql://"):
        EventLog(url)


# Which log it is.


def test_a_log_keeps_its_random_identity(log, database_url, tmp_path):
    with EventLog(database_url) as reopened, EventLog(f"sqlite:///{tmp_path / 'x.db'}") as other:
        assert reopened.rows.identity() == log.rows.identity()
        assert other.rows.identity() != log.rows.identity()
        assert len(log.rows.identity()) == 16


def test_a_log_from_before_logs_had_identities_gets_one(log, database_url):
    record(log, note("before"))
    execute(database_url, "DROP TABLE log_identity")

    with EventLog(database_url) as reopened:
        assert len(reopened.rows.identity()) == 16
        assert reopened.rows.head() == 1


def test_in_sqlite_readers_do_not_wait_behind_writers_who_wait(sqlite_url):
    path = sqlite_url.removeprefix("sqlite:///")
    with EventLog(sqlite_url) as log, ThreadPoolExecutor(2) as threads:
        record(log, note("a"))
        by_hand = sqlite3.connect(path, isolation_level=None)
        by_hand.execute("BEGIN EXCLUSIVE")
        writers = [threads.submit(record, log, note(word, id=uuid4())) for word in ("b", "c")]

        heads = [log.rows.head() for _ in range(20)]

        assert heads == [1] * 20
        assert not any(writer.done() for writer in writers)
        by_hand.execute("COMMIT")
        assert sorted(writer.result() for writer in writers) == [2, 3]
    by_hand.close()


def test_in_sqlite_a_file_that_cannot_be_read_is_a_failure_of_the_log(sqlite_url):
    path = sqlite_url.removeprefix("sqlite:///")
    with EventLog(sqlite_url) as log:
        record(log, note("a"))
        with sqlite3.connect(path) as by_hand:
            by_hand.execute("ALTER TABLE events RENAME TO gone")
        by_hand.close()

        with pytest.raises(LOG_FAILURE):
            log.rows.head()


@pytest.mark.slow
@pytest.mark.postgres
def test_in_postgresql_the_log_is_there_soon_after_a_server_that_was_long_away():
    with PostgresServer() as server, server.database() as url, EventLog(url) as log:
        record(log, note("a"))
        server.kill9()
        while log.rows.datastore.pool.get_stats().get("connections_errors", 0) < 4:
            with pytest.raises(LOG_FAILURE):
                log.rows.head()
        server.start()

        assert log.rows.head() == 1
