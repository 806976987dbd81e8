"""Question types answered by entering a number, a short text, or a free text."""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

import msgspec

from domain.assessments.answers import Answer, NumericAnswer, TextAnswer, Texts
from domain.assessments.question_types.scoring import NOTHING, WHOLE, percent_errors
from domain.errors import Invalid

SHORT = 200
CURLY = "\N{RIGHT SINGLE QUOTATION MARK}"
STAR = re.compile(r"(?<!\\)\*")


class NumericRange(msgspec.Struct, frozen=True):
    """Numbers that earn a share of the points: a value and the tolerance around it."""

    value: Decimal
    tolerance: Decimal
    percent: Decimal = WHOLE
    feedback: str = ""


class Numeric(msgspec.Struct, frozen=True, tag="numeric", tag_field="type"):
    """Enter a number: it earns the share of the first range it is in (Moodle: numerical)."""

    question_type: ClassVar[str] = "numeric"
    answer_type: ClassVar[type[Answer]] = NumericAnswer
    answer_limit: ClassVar[int | None] = None
    keys: ClassVar[tuple[str, ...]] = ()

    accepted: tuple[NumericRange, ...]

    def errors(self) -> Iterator[Invalid]:
        yield from percent_errors([accepted.percent for accepted in self.accepted])
        if any(accepted.tolerance < 0 for accepted in self.accepted):
            yield Invalid("The accepted margin cannot be negative.")

    def percent_of(self, answer: Answer, texts: Texts) -> Decimal:  # noqa: ARG002 - no text
        if not isinstance(answer, NumericAnswer) or answer.value is None:
            return NOTHING
        for accepted in self.accepted:
            if abs(answer.value - accepted.value) <= accepted.tolerance:
                return accepted.percent
        return NOTHING


class AcceptedText(msgspec.Struct, frozen=True):
    r"""A text that earns a share of the points; `*` stands for any characters, `\*` for a star."""

    pattern: str
    percent: Decimal = WHOLE
    feedback: str = ""


class ShortText(msgspec.Struct, frozen=True, tag="short", tag_field="type"):
    """
    Enter a short text: it earns the share of the first accepted text that matches.

    Case and repeated spaces are ignored, as in Moodle's short answer. The share of a text that was
    erased from the private store is unknown: `percent_of` returns None.
    """

    question_type: ClassVar[str] = "short"
    answer_type: ClassVar[type[Answer]] = TextAnswer
    answer_limit: ClassVar[int] = SHORT
    keys: ClassVar[tuple[str, ...]] = ()

    accepted: tuple[AcceptedText, ...]

    def errors(self) -> Iterator[Invalid]:
        yield from percent_errors([accepted.percent for accepted in self.accepted])
        if any(not accepted.pattern.strip() for accepted in self.accepted):
            yield Invalid("An accepted answer cannot be empty.")

    def percent_of(self, answer: Answer, texts: Texts) -> Decimal | None:
        if not isinstance(answer, TextAnswer) or not answer.text_length:
            return NOTHING
        if answer.text_id not in texts:
            return None
        text = texts[answer.text_id]
        matching = (accepted for accepted in self.accepted if _matches(accepted.pattern, text))
        first = next(matching, None)
        return first.percent if first else NOTHING


class FreeText(msgspec.Struct, frozen=True, tag="free_text", tag_field="type"):
    """Enter a free text: a person grades it by the grading guide (Moodle: essay)."""

    question_type: ClassVar[str] = "free_text"
    answer_type: ClassVar[type[Answer]] = TextAnswer
    keys: ClassVar[tuple[str, ...]] = ()

    grading_guide: str
    max_length: int = 2000

    @property
    def answer_limit(self) -> int:
        return self.max_length

    def errors(self) -> Iterator[Invalid]:
        if not self.grading_guide.strip():
            yield Invalid("Write the grading guide for the answers.")
        if self.max_length < 1:
            yield Invalid("Allow at least one character for the answer.")

    def percent_of(self, answer: Answer, texts: Texts) -> Decimal | None:  # noqa: ARG002 - not ours to judge
        return None if isinstance(answer, TextAnswer) and answer.text_length else NOTHING


def _matches(pattern: str, text: str) -> bool:
    first, *others = (re.escape(part.replace(r"\*", "*")) for part in STAR.split(_plain(pattern)))
    # Atomic groups match each part where it first occurs, without backtracking: many stars cost no
    # more than one.
    between = "".join(f"(?>.*?{part})" for part in others[:-1])
    last = f".*{others[-1]}" if others else ""
    return re.fullmatch(f"{first}{between}{last}", _plain(text)) is not None


def _plain(text: str) -> str:
    """The text with equal spellings made equal: case, Unicode form, apostrophes and spaces."""
    normalized = unicodedata.normalize("NFC", text.casefold()).replace(CURLY, "'")
    return " ".join(normalized.split())
