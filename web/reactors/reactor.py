"""A reactor: its name, the events it reacts to, and what it does because of one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from domain.aggregate import Event
from domain.log.envelope import EventEnvelope
from web.mail.message import EmailMessage

React = Callable[[EventEnvelope[Any], str], Sequence[EmailMessage]]
"""
What is done because of an event: commands, and the e-mails that are returned.

It gets the event and a key, the same each time the event is tried, and no other reaction's. It is
called at least once: a command takes the key as idempotency key, an e-mail as its own key. The
e-mails are put into the outbox in the transaction that says the event is done.
"""


@dataclass(frozen=True)
class Reactor:
    """
    A consumer of the log that does something outside the read models, once for each event.

    Emmett and Marten call it so. It is never rewound: a rebuild of read models starts no reactor.
    """

    name: str
    """A verb and what it acts on, such as `send_suspension_emails`. Checkpoints are stored under
    it: a reactor with another name is a new one."""
    event_types: tuple[type[Event], ...]
    react: React
    reads_history: bool = False
    """Whether it begins at the start of the log, not at its end, when it first runs."""

    def key_of(self, position: int) -> str:
        """The key of its reaction to the event at a position of the log."""
        return f"{self.name}/{position}"
