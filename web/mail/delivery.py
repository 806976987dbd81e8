"""
Delivering what is in the outbox.

No transaction is open while a letter is handed over: that it is being sent is committed before,
what became of it afterwards. Whoever is killed in between leaves a letter in dead hands. It becomes
"unknown", and no machine ever sends it again, unless the post can be asked whether it has it.
"""

import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import NamedTuple

from domain.aggregate import now
from web.mail.backends import base as failures
from web.mail.backends.base import Post
from web.mail.backends.file import FolderPost
from web.mail.backends.smtp import SmtpPost
from web.mail.builder import Envelopes
from web.mail.outbox import Carried, LetterState
from web.mail.queue import Handling
from web.mail.worker_locks import carriers_of
from web.private_store.store import PrivateStore
from web.settings import Settings

LONGEST_DELAY = timedelta(hours=6)
MOST_TRIES = 24
"""After that, some four days, it is refused."""


class Round(NamedTuple):
    """What came of one round: how many letters were sent, and how many not."""

    sent: int = 0
    failed: int = 0
    is_closed: bool = False
    """Nobody took letters; the rest was left for another round."""


def post_of(settings: Settings) -> Post:
    if settings.smtp is not None:
        return SmtpPost(settings.smtp)
    return FolderPost(settings.mail_folder)


class Deliverer:
    """Any number of them may deliver from one outbox at once."""

    def __init__(
        self,
        store: PrivateStore,
        settings: Settings,
        post: Post | None = None,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._post = post or post_of(settings)
        self._letters = Handling(store.engine, self._post.name)
        self._carriers = carriers_of(store.engine)
        self._envelopes = Envelopes(settings)
        self._clock = clock

    def deliver(
        self,
        on_progress: Callable[[int, int], object] = lambda _done, _left: None,
        stop: threading.Event | None = None,
    ) -> Round:
        """Send all that is due by now."""
        stop = stop or threading.Event()
        began = self._clock()
        self.look_after_the_dead()
        done = Round()
        while not done.is_closed and not stop.is_set() and (due := self._letters.due(began)):
            with self._carriers.carrying() as carrier:
                done = self._deliver_some(due, carrier, done, on_progress, stop)
        self._post.close()
        return done

    def look_after_the_dead(self) -> None:
        """Letters in hands that are dead are unknown; of unknown ones the post may know more."""
        in_hands = self._letters.in_hands()
        living = self._carriers.living() if in_hands else set()
        for number, carrier in in_hands.items():
            if carrier not in living:
                self._letters.give_up(number, carrier)
        for number, key in self._letters.unknown():
            arrived = self._post.has(key)
            if arrived is not None:
                self._letters.find_out(number, arrived=arrived)

    def _deliver_some(
        self,
        due: Sequence[int],
        carrier: int,
        done: Round,
        on_progress: Callable[[int, int], object],
        stop: threading.Event,
    ) -> Round:
        for number in due:
            if stop.is_set() or done.is_closed:
                break
            carried = self._letters.claim(number, carrier, self._clock())
            if carried is not None:
                done = self._deliver_one(carried, carrier, done)
            on_progress(done.sent, done.failed)
        return done

    def _deliver_one(self, carried: Carried, carrier: int, done: Round) -> Round:
        try:
            self._post.send(carried.letter.key, carried.letter.to, self._enclosed(carried))
        except failures.Failed as failure:
            self._take_note(carried, carrier, failure)
            is_closed = isinstance(failure, failures.Closed)
            return done._replace(failed=done.failed + 1, is_closed=is_closed)
        self._letters.settle(carried.number, carrier, LetterState.SENT)
        return done._replace(sent=done.sent + 1)

    def _enclosed(self, carried: Carried) -> EmailMessage:
        try:
            return self._envelopes.enclose(carried)
        except Exception as error:  # it would stop all others, again and again
            raise failures.Refused(f"it cannot be written: {type(error).__name__}") from error

    def _take_note(self, carried: Carried, carrier: int, failure: failures.Failed) -> None:
        becomes = what_becomes_after(failure, carried.tries)
        due = self._clock() + delay_after(carried.tries)
        self._letters.settle(carried.number, carrier, becomes, str(failure), due_at=due)


def what_becomes_after(failure: failures.Failed, tries: int) -> LetterState:
    match failure:
        case failures.Uncertain():
            return LetterState.UNKNOWN
        case failures.Closed():
            return LetterState.WAITING
        case failures.Postponed() if tries < MOST_TRIES:
            return LetterState.WAITING
        case _:
            return LetterState.REFUSED


def delay_after(tries: int) -> timedelta:
    """A minute, two, four, up to six hours."""
    return min(timedelta(minutes=2 ** (tries - 1)), LONGEST_DELAY)
