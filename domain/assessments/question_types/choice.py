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


class Choices(msgspec.Struct, frozen=True, tag_field="type"):
    """Choices of which one or several are chosen."""

    answer_type: ClassVar[type[Answer]] = ChoiceAnswer

    choices: tuple[Choice, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(choice.key for choice in self.choices)

    def percent_of(self, answer: Answer, texts: Texts) -> Decimal:  # noqa: ARG002 - no text
        chosen = set(answer.keys) if isinstance(answer, ChoiceAnswer) else set()
        return within(
            sum((choice.percent for choice in self.choices if choice.key in chosen), start=NOTHING)
        )

    def _choice_errors(self) -> Iterator[Invalid]:
        yield from text_errors([choice.text for choice in self.choices], 2)
        if any(not -WHOLE <= choice.percent <= WHOLE for choice in self.choices):
            yield Invalid("A choice must earn between -100 and 100 percent of the points.")


class Single(Choices, frozen=True, tag="single"):
    """Choose one: it earns its share, at least 0."""

    question_type: ClassVar[str] = "single"
    answer_limit: ClassVar[int] = 1

    def errors(self) -> Iterator[Invalid]:
        yield from self._choice_errors()
        if not any(choice.percent == WHOLE for choice in self.choices):
            yield Invalid("One choice must earn all the points. Select the correct one.")


class Multiple(Choices, frozen=True, tag="multiple"):
    """
    Choose all that are right: the sum of the shares of the choices, limited to 0 to 100.

    A wrong choice may have a negative share (Moodle: multiple choice with several answers).
    """

    question_type: ClassVar[str] = "multiple"
    answer_limit: ClassVar[int | None] = None

    def errors(self) -> Iterator[Invalid]:
        yield from self._choice_errors()
        if sum(max(choice.percent, NOTHING) for choice in self.choices) < NEARLY_WHOLE:
            yield Invalid("Together, the correct choices must earn all the points: 100 percent.")


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
