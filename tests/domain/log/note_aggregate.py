"""A thing that only tests know, and programs that write it into a log all at once."""

from datetime import timedelta
from multiprocessing import get_context
from uuid import UUID, uuid4

from domain.aggregate import Aggregate, Event
from domain.errors import NotNow
from domain.log.entries import BalanceChange, Decision
from domain.log.event_log import EventLog
from tests.support.people import after

BALANCE = "only-in-tests-balance"

# From a server without threads: a copy of a process with threads may hang, and to start anew takes
# a second each.
processes = get_context("forkserver")
processes.set_forkserver_preload([__name__])


class OnlyInTestsNote(Aggregate):
    ABSENT = "This note does not exist."

    class Written(Event, frozen=True):
        words: str

    def write(self, words: str) -> None:
        at = after(0) + self.version * timedelta(seconds=1)
        self.record(self.Written(at=at, words=words))


def note(*texts: str, id: UUID | None = None) -> OnlyInTestsNote:
    """A new note with one event for each text."""
    new = OnlyInTestsNote(id or uuid4())
    for words in texts:
        new.write(words)
    return new


def write_notes(log: EventLog, writer: str, decisions: int, contested: UUID) -> list[int]:
    """
    Write notes of one to three events, and every third time one more line on a note of all.

    Give back the positions that were promised. Each is beyond the log's end as it was before:
    what was committed first comes first.
    """
    promised = []
    for number in range(decisions):
        head = log.rows.head()
        if number % 3:
            new = note(*(f"{writer}/{number}/{part}" for part in range(1 + number % 3)))
            position = log.execute(lambda new=new: Decision([new]))
        else:
            position = write_contested(log, contested, f"{writer}/{number}")
        assert position > head
        promised.append(position)
    return promised


def write_contested(log: EventLog, contested: UUID, words: str) -> int:
    def decide() -> Decision:
        shared = log.load_or_new(OnlyInTestsNote, contested)
        shared.write(words)
        return Decision([shared])

    while True:
        try:
            return log.execute(decide)
        except NotNow:
            continue


def debit_balance(log: EventLog, key: str) -> bool:
    """Take one out of a balance, unless it is empty."""

    def decide() -> Decision:
        [balance] = log.rows.balances(BALANCE, key)
        if not balance.left:
            raise NotNow("The balance is empty.")
        return Decision(
            [note("took one")], balance_changes=[BalanceChange(BALANCE, key, debited=1)]
        )

    try:
        log.execute(decide)
    except NotNow:
        return False
    return True


# What a process of its own does.


def write_notes_in_a_process(url, writer, decisions, contested):
    with EventLog(url) as log:
        return write_notes(log, writer, decisions, contested)


def start_for_the_first_time(url, together):
    """Wait for all the others, then open the log and write something."""
    together.wait()
    with EventLog(url) as log:
        return log.execute(lambda: Decision([note("first")]))
