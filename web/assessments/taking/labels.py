"""Answers in words, as people gave them, and as they would have been right."""

from collections.abc import Sequence

from msgspec.structs import replace

from domain.assessments.answers import Answer, ChoiceAnswer, NumericAnswer, TextAnswer, Texts
from domain.assessments.question import AnswerKey
from domain.assessments.question_types.choice import Multiple, Single, TrueFalse
from domain.assessments.question_types.entry import Numeric, NumericRange, ShortText
from domain.assessments.question_types.ordering_matching import Matching, Ordering
from domain.assessments.question_types.scoring import WHOLE
from web.assessments.taking.attempt_page import Asked
from web.assessments.taking.submitted_answers import written_number
from web.i18n.language import gettext


def in_words(asked: Asked, values: Sequence[str]) -> list[str]:
    """What stands in the fields of a question, line by line; nothing where nothing was answered."""
    texts = {option.value: option.text for option in asked.options}
    match asked.kind:
        case "ordering":
            placed = zip(values, asked.options, strict=False)
            shown = [(int(place), option.text) for place, option in placed if place.isdigit()]
            return [f"{place}. {text}" for place, text in sorted(shown)]
        case "matching":
            given = zip(asked.lefts, values, strict=False)
            return [f"{left} → {texts[value]}" for left, value in given if value in texts]
        case "numeric" | "short" | "free_text":
            return [value for value in values if value]
        case _:
            return [texts[value] for value in values if value in texts]


def right_in_words(kind: AnswerKey) -> list[str]:
    """What would have earned all the points; nothing where a person marks."""
    match kind:
        case Single() | Multiple() | TrueFalse():
            return _right_choices(kind)
        case Numeric() | ShortText():
            return _right_givens(kind)
        case Ordering(items=items):
            return [f"{place}. {item.text}" for place, item in enumerate(items, start=1)]
        case Matching():
            return [f"{pair.left} → {pair.right}" for pair in kind.premises]
        case _:
            return []


def _right_choices(kind: Single | Multiple | TrueFalse) -> list[str]:
    match kind:
        case Single(choices=choices):
            return [choice.text for choice in choices if choice.percent == WHOLE]
        case Multiple(choices=choices):
            return [choice.text for choice in choices if choice.percent > 0]
        case TrueFalse(answer=is_true):
            return [gettext("True") if is_true else gettext("False")]


def _right_givens(kind: Numeric | ShortText) -> list[str]:
    if isinstance(kind, ShortText):
        return [each.pattern for each in kind.accepted if each.percent == WHOLE]
    return [_near(near) for near in kind.accepted if near.percent == WHOLE]


def feedback_to(kind: AnswerKey, answer: Answer | None, texts: Texts) -> list[str]:
    """What authors wrote for whoever answers so; never what they wrote for other answers."""
    match kind, answer:
        case ((Single(choices=choices) | Multiple(choices=choices)), ChoiceAnswer(keys=keys)):
            said = [choice.feedback for choice in choices if choice.key in keys]
        case TrueFalse(if_right=if_right, if_wrong=if_wrong), ChoiceAnswer(keys=keys) if keys:
            said = [if_right if kind.percent_of(answer, texts) == WHOLE else if_wrong]
        case ((Numeric() | ShortText()), (NumericAnswer() | TextAnswer())):
            said = _said_to_given(kind, answer, texts)
        case _:
            said = []
    return [each for each in said if each]


def _said_to_given(kind: Numeric | ShortText, answer: Answer, texts: Texts) -> list[str]:
    """Of the first that fits: by itself, worth all the points, it would earn them."""
    for accepted in kind.accepted:
        alone = replace(kind, accepted=(replace(accepted, percent=WHOLE),))
        if alone.percent_of(answer, texts) == WHOLE:
            return [accepted.feedback]
    return []


def _near(near: NumericRange) -> str:
    value = written_number(near.value)
    return f"{value} ± {written_number(near.tolerance)}" if near.tolerance else value
