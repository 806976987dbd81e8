"""The key of a question, line by line, as authors read it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from domain.assessments.question import AnswerKey
from domain.assessments.question_types.choice import Multiple, Single, TrueFalse
from domain.assessments.question_types.entry import FreeText, Numeric, ShortText
from domain.assessments.question_types.ordering_matching import Matching, Ordering
from domain.assessments.question_types.scoring import WHOLE
from web.assessments.authoring.fields import shown_number
from web.i18n import formats
from web.i18n.language import gettext


class Line(NamedTuple):
    """One of the answers, what it earns or where it belongs, and what is said to who gave it."""

    mark: str
    text: str
    is_right: bool
    remark: str = ""


def lines_of(kind: AnswerKey) -> list[Line]:
    return list(_lines(kind))


def _lines(kind: AnswerKey) -> Iterator[Line]:
    match kind:
        case Single(choices=choices) | Multiple(choices=choices):
            for each in choices:
                yield _earning(each.percent, each.text, each.feedback)
        case TrueFalse():
            yield from _true_or_false(kind)
        case Ordering() | Matching():
            yield from _arranged(kind)
        case Numeric() | ShortText() | FreeText():
            yield from _given(kind)


def _true_or_false(kind: TrueFalse) -> Iterator[Line]:
    for is_true, word in ((True, gettext("True")), (False, gettext("False"))):
        is_right = is_true == kind.answer
        percent = WHOLE if is_right else Decimal(0)
        yield _earning(percent, word, kind.if_right if is_right else kind.if_wrong)


def _arranged(kind: Ordering | Matching) -> Iterator[Line]:
    match kind:
        case Ordering(items=items):
            for number, item in enumerate(items, start=1):
                yield Line(f"{number}.", item.text, is_right=True)
        case Matching(pairs=pairs):
            for pair in pairs:
                nothing = gettext("(only misleads)")
                yield Line("", f"{pair.left or nothing} → {pair.right}", is_right=bool(pair.left))


def _given(kind: Numeric | ShortText | FreeText) -> Iterator[Line]:
    match kind:
        case Numeric(accepted=accepted):
            for near in accepted:
                text = shown_number(near.value)
                off = shown_number(near.tolerance) if near.tolerance else ""
                yield _earning(near.percent, f"{text} ± {off}" if off else text, near.feedback)
        case ShortText(accepted=spellings):
            for each in spellings:
                yield _earning(each.percent, each.pattern, each.feedback)
        case FreeText(grading_guide=guide):
            yield Line(gettext("Guide"), guide, is_right=False)


def _earning(percent: Decimal, text: str, remark: str) -> Line:
    decimals = 0 if percent == percent.to_integral_value() else 1
    return Line(formats.percent(percent / WHOLE, decimals), text, percent > 0, remark)
