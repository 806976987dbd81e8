"""Reading a brand's history from a CSV file, row by row, with every error named by its line."""

import csv
import os
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple
from zoneinfo import ZoneInfo

from domain.brands.opening_hours import known_zones
from domain.conversations.imported_history import PastConversation
from domain.errors import Invalid
from projections.engine.progress import Progress
from web.conversations.import_row import COLUMNS, Header, cells_of, conversation_of


class LineError(NamedTuple):
    """What is wrong with a line of the file."""

    line: int
    reason: str


class ImportedRow(NamedTuple):
    line: int
    conversation: PastConversation


@dataclass
class HistoryFile:
    """What a file holds: good rows, and errors."""

    rows: list[ImportedRow] = field(default_factory=list)
    errors: list[LineError] = field(default_factory=list)


class FileLines(Iterator[str]):
    """The lines with their numbers; a broken row gives back the lines that are not its own."""

    def __init__(self, file: BinaryIO, size: int, history: HistoryFile, progress: Progress) -> None:
        self._file = enumerate(file, start=1)
        self._size, self._done = max(size, 1), 0
        self._history = history
        self._progress = progress
        self._current: list[tuple[int, str]] = []
        self._returned: deque[tuple[int, str]] = deque()

    def row(self) -> list[str]:
        """Read the next row. Raises StopIteration, csv.Error."""
        self._current = []
        return next(csv.reader(self, strict=True))

    @property
    def number(self) -> int:
        """The number of the line on which the last row begins."""
        return self._current[0][0]

    def give_back(self) -> None:
        """All but the first line: a quote that is not closed takes the next lines with it."""
        self._returned.extendleft(reversed(self._current[1:]))

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else self._read()
        self._current.append(line)
        return line[1]

    def _read(self) -> tuple[int, str]:
        """Read a line; one that is not UTF-8 is an error, and an empty line to the reader."""
        number, raw = next(self._file)
        self._done += len(raw)
        self._progress(self._done, self._size)
        try:
            return number, raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            self._history.errors.append(LineError(number, "this line is not in UTF-8"))
            return number, "\n"


def read_history(path: Path, zone: str, now: datetime, progress: Progress) -> HistoryFile:
    """
    Read a history.

    zone: of times without an offset; now: in UTC, as nothing may lie in the future.
    progress: called with the bytes read and the bytes in all.
    Raises Invalid when the file cannot be read as such a table at all: no file, no header, a
    missing column, an unknown zone.
    """
    if zone not in known_zones():
        raise Invalid(f"{zone} is not a time zone. Use a name such as Europe/Paris.")
    history = HistoryFile()
    try:
        with path.open("rb") as file:
            lines = FileLines(file, path.stat().st_size, history, progress)
            header = _header(lines, path, history)
            while _next_row(lines, header, ZoneInfo(zone), now, history):
                pass
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {os.strerror(error.errno or 0)}.") from None
    history.errors.sort()
    return history


def _header(lines: FileLines, path: Path, history: HistoryFile) -> Header:
    try:
        names = [name.strip() for name in lines.row()]
    except StopIteration:
        names = []
    except csv.Error as error:
        raise Invalid(f"{path}, line 1: {_no_csv(error)}.") from None
    if history.errors:
        raise Invalid(f"{path}, line 1: {history.errors[0].reason}; save the file as UTF-8.")
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise Invalid(
            f"{path}, line 1: missing column{'s' * (len(missing) > 1)} {', '.join(missing)};"
            f" the file must have the columns {', '.join(COLUMNS)}."
        )
    return Header(len(names), {name: names.index(name) for name in COLUMNS})


def _next_row(
    lines: FileLines, header: Header, zone: ZoneInfo, now: datetime, history: HistoryFile
) -> bool:
    """Read one more row, or note what is wrong with it; False at the end of the file."""
    try:
        cell = _cells(lines, header)
        if cell:
            history.rows.append(ImportedRow(lines.number, conversation_of(cell, zone, now)))
    except StopIteration:
        return False
    except Invalid as error:
        history.errors.append(LineError(lines.number, str(error)))
    return True


def _cells(lines: FileLines, header: Header) -> dict[str, str]:
    """The next row's cells of our columns, none of an empty line. Raises Invalid."""
    try:
        cells = lines.row()
        return cells_of(cells, header) if cells else {}
    except csv.Error as error:
        lines.give_back()
        raise Invalid(_no_csv(error)) from None
    except Invalid:
        lines.give_back()
        raise


def _no_csv(error: csv.Error) -> str:
    what = str(error).partition(" - ")[0]
    return (
        f"this line is not valid CSV ({what}); close every quote, and break lines only between rows"
    )
