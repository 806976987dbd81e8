"""Invented histories in the format of the real ones, and what they add up to, counted apart."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

HEADER = (
    "opened_at,visitor,respondent,answered_at,ended_at,visitor_messages,respondent_messages,"
    "respondents"
)
FIRST_DAY = datetime(2015, 2, 1, tzinfo=UTC)
DAYS = 90
PERIOD = ("--from", "2015-02-01", "--to", "2015-05-02")
"""All of it, with the days on which the last conversations may end."""

SHARE_ANSWERED = 0.45
SHARE_AGAIN = 0.05


@dataclass(frozen=True)
class Invented:
    """A history: its lines, and the waits in seconds of those that were answered."""

    lines: list[str]
    waits: list[int]

    @property
    def requests(self) -> int:
        return len(self.lines)

    @property
    def answered(self) -> int:
        return len(self.waits)

    @property
    def lost(self) -> int:
        return self.requests - self.answered

    def figures(self, model: str) -> dict[str, Any]:
        """What a comparison must say of it."""
        coverage = round(self.answered / self.requests, 4)
        return {
            "requests": self.requests,
            "answered": self.answered,
            "lost": {"not_recorded": self.lost},
            "demand_coverage": coverage,
            "of the model": (model, self.answered, coverage, median(self.waits)),
        }

    def write(self, path: Path, *more: str) -> Path:
        path.write_text("\n".join([HEADER, *self.lines, *more, ""]), encoding="utf-8")
        return path


def invent(conversations: int, seed: int = 1) -> Invented:
    """Invent a history: minutes, pseudonyms, many lost, some visitors twice in a minute."""
    random = Random(seed)
    lines: list[str] = []
    waits: list[int] = []
    opened_at, visitor = FIRST_DAY, ""
    while len(lines) < conversations:
        if not visitor or random.random() > SHARE_AGAIN:
            opened_at = FIRST_DAY + timedelta(minutes=random.randrange(DAYS * 24 * 60))
            visitor = f"u-{random.randrange(16**10):010x}"
        wait = random.choice([0, 1, 1, 1, 2, 3, 8]) if random.random() < SHARE_ANSWERED else None
        lines.append(_line(opened_at, visitor, wait, random))
        if wait is not None:
            waits.append(wait * 60)
    return Invented(sorted(lines), waits)


def _line(opened_at: datetime, visitor: str, wait: int | None, random: Random) -> str:
    answered_at = opened_at + timedelta(minutes=wait or 0)
    ended_at = answered_at + timedelta(minutes=random.randrange(40))
    answer = ["", ""] if wait is None else [f"u-{random.randrange(9):010x}", _minute(answered_at)]
    counts = [random.randint(1, 9), 0 if wait is None else random.randint(1, 9)]
    respondents = int(wait is not None)
    cells = [_minute(opened_at), visitor, *answer, _minute(ended_at), *counts, respondents]
    return ",".join(map(str, cells))


def _minute(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%MZ")
