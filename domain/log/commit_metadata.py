"""
What is recorded of each commit besides its events: its id, what it belongs to, and its command.

These are the identifiers that Marten stores with each event. A correlation id is shared by all
commits that come from one request, job run or command line. A causation id names the commit that
another one reacts to.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple
from uuid import UUID, uuid4


class CommitMetadata(NamedTuple):
    """The same for all events of a commit."""

    commit_id: UUID
    correlation_id: UUID
    causation_id: UUID | None
    """The id of the commit that this one reacts to; None when a person or a job is the cause."""
    command: str
    """The command service's method, such as `ConversationCommands.claim`."""


class _Correlation(NamedTuple):
    correlation_id: UUID
    causation_id: UUID | None


_current: ContextVar[_Correlation | None] = ContextVar("correlation", default=None)


@contextmanager
def correlated(
    correlation_id: UUID | None = None, causation_id: UUID | None = None
) -> Iterator[None]:
    """
    Record commits inside as belonging together.

    correlation_id: a new one by default; what reacts to a commit passes the one of that commit,
    and its id as causation_id.
    """
    token = _current.set(_Correlation(correlation_id or uuid4(), causation_id))
    try:
        yield
    finally:
        _current.reset(token)


def metadata_for(command: str) -> CommitMetadata:
    """The metadata of a new commit; outside of any correlation, the commit is one by itself."""
    commit_id = uuid4()
    correlation = _current.get() or _Correlation(commit_id, None)
    return CommitMetadata(commit_id, *correlation, command)


def command_of(decide: Callable[..., object]) -> str:
    """
    The name of the command that a decision belongs to.

    decide: a function written inside the method that is the command, as all of them are: Python
    calls it `ConversationCommands.claim.<locals>.decide`.
    """
    return decide.__qualname__.partition(".<locals>")[0]
