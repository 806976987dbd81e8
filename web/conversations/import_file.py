"""Reading a brand's history from a CSV file, row by row, with every mistake named by its line."""

import csv
import os
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple
from zoneinfo import ZoneInfo

from domain.brands.opening_hours import known_zones
from domain.conversations.imported_history import PastConversation
from domain.errors import Invalid
from web.conversations.import_row import COLUMNS, Header, cells_of, conversation_of

Progress = Callable[[int, int], None]


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


class Lines(Iterator[str]):
    """The file's lines with their numbers; a row hands back those it took by mistake."""

    def __init__(self, file: BinaryIO, size: int, found: HistoryFile, progress: Progress) -> None:
        self._file = enumerate(file, start=1)
        self._size, self._done = max(size, 1), 0
        self._found = found
        self._progress = progress
        self._taken: list[tuple[int, str]] = []
        self._handed_back: deque[tuple[int, str]] = deque()

    def row(self) -> list[str]:
        """Take the next row. Raises StopIteration, csv.Error."""
        self._taken = []
        return next(csv.reader(self, strict=True))

    @property
    def number(self) -> int:
        """Where the row that was taken last begins."""
        return self._taken[0][0]

    def hand_back(self) -> None:
        """Only the first line was wrong: a quote that is not closed takes the others with it."""
        self._handed_back.extendleft(reversed(self._taken[1:]))

    def __next__(self) -> str:
        line = self._handed_back.popleft() if self._handed_back else self._read()
        self._taken.append(line)
        return line[1]

    def _read(self) -> tuple[int, str]:
        """Read a line; one that is not UTF-8 is a mistake, and an empty line to the reader."""
        number, raw = next(self._file)
        self._done += len(raw)
        self._progress(self._done, self._size)
        try:
            return number, raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            self._found.mistakes.append(Mistake(number, "this line is not UTF-8"))
            return number, "\n"


def read_history(path: Path, zone: str, now: datetime, progress: Progress) -> HistoryFile:
    """
    Read a history.

    zone: in which times without an offset are meant; progress: told bytes read and bytes in all.
    Raises Invalid when the file cannot be read as such a table at all: no file, no header, a
    missing column, an unknown zone.
    """
    if zone not in known_zones():
        raise Invalid(f"{zone} is no time zone; use a name like Europe/Paris.")
    found = HistoryFile()
    try:
        with path.open("rb") as file:
            lines = Lines(file, path.stat().st_size, found, progress)
            header = _header(lines, path, found)
            while _next_row(lines, header, ZoneInfo(zone), now, found):
                pass
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {os.strerror(error.errno or 0)}.") from None
    found.mistakes.sort()
    return found


def _header(lines: Lines, path: Path, found: HistoryFile) -> Header:
    try:
        names = [name.strip() for name in lines.row()]
    except StopIteration:
        names = []
    except csv.Error as error:
        raise Invalid(f"{path}, line 1: {_no_csv(error)}.") from None
    if found.mistakes:
        raise Invalid(f"{path}, line 1: {found.mistakes[0].reason}; save the file as UTF-8.")
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise Invalid(
            f"{path}, line 1: missing column{'s' * (len(missing) > 1)} {', '.join(missing)};"
            f" a history needs the columns {', '.join(COLUMNS)}."
        )
    return Header(len(names), {name: names.index(name) for name in COLUMNS})


def _next_row(
    lines: Lines, header: Header, zone: ZoneInfo, now: datetime, found: HistoryFile
) -> bool:
    """Read one more row, or note what is wrong with it; False at the end of the file."""
    try:
        cell = _cells(lines, header)
        if cell:
            found.rows.append(Row(lines.number, conversation_of(cell, zone, now)))
    except StopIteration:
        return False
    except Invalid as mistake:
        found.mistakes.append(Mistake(lines.number, str(mistake)))
    return True


def _cells(lines: Lines, header: Header) -> dict[str, str]:
    """The next row's cells of our columns, none of an empty line; Invalid when it is no row."""
    try:
        cells = lines.row()
        return cells_of(cells, header) if cells else {}
    except csv.Error as error:
        lines.hand_back()
        raise Invalid(_no_csv(error)) from None
    except Invalid:
        lines.hand_back()
        raise


def _no_csv(error: csv.Error) -> str:
    what = str(error).partition(" - ")[0]
    return f"this line is no CSV ({what}); close every quote, and break lines between rows only"
