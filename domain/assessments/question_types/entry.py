"""Questions answered by giving a number, a few words, or a text."""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

import msgspec

from domain.assessments.answers import Answer, NumericAnswer, TextAnswer, Texts
from domain.assessments.question_types.scoring import NOTHING, WHOLE, objections_to_percents

SHORT = 200
CURLY = "\N{RIGHT SINGLE QUOTATION MARK}"
STAR = re.compile(r"(?<!\\)\*")


class NumericRange(msgspec.Struct, frozen=True):
    """Numbers that earn a share of the points: a value, and how far from it one may be."""

    value: Decimal
    tolerance: Decimal
    percent: Decimal = WHOLE
    feedback: str = ""


class Numeric(msgspec.Struct, frozen=True, tag="numeric", tag_field="type"):
    """Give a number: the first that it is near to says what it earns."""

    question_type: ClassVar[str] = "numeric"
    takes: ClassVar[type[Answer]] = NumericAnswer
    answer_limit: ClassVar[int | None] = None
    keys: ClassVar[tuple[str, ...]] = ()

    accepted: tuple[NumericRange, ...]

    def objections(self) -> Iterator[str]:
        yield from objections_to_percents([near.percent for near in self.accepted])
        if any(near.tolerance < 0 for near in self.accepted):
            yield "The accepted margin cannot be negative."

    def percent_of(self, answer: Answer, texts: Texts) -> Decimal:  # noqa: ARG002 - no words
        if not isinstance(answer, NumericAnswer) or answer.value is None:
            return NOTHING
        for near in self.accepted:
            if abs(answer.value - near.value) <= near.tolerance:
                return near.percent
        return NOTHING


class AcceptedText(msgspec.Struct, frozen=True):
    r"""A word or a few that earn a share of the points; `*` is anything, and `\*` a star."""

    pattern: str
    percent: Decimal = WHOLE
    feedback: str = ""


class ShortText(msgspec.Struct, frozen=True, tag="short", tag_field="type"):
    """
    Give a word or a few: the first spelling that fits says what they earn.

    Capitals and the number of spaces do not matter. Words that were erased earn what they did.
    """

    question_type: ClassVar[str] = "short"
    takes: ClassVar[type[Answer]] = TextAnswer
    answer_limit: ClassVar[int] = SHORT
    keys: ClassVar[tuple[str, ...]] = ()

    accepted: tuple[AcceptedText, ...]

    def objections(self) -> Iterator[str]:
        yield from objections_to_percents([spelling.percent for spelling in self.accepted])
        if any(not spelling.pattern.strip() for spelling in self.accepted):
            yield "An accepted answer cannot be empty."

    def percent_of(self, answer: Answer, texts: Texts) -> Decimal | None:
        if not isinstance(answer, TextAnswer) or not answer.text_length:
            return NOTHING
        if answer.text_id not in texts:
            return None
        fitting = (each for each in self.accepted if _fits(each.pattern, texts[answer.text_id]))
        first = next(fitting, None)
        return first.percent if first else NOTHING


class FreeText(msgspec.Struct, frozen=True, tag="free_text", tag_field="type"):
    """Answer in one's own words: a person marks them, by the written guide."""

    question_type: ClassVar[str] = "free_text"
    takes: ClassVar[type[Answer]] = TextAnswer
    keys: ClassVar[tuple[str, ...]] = ()

    grading_guide: str
    max_length: int = 2000

    @property
    def answer_limit(self) -> int:
        return self.max_length

    def objections(self) -> Iterator[str]:
        if not self.grading_guide.strip():
            yield "Write the grading guide for the answers."
        if self.max_length < 1:
            yield "Allow at least one character for the answer."

    def percent_of(self, answer: Answer, texts: Texts) -> Decimal | None:  # noqa: ARG002 - not ours to judge
        return None if isinstance(answer, TextAnswer) and answer.text_length else NOTHING


def _fits(pattern: str, text: str) -> bool:
    first, *others = (re.escape(part.replace(r"\*", "*")) for part in STAR.split(_plain(pattern)))
    # Each part is taken where it comes first, and stays taken: many stars cost no more than one.
    between = "".join(f"(?>.*?{part})" for part in others[:-1])
    last = f".*{others[-1]}" if others else ""
    return re.fullmatch(f"{first}{between}{last}", _plain(text)) is not None


def _plain(text: str) -> str:
    """Also letters and apostrophes that look the same are the same, whatever typed them."""
    same = unicodedata.normalize("NFC", text.casefold()).replace(CURLY, "'")
    return " ".join(same.split())
