"""The key of a question as fields of a form: the other way round than test_answers.py."""

from decimal import Decimal

from domain.assessments.question import AnswerKey
from domain.assessments.question_types.choice import Choice, Multiple, Single, TrueFalse
from domain.assessments.question_types.entry import (
    AcceptedText,
    FreeText,
    Numeric,
    NumericRange,
    ShortText,
)
from domain.assessments.question_types.ordering_matching import Matching, Ordering
from domain.assessments.question_types.scoring import NOTHING, WHOLE
from web.assessments.authoring.answer_forms import LONGEST_ANSWER, even_shares
from web.assessments.authoring.fields import shown_number, with_rows

BLANK_ROWS = 2
FEWEST_ROWS = {
    Single.question_type: 4,
    Multiple.question_type: 5,
    Numeric.question_type: 2,
    ShortText.question_type: 3,
    Ordering.question_type: 5,
    Matching.question_type: 4,
}
"""Of a new question."""


def blank_values(kind: str) -> dict[str, str]:
    """The fields of a question that is still to be written."""
    values = {"rows": str(FEWEST_ROWS.get(kind, 0)), "points": "1"}
    if kind == Ordering.question_type:
        values |= {f"row-{row}-place": str(row + 1) for row in range(FEWEST_ROWS[kind])}
    if kind == FreeText.question_type:
        values["longest"] = str(LONGEST_ANSWER)
    return values | ({"right": "0"} if kind == Single.question_type else {})


def values_of(kind: AnswerKey, blank: int = BLANK_ROWS) -> dict[str, str]:
    """The fields that hold a key, and so many empty rows below it."""
    match kind:
        case Single() | Multiple():
            return _choosing(kind, blank)
        case TrueFalse(answer=answer, if_right=if_right, if_wrong=if_wrong):
            return {"answer": str(answer).lower(), "if_right": if_right, "if_wrong": if_wrong}
        case Ordering() | Matching():
            return _arranging(kind, blank)
        case Numeric() | ShortText() | FreeText():
            return _giving(kind, blank)


def _choosing(kind: Single | Multiple, blank: int) -> dict[str, str]:
    if isinstance(kind, Multiple):
        right, wrong = even_shares(sum(each.percent > 0 for each in kind.choices))
        rows = [_choice(each, (right if each.percent > 0 else wrong)) for each in kind.choices]
        return with_rows(rows, blank)
    number = next((n for n, each in enumerate(kind.choices) if each.percent == WHOLE), 0)
    usual = [WHOLE if n == number else NOTHING for n in range(len(kind.choices))]
    rows = [_choice(each, share) for each, share in zip(kind.choices, usual, strict=True)]
    return with_rows(rows, blank) | {"right": str(number)}


def _choice(choice: Choice, usual: Decimal) -> dict[str, str]:
    """The share stands there only where it is another than one would expect."""
    row = {
        "key": choice.key,
        "text": choice.text,
        "share": "" if choice.percent == usual else shown_number(choice.percent),
        "feedback": choice.feedback,
    }
    # A box that is not ticked is not sent.
    return {**row, "right": "true"} if choice.percent > 0 else row


def _arranging(kind: Ordering | Matching, blank: int) -> dict[str, str]:
    match kind:
        case Ordering(items=items):
            rows = [
                {"key": item.key, "text": item.text, "place": str(number)}
                for number, item in enumerate(items, start=1)
            ]
        case Matching(pairs=pairs):
            rows = [{"key": pair.key, "left": pair.left, "right": pair.right} for pair in pairs]
    return with_rows(rows, blank)


def _giving(kind: Numeric | ShortText | FreeText, blank: int) -> dict[str, str]:
    match kind:
        case Numeric(accepted=accepted):
            return with_rows([_near(each) for each in accepted], blank)
        case ShortText(accepted=spellings):
            return with_rows([_spelling(each) for each in spellings], blank)
        case FreeText(grading_guide=guide, max_length=longest):
            return {"guide": guide, "longest": str(longest)}


def _near(near: NumericRange) -> dict[str, str]:
    return {
        "value": shown_number(near.value),
        "tolerance": shown_number(near.tolerance),
        "share": _unless_whole(near.percent),
        "feedback": near.feedback,
    }


def _spelling(spelling: AcceptedText) -> dict[str, str]:
    share = _unless_whole(spelling.percent)
    return {"pattern": spelling.pattern, "share": share, "feedback": spelling.feedback}


def _unless_whole(percent: Decimal) -> str:
    return "" if percent == WHOLE else shown_number(percent)
