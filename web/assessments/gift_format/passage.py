"""A piece of a file that knows on which line it begins, and what went wrong on a line."""

import re
from typing import NamedTuple

from web.assessments.gift_format.escaping import BLANK

COMMENT = "\udfff"
"""Stands where a line of comment stood, so that lines are counted as they were."""
NOTHING_SAID = BLANK + COMMENT


class Misread(Exception):
    """What cannot be read, and on which line."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


class Passage(NamedTuple):
    """Text in which what was escaped is hidden."""

    text: str
    line: int

    def line_at(self, place: int) -> int:
        return self.line + _lines_in(self.text[:place])

    def stripped(self) -> "Passage":
        rest = self.text.lstrip(NOTHING_SAID)
        begins = len(self.text) - len(rest)
        line = self.line_at(begins) if begins else self.line
        stripped = rest.rstrip(NOTHING_SAID)
        # Mostly there is nothing to take away, and another passage would be the same.
        return self if len(stripped) == len(self.text) else Passage(stripped, line)

    def cut(self, begins: int, ends: int) -> tuple["Passage", "Passage"]:
        """What stands before one place, and after another."""
        return Passage(self.text[:begins], self.line), self.after(ends)

    def after(self, place: int) -> "Passage":
        """All from there on."""
        return Passage(self.text[place:], self.line_at(place))

    def parted(self, mark: str) -> tuple["Passage", "Passage | None"]:
        """What stands before the first such mark, and after it."""
        place = self.text.find(mark)
        if place < 0:
            return self.stripped(), None
        before, after = self.cut(place, place + len(mark))
        return before.stripped(), after.stripped()

    def pieces(self, marks: str) -> list["Passage"]:
        """Each begins with one of these marks; but the first may stand before all of them."""
        found, line = [], self.line
        for text in re.findall(f"^[^{marks}]+|[{marks}][^{marks}]*", self.text):
            found.append(Passage(text, line).stripped())
            line += _lines_in(text)
        return [piece for piece in found if piece.text]


def _lines_in(text: str) -> int:
    return text.count("\n") + text.count(COMMENT)
