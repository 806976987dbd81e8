"""Question types and answer keys as authors read them, in their language."""

from collections.abc import Callable, Iterator, Mapping
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

KIND_NAMES: Mapping[str, Callable[[], str]] = {
    "single": lambda: gettext("Single choice"),
    "multiple": lambda: gettext("Multiple choice"),
    "true_false": lambda: gettext("True or false"),
    "numeric": lambda: gettext("Numeric answer"),
    "short": lambda: gettext("Short answer"),
    "ordering": lambda: gettext("Ordering"),
    "matching": lambda: gettext("Matching"),
    "free_text": lambda: gettext("Free text"),
}
"""In the order in which an author is offered them."""

KIND_HINTS: Mapping[str, Callable[[], str]] = {
    "single": lambda: gettext("Several choices, only one of them correct."),
    "multiple": lambda: gettext("Several choices, some of them correct."),
    "true_false": lambda: gettext("A statement that is true or false."),
    "numeric": lambda: gettext("A number, with an accepted margin."),
    "short": lambda: gettext(
        "One or more words, compared automatically with the answers you accept."
    ),
    "ordering": lambda: gettext("Items to put in the correct order."),
    "matching": lambda: gettext("Pairs to be matched."),
    "free_text": lambda: gettext("A text that a person grades with your grading guide."),
}


def kind_name(kind: str) -> str:
    return KIND_NAMES[kind]()


def kind_hint(kind: str) -> str:
    return KIND_HINTS[kind]()


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


def texts_by_key(kind: AnswerKey) -> dict[str, str]:
    """What there is to choose or to order, or the left sides to match."""
    match kind:
        case Single(choices=parts) | Multiple(choices=parts) | Ordering(items=parts):
            return {part.key: part.text for part in parts}
        case Matching(pairs=pairs):
            return {pair.key: pair.left for pair in pairs}
        case _:
            return {}
