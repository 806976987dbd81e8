"""The answer key of a question, line by line, as authors read it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from domain.assessments.question import AnswerKey
from domain.assessments.question_types.choice import Multiple, Single, TrueFalse
from domain.assessments.question_types.entry import FreeText, Numeric, ShortText
from domain.assessments.question_types.ordering_matching import Matching, Ordering
from domain.assessments.question_types.scoring import WHOLE
from web.assessments.authoring.form_fields import number_for_input
from web.i18n import formats
from web.i18n.language import gettext


class KeyLine(NamedTuple):
    """One of the answers, what it earns or where it belongs, and the feedback to it."""

    mark: str
    text: str
    is_right: bool
    feedback: str = ""


def key_lines(kind: AnswerKey) -> list[KeyLine]:
    return list(_lines(kind))


def _lines(kind: AnswerKey) -> Iterator[KeyLine]:
    match kind:
        case Single(choices=choices) | Multiple(choices=choices):
            for choice in choices:
                yield _weighted(choice.percent, choice.text, choice.feedback)
        case TrueFalse():
            yield from _true_false(kind)
        case Ordering() | Matching():
            yield from _arranged(kind)
        case Numeric() | ShortText() | FreeText():
            yield from _entered(kind)


def _true_false(kind: TrueFalse) -> Iterator[KeyLine]:
    for value, text in ((True, gettext("True")), (False, gettext("False"))):
        is_right = value == kind.answer
        percent = WHOLE if is_right else Decimal(0)
        yield _weighted(percent, text, kind.if_right if is_right else kind.if_wrong)


def _arranged(kind: Ordering | Matching) -> Iterator[KeyLine]:
    match kind:
        case Ordering(items=items):
            for number, item in enumerate(items, start=1):
                yield KeyLine(f"{number}.", item.text, is_right=True)
        case Matching(pairs=pairs):
            for pair in pairs:
                left = pair.left or gettext("(distractor)")
                yield KeyLine("", f"{left} → {pair.right}", is_right=bool(pair.left))


def _entered(kind: Numeric | ShortText | FreeText) -> Iterator[KeyLine]:
    match kind:
        case Numeric(accepted=accepted):
            for near in accepted:
                value, tolerance = number_for_input(near.value), number_for_input(near.tolerance)
                text = f"{value} ± {tolerance}" if near.tolerance else value
                yield _weighted(near.percent, text, near.feedback)
        case ShortText(accepted=spellings):
            for spelling in spellings:
                yield _weighted(spelling.percent, spelling.pattern, spelling.feedback)
        case FreeText(grading_guide=guide):
            yield KeyLine(gettext("Grading guide"), guide, is_right=False)


def _weighted(percent: Decimal, text: str, feedback: str) -> KeyLine:
    decimals = 0 if percent == percent.to_integral_value() else 1
    return KeyLine(formats.percent(percent / WHOLE, decimals), text, percent > 0, feedback)
