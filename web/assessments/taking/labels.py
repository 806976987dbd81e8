"""Right answers, and the feedback to given ones, as texts."""

from msgspec.structs import replace

from domain.assessments.answers import Answer, ChoiceAnswer, NumericAnswer, TextAnswer, Texts
from domain.assessments.question import AnswerKey
from domain.assessments.question_types.choice import Multiple, Single, TrueFalse
from domain.assessments.question_types.entry import Numeric, NumericRange, ShortText
from domain.assessments.question_types.ordering_matching import Matching, Ordering
from domain.assessments.question_types.scoring import WHOLE
from web.assessments.taking.forms import number_text
from web.i18n.language import gettext


def right_answers(kind: AnswerKey) -> list[str]:
    """What would have earned all the points; empty where a person grades."""
    match kind:
        case Single() | Multiple() | TrueFalse():
            return _right_choices(kind)
        case Numeric() | ShortText():
            return _right_entries(kind)
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


def _right_entries(kind: Numeric | ShortText) -> list[str]:
    if isinstance(kind, ShortText):
        return [spelling.pattern for spelling in kind.accepted if spelling.percent == WHOLE]
    return [_range_text(near) for near in kind.accepted if near.percent == WHOLE]


def _range_text(near: NumericRange) -> str:
    value = number_text(near.value)
    return f"{value} ± {number_text(near.tolerance)}" if near.tolerance else value


def feedback_to(kind: AnswerKey, answer: Answer | None, texts: Texts) -> list[str]:
    """What authors wrote about this answer; never what they wrote about other answers."""
    match kind, answer:
        case ((Single(choices=choices) | Multiple(choices=choices)), ChoiceAnswer(keys=keys)):
            feedback = [choice.feedback for choice in choices if choice.key in keys]
        case TrueFalse(if_right=if_right, if_wrong=if_wrong), ChoiceAnswer(keys=keys) if keys:
            feedback = [if_right if kind.percent_of(answer, texts) == WHOLE else if_wrong]
        case ((Numeric() | ShortText()), (NumericAnswer() | TextAnswer())):
            feedback = _feedback_to_entry(kind, answer, texts)
        case _:
            feedback = []
    return [text for text in feedback if text]


def _feedback_to_entry(kind: Numeric | ShortText, answer: Answer, texts: Texts) -> list[str]:
    """Of the first accepted answer that fits: alone, worth all the points, it would earn them."""
    for accepted in kind.accepted:
        alone = replace(kind, accepted=(replace(accepted, percent=WHOLE),))
        if alone.percent_of(answer, texts) == WHOLE:
            return [accepted.feedback]
    return []
