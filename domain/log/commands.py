"""What all command services share, and the shortest form of a command."""

from collections.abc import Callable, Sequence
from typing import Concatenate, ParamSpec, TypeVar
from uuid import UUID

from domain.aggregate import Aggregate
from domain.log.entries import Reservation
from domain.log.event_log import EventLog

A = TypeVar("A", bound=Aggregate)
P = ParamSpec("P")


class Commands:
    """Each command returns the log position after it; `at` is when it happened, UTC."""

    def __init__(self, log: EventLog) -> None:
        self._log = log


def updates(
    kind: type[A],
    decision: Callable[Concatenate[A, P], None],
    release: Callable[[A], Sequence[Reservation]] = lambda _: (),
) -> Callable[Concatenate[Commands, UUID, P], int]:
    """
    A command that only loads an aggregate by its id, lets it decide, and appends its events.

    decision: a method of the aggregate. The command has its name, its arguments after the id, and
    its refusals; and it raises NotFound without such an aggregate.
    release: the reservations to release with the events, as the aggregate was before them.
    """

    def command(self: Commands, id: UUID, /, *args: P.args, **kwargs: P.kwargs) -> int:
        return self._log.update(
            kind,
            id,
            lambda aggregate: decision(aggregate, *args, **kwargs),
            command=f"{type(self).__name__}.{decision.__name__}",
            release=release,
        )

    return command
