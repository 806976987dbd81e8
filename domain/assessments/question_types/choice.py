"""Question types answered by choosing: single, multiple, true or false."""

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

import msgspec

from domain.assessments.answers import Answer, ChoiceAnswer, Texts
from domain.assessments.question_types.scoring import (
    NEARLY_WHOLE,
    NOTHING,
    WHOLE,
    text_errors,
    within,
)
from domain.errors import Invalid


class Choice(msgspec.Struct, frozen=True):
    """A choice, and the percentage of the points that choosing it earns; negative for a penalty."""

    key: str
    text: str
    percent: Decimal
    feedback: str = ""


class Single(msgspec.Struct, frozen=True, tag="single", tag_field="type"):
    """Choose one: it earns its share, at least 0."""

    question_type: ClassVar[str] = "single"
    answer_type: ClassVar[type[Answer]] = ChoiceAnswer
    answer_limit: ClassVar[int] = 1

    choices: tuple[Choice, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(choice.key for choice in self.choices)

    def errors(self) -> Iterator[Invalid]:
        yield from _choice_errors(self.choices)
        if not any(choice.percent == WHOLE for choice in self.choices):
            yield Invalid("One choice must earn all the points. Select the correct one.")

    def percent_of(self, answer: Answer, texts: Texts) -> Decimal:  # noqa: ARG002 - no text
        return _sum_of(self.choices, answer)


class Multiple(msgspec.Struct, frozen=True, tag="multiple", tag_field="type"):
    """
    Choose all that are right: the sum of the shares of the choices, limited to 0 to 100.

    A wrong choice may have a negative share (Moodle: multiple choice with several answers).
    """

    question_type: ClassVar[str] = "multiple"
    answer_type: ClassVar[type[Answer]] = ChoiceAnswer
    answer_limit: ClassVar[int | None] = None

    choices: tuple[Choice, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(choice.key for choice in self.choices)

    def errors(self) -> Iterator[Invalid]:
        yield from _choice_errors(self.choices)
        if sum(max(choice.percent, NOTHING) for choice in self.choices) < NEARLY_WHOLE:
            yield Invalid("Together, the correct choices must earn all the points: 100 percent.")

    def percent_of(self, answer: Answer, texts: Texts) -> Decimal:  # noqa: ARG002 - no text
        return _sum_of(self.choices, answer)


class TrueFalse(msgspec.Struct, frozen=True, tag="true_false", tag_field="type"):
    """Say whether a statement is true."""

    question_type: ClassVar[str] = "true_false"
    answer_type: ClassVar[type[Answer]] = ChoiceAnswer
    answer_limit: ClassVar[int] = 1
    keys: ClassVar[tuple[str, ...]] = ("true", "false")

    answer: bool
    if_right: str = ""
    if_wrong: str = ""

    def errors(self) -> Iterator[Invalid]:
        yield from ()

    def percent_of(self, answer: Answer, texts: Texts) -> Decimal:  # noqa: ARG002 - no text
        return WHOLE if answer == ChoiceAnswer((str(self.answer).lower(),)) else NOTHING


def _sum_of(choices: tuple[Choice, ...], answer: Answer) -> Decimal:
    chosen = answer.keys if isinstance(answer, ChoiceAnswer) else ()
    return within(
        sum((choice.percent for choice in choices if choice.key in chosen), start=NOTHING)
    )


def _choice_errors(choices: tuple[Choice, ...]) -> Iterator[Invalid]:
    yield from text_errors([choice.text for choice in choices], 2)
    if any(not -WHOLE <= choice.percent <= WHOLE for choice in choices):
        yield Invalid("A choice must earn between -100 and 100 percent of the points.")
