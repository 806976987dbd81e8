"""What people do and write in the demonstration: planned under ids from the seed, then executed."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from operator import attrgetter
from typing import Concatenate, NamedTuple, ParamSpec
from uuid import NAMESPACE_URL, UUID, uuid5

from domain.log.event_log import EventLog

DEMONSTRATION = uuid5(NAMESPACE_URL, "https://comptoir.example/demonstration")
PLATFORM_ID = uuid5(DEMONSTRATION, "platform")
FINANCE_ID = uuid5(DEMONSTRATION, "finance")
CURRENCY = "EUR"
"""Of both brands."""
REPORT_EVERY = 250

Arguments = ParamSpec("Arguments")


def brand_id_of(seed: int, slug: str) -> UUID:
    return uuid5(DEMONSTRATION, f"{seed}/{slug}")


def id_in(whole: UUID, *parts: object) -> UUID:
    """The id of a part of something: a visitor of a brand, a session of a respondent."""
    return uuid5(whole, "/".join(map(str, parts)))


def manager_id_of(brand_id: UUID) -> UUID:
    return id_in(brand_id, "manager")


@dataclass(frozen=True, slots=True)
class PlannedCommand:
    """A command to be executed, and the streams to which it will add events."""

    at: datetime
    stream: UUID
    execute: Callable[[], object]
    event_count: int = 1
    """How many events it adds to its stream."""
    other_streams: tuple[UUID, ...] = ()
    """Streams to which it adds one event each."""


def planned(
    at: datetime,
    command: Callable[Concatenate[UUID, Arguments], object],
    stream: UUID,
    *arguments: Arguments.args,
    **named: Arguments.kwargs,
) -> PlannedCommand:
    """A command that adds one event to the stream that is its first argument."""
    return PlannedCommand(at, stream, partial(command, stream, *arguments, **named))


def by_time(commands: Iterable[PlannedCommand]) -> list[PlannedCommand]:
    """By time; commands of one moment stay in the order in which they were planned."""
    return sorted(commands, key=attrgetter("at"))


def count_executed(commands: Sequence[PlannedCommand], log: EventLog) -> int:
    """
    How many of the commands the log has already.

    Commands are always executed one after the other, and each adds events to its stream. So a
    command was executed if its stream has as many events as the plan says, and then all commands
    before it were.
    """
    planned: Counter[UUID] = Counter()
    versions = []
    for command in commands:
        planned[command.stream] += command.event_count
        planned.update(command.other_streams)
        versions.append(planned[command.stream])

    def is_missing(number: int) -> bool:
        return not log.rows.positions_of(commands[number].stream, versions[number])

    return bisect_left(range(len(commands)), True, key=is_missing)  # noqa: FBT003 - the value searched for


def execute_all(commands: Sequence[PlannedCommand]) -> Iterator[int]:
    """Execute commands in order; now and then, and at the end, yield how many are done."""
    for number, command in enumerate(commands, start=1):
        command.execute()
        if number % REPORT_EVERY == 0:
            yield number
    yield len(commands)


class PlannedText(NamedTuple):
    id: UUID
    text: str
    about: UUID
    """The member who wrote it."""
    at: datetime
