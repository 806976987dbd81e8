"""Questions answered by choosing."""

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

import msgspec

from domain.assessments.answers import Answer, ChoiceAnswer, Texts
from domain.assessments.question_types.scoring import (
    NEARLY_WHOLE,
    NOTHING,
    WHOLE,
    objections_to_texts,
    within,
)


class Choice(msgspec.Struct, frozen=True):
    """One of the answers to choose from, and the share of the points that choosing it earns."""

    key: str
    text: str
    percent: Decimal
    feedback: str = ""


class Single(msgspec.Struct, frozen=True, tag="single", tag_field="type"):
    """Choose one: it earns its share, never under 0."""

    question_type: ClassVar[str] = "single"
    takes: ClassVar[type[Answer]] = ChoiceAnswer
    answer_limit: ClassVar[int] = 1

    choices: tuple[Choice, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(choice.key for choice in self.choices)

    def objections(self) -> Iterator[str]:
        yield from _objections_to_choices(self.choices)
        if not any(choice.percent == WHOLE for choice in self.choices):
            yield "One choice must earn all the points. Select the correct one."

    def percent_of(self, answer: Answer, texts: Texts) -> Decimal:  # noqa: ARG002 - no words
        return _sum_of(self.choices, answer)


class Multiple(msgspec.Struct, frozen=True, tag="multiple", tag_field="type"):
    """
    Choose all that are right: they earn the sum of their shares, never under 0 nor over 100.

    A wrong choice may cost what a right one earns.
    """

    question_type: ClassVar[str] = "multiple"
    takes: ClassVar[type[Answer]] = ChoiceAnswer
    answer_limit: ClassVar[int | None] = None

    choices: tuple[Choice, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(choice.key for choice in self.choices)

    def objections(self) -> Iterator[str]:
        yield from _objections_to_choices(self.choices)
        if sum(max(choice.percent, NOTHING) for choice in self.choices) < NEARLY_WHOLE:
            yield "Together, the correct choices must earn all the points: 100 percent."

    def percent_of(self, answer: Answer, texts: Texts) -> Decimal:  # noqa: ARG002 - no words
        return _sum_of(self.choices, answer)


class TrueFalse(msgspec.Struct, frozen=True, tag="true_false", tag_field="type"):
    """Say whether it is true."""

    question_type: ClassVar[str] = "true_false"
    takes: ClassVar[type[Answer]] = ChoiceAnswer
    answer_limit: ClassVar[int] = 1
    keys: ClassVar[tuple[str, ...]] = ("true", "false")

    answer: bool
    if_right: str = ""
    if_wrong: str = ""

    def objections(self) -> Iterator[str]:
        yield from ()

    def percent_of(self, answer: Answer, texts: Texts) -> Decimal:  # noqa: ARG002 - no words
        return WHOLE if answer == ChoiceAnswer((str(self.answer).lower(),)) else NOTHING


def _sum_of(choices: tuple[Choice, ...], answer: Answer) -> Decimal:
    chosen = answer.keys if isinstance(answer, ChoiceAnswer) else ()
    return within(sum((each.percent for each in choices if each.key in chosen), start=NOTHING))


def _objections_to_choices(choices: tuple[Choice, ...]) -> Iterator[str]:
    yield from objections_to_texts([choice.text for choice in choices], 2)
    if any(not -WHOLE <= choice.percent <= WHOLE for choice in choices):
        yield "A choice must earn between -100 and 100 percent of the points."
