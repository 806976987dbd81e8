"""Reading a brand's history from a CSV file, row by row, with every mistake named by its line."""

import csv
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo, available_timezones

from domain.errors import Invalid
from domain.history import PastConversation

COLUMNS = (
    "opened_at",
    "visitor",
    "respondent",
    "answered_at",
    "ended_at",
    "visitor_messages",
    "respondent_messages",
)
LONGEST_FIELD = 10_000
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


class Table(Protocol):
    """What csv.reader gives, whose type has no public name."""

    @property
    def line_num(self) -> int: ...

    def __next__(self) -> list[str]: ...

    def __iter__(self) -> Iterator[list[str]]: ...


class Mistake(NamedTuple):
    """What is wrong with a line of the file."""

    line: int
    reason: str


class Row(NamedTuple):
    line: int
    conversation: PastConversation


@dataclass
class HistoryFile:
    """What a file holds: good rows, and mistakes."""

    rows: list[Row] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)


def read_history(
    path: Path, zone: str, now: datetime, progress: Callable[[int, int], None]
) -> HistoryFile:
    """
    Read a history.

    zone: in which times without an offset are meant; progress: told bytes read and bytes in all.
    Raises Invalid when the file cannot be read as such a table at all: no file, no header, a
    missing column, an unknown zone.
    """
    if zone not in available_timezones():
        raise Invalid(f"{zone} is no time zone; use a name like Europe/Paris.")
    found = HistoryFile()
    reader = csv.reader(_lines(path, found, progress))
    positions = _positions(reader, path)
    while _next_row(reader, positions, ZoneInfo(zone), now, found):
        pass
    found.mistakes.sort()
    return found


def _next_row(
    reader: Table,
    positions: dict[str, int],
    zone: ZoneInfo,
    now: datetime,
    found: HistoryFile,
) -> bool:
    """Read one more row, or note what is wrong with it; False at the end of the file."""
    try:
        cells = next(reader)
        if cells:
            found.rows.append(Row(reader.line_num, _conversation(cells, positions, zone, now)))
    except StopIteration:
        return False
    except csv.Error as error:
        found.mistakes.append(Mistake(reader.line_num, f"this line is no CSV: {error}"))
    except Invalid as mistake:
        found.mistakes.append(Mistake(reader.line_num, str(mistake)))
    return True


def _lines(path: Path, found: HistoryFile, progress: Callable[[int, int], None]) -> Iterator[str]:
    """The file's lines; one that is not UTF-8 is a mistake, and an empty line to the reader."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {os.strerror(error.errno or 0)}.") from None
    size, done = max(path.stat().st_size, 1), 0
    with file:
        for number, raw in enumerate(file, start=1):
            done += len(raw)
            progress(done, size)
            try:
                yield raw.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError:
                found.mistakes.append(Mistake(number, "this line is not UTF-8"))
                yield "\n"


def _positions(reader: Table, path: Path) -> dict[str, int]:
    try:
        header = [name.strip() for name in next(reader, [])]
    except csv.Error as error:
        raise Invalid(f"{path}, line 1: this is no CSV header: {error}.") from None
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise Invalid(
            f"{path}, line 1: missing column{'s' * (len(missing) > 1)} {', '.join(missing)};"
            f" a history needs the columns {', '.join(COLUMNS)}."
        )
    return {name: header.index(name) for name in COLUMNS}


def _conversation(
    cells: list[str], positions: dict[str, int], zone: ZoneInfo, now: datetime
) -> PastConversation:
    if len(cells) <= max(positions.values()):
        raise Invalid(f"this line has {len(cells)} fields, fewer than the header")
    cell = {name: cells[position].strip() for name, position in positions.items()}
    longest = max(cell, key=lambda name: len(cell[name]))
    if len(cell[longest]) > LONGEST_FIELD:
        raise Invalid(f"{longest} is {len(cell[longest])} characters long, over {LONGEST_FIELD}")
    opened_at = _time(cell, "opened_at", zone)
    answered_at = _time(cell, "answered_at", zone) if cell["answered_at"] else None
    lost = answered_at is None and not cell["ended_at"]
    past = PastConversation(
        opened_at=opened_at,
        visitor=_filled(cell, "visitor"),
        respondent=_filled(cell, "respondent") if answered_at else None,
        answered_at=answered_at,
        ended_at=opened_at if lost else _time(cell, "ended_at", zone),
        visitor_messages=_count(cell, "visitor_messages"),
        respondent_messages=_count(cell, "respondent_messages"),
    )
    _check_order(past, now)
    return past


def _check_order(past: PastConversation, now: datetime) -> None:
    if past.opened_at < EARLIEST:
        raise Invalid("opened_at lies before 1970")
    if past.answered_at is not None and past.answered_at < past.opened_at:
        raise Invalid("answered_at comes before opened_at")
    if past.ended_at < (past.answered_at or past.opened_at):
        raise Invalid(f"ended_at comes before {'answered_at' if past.answered_at else 'opened_at'}")
    if past.ended_at > now:
        raise Invalid("ended_at lies in the future")


def _time(cell: dict[str, str], name: str, zone: ZoneInfo) -> datetime:
    text = cell[name]
    if not text:
        raise Invalid(f"{name} is empty")
    try:
        written = datetime.fromisoformat(text)
        meant = (written if written.tzinfo else written.replace(tzinfo=zone)).astimezone(UTC)
        exists = written.tzinfo or meant.astimezone(zone).replace(tzinfo=None) == written
    except (ValueError, OverflowError):
        raise Invalid(
            f"{name} is no time: {text[:40]!r}; write it like 2026-03-29T14:05Z"
        ) from None
    if not exists:
        raise Invalid(f"{name} does not exist in {zone.key}: the clocks went forward: {text}")
    return meant


def _filled(cell: dict[str, str], name: str) -> str:
    if not cell[name]:
        raise Invalid(f"{name} is empty")
    return cell[name]


def _count(cell: dict[str, str], name: str) -> int:
    text = cell[name] or "0"
    if not (text.isascii() and text.isdigit()):
        raise Invalid(f"{name} is no whole number: {text[:40]!r}")
    return int(text)
