"""
The answers of a question as a form, for each question type.

`read_answers` makes the answer key of what was typed, and `answer_values` fills in the form again.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from marshmallow import Schema, fields, validate

from domain.assessments.question import LONGEST_PART, AnswerKey
from domain.assessments.question_types.choice import Choice, Multiple, Single, TrueFalse
from domain.assessments.question_types.entry import (
    AcceptedText,
    FreeText,
    Numeric,
    NumericRange,
    ShortText,
)
from domain.assessments.question_types.ordering_matching import Item, Matching, Ordering, Pair
from domain.assessments.question_types.scoring import FINEST, NOTHING, WHOLE
from web.assessments.authoring.form_fields import (
    Form,
    FormValues,
    max_length,
    number_field,
    number_for_input,
    row_values,
    whole_number_field,
    with_nested_rows,
)
from web.http.form_fields import TextField

USUAL_ANSWER_LENGTH = 2000
BLANK_ROWS = 2

FormData = Mapping[str, Any]
"""A form or a row of it, as its schema has read it."""


def _line() -> TextField:
    return TextField(load_default="", validate=max_length(LONGEST_PART))


class KeyedRow(Form):
    key = fields.String(load_default="", validate=validate.Regexp("^([A-Za-z0-9_-]{1,40})?$"))


class ChoiceRow(KeyedRow):
    text = _line()
    right = fields.Boolean(load_default=False)
    share = number_field()
    feedback = _line()


class ItemRow(KeyedRow):
    text = _line()
    place = number_field()


class PairRow(KeyedRow):
    left = _line()
    right = _line()


class NearRow(Form):
    value = number_field()
    tolerance = number_field()
    share = number_field()
    feedback = _line()


class SpellingRow(Form):
    pattern = _line()
    share = number_field()
    feedback = _line()


class SingleForm(Form):
    right = whole_number_field()
    """The number of the row that is right."""
    rows = fields.List(fields.Nested(ChoiceRow))


class TrueFalseForm(Form):
    answer = fields.Boolean(load_default=True)
    if_right = _line()
    if_wrong = _line()


class FreeTextForm(Form):
    guide = TextField(load_default="", validate=max_length(LONGEST_PART))
    longest = whole_number_field()


def _rows_of(row: type[Form]) -> type[Schema]:
    return Form.from_dict({"rows": fields.List(fields.Nested(row))})


def read_answers(kind: str, values: FormValues) -> AnswerKey:
    """The answer key as it was typed, whether or not it makes sense. Raises ValidationError."""
    form, read = FORMS[kind]
    return read(cast(FormData, form().load(with_nested_rows(values))))


def _read_single(form: FormData) -> AnswerKey:
    return Single(
        tuple(
            _read_choice(row, WHOLE if number == form["right"] else row["share"] or NOTHING)
            for number, row in enumerate(form["rows"])
            if row["text"]
        )
    )


def _read_multiple(form: FormData) -> AnswerKey:
    rows = [row for row in form["rows"] if row["text"]]
    right, wrong = _even_shares(sum(row["right"] for row in rows))
    shares = [
        row["share"] if row["share"] is not None else (right if row["right"] else wrong)
        for row in rows
    ]
    return Multiple(
        tuple(_read_choice(row, share) for row, share in zip(rows, shares, strict=True))
    )


def _even_shares(right: int) -> tuple[Decimal, Decimal]:
    """What each of so many right choices earns unless an author says so, and a wrong one costs."""
    share = (WHOLE / right).quantize(FINEST) if right else NOTHING
    return share, -share


def _read_choice(row: FormData, percent: Decimal) -> Choice:
    return Choice(row["key"] or _new_key(), row["text"], percent, row["feedback"])


def _new_key() -> str:
    return secrets.token_hex(4)


def _read_true_false(form: FormData) -> AnswerKey:
    return TrueFalse(form["answer"], form["if_right"], form["if_wrong"])


def _read_numeric(form: FormData) -> AnswerKey:
    return Numeric(
        tuple(
            NumericRange(row["value"], row["tolerance"] or NOTHING, _share(row), row["feedback"])
            for row in form["rows"]
            if row["value"] is not None
        )
    )


def _read_short(form: FormData) -> AnswerKey:
    return ShortText(
        tuple(
            AcceptedText(row["pattern"], _share(row), row["feedback"])
            for row in form["rows"]
            if row["pattern"]
        )
    )


def _share(row: FormData) -> Decimal:
    return WHOLE if row["share"] is None else cast(Decimal, row["share"])


def _read_ordering(form: FormData) -> AnswerKey:
    rows = _by_place([row for row in form["rows"] if row["text"]])
    return Ordering(tuple(Item(row["key"] or _new_key(), row["text"]) for row in rows))


def _by_place(rows: Sequence[FormData]) -> list[FormData]:
    """In the order of the positions typed; rows without one stay behind the row before them."""
    place, placed = NOTHING, []
    for row in rows:
        place = place if row["place"] is None else row["place"]
        placed.append((place, row))
    return [row for _, row in sorted(placed, key=lambda pair: pair[0])]


def _read_matching(form: FormData) -> AnswerKey:
    return Matching(
        tuple(
            Pair(row["key"] or _new_key(), row["left"], row["right"])
            for row in form["rows"]
            if row["left"] or row["right"]
        )
    )


def _read_free_text(form: FormData) -> AnswerKey:
    return FreeText(form["guide"], form["longest"] or USUAL_ANSWER_LENGTH)


FORMS: Mapping[str, tuple[type[Schema], Callable[[FormData], AnswerKey]]] = {
    Single.question_type: (SingleForm, _read_single),
    Multiple.question_type: (_rows_of(ChoiceRow), _read_multiple),
    TrueFalse.question_type: (TrueFalseForm, _read_true_false),
    Numeric.question_type: (_rows_of(NearRow), _read_numeric),
    ShortText.question_type: (_rows_of(SpellingRow), _read_short),
    Ordering.question_type: (_rows_of(ItemRow), _read_ordering),
    Matching.question_type: (_rows_of(PairRow), _read_matching),
    FreeText.question_type: (FreeTextForm, _read_free_text),
}


def answer_values(kind: AnswerKey, blank: int = BLANK_ROWS) -> dict[str, str]:
    """The form that holds an answer key, with so many blank rows below it."""
    match kind:
        case Single() | Multiple():
            return _choice_values(kind, blank)
        case TrueFalse(answer=answer, if_right=if_right, if_wrong=if_wrong):
            return {"answer": str(answer).lower(), "if_right": if_right, "if_wrong": if_wrong}
        case Ordering() | Matching():
            return row_values(_arranged_rows(kind), blank)
        case Numeric() | ShortText():
            return row_values([_accepted_row(accepted) for accepted in kind.accepted], blank)
        case FreeText(grading_guide=guide, max_length=longest):
            return {"guide": guide, "longest": str(longest)}


def _choice_values(kind: Single | Multiple, blank: int) -> dict[str, str]:
    choices = kind.choices
    if isinstance(kind, Multiple):
        right, wrong = _even_shares(sum(choice.percent > 0 for choice in choices))
        rows = [_choice_row(choice, right if choice.percent > 0 else wrong) for choice in choices]
        return row_values(rows, blank)
    number = next((n for n, choice in enumerate(choices) if choice.percent == WHOLE), 0)
    rows = [
        _choice_row(choice, WHOLE if n == number else NOTHING) for n, choice in enumerate(choices)
    ]
    return row_values(rows, blank) | {"right": str(number)}


def _choice_row(choice: Choice, usual: Decimal) -> dict[str, str]:
    """The share is filled in only where it is not the usual one."""
    row = {
        "key": choice.key,
        "text": choice.text,
        "share": "" if choice.percent == usual else number_for_input(choice.percent),
        "feedback": choice.feedback,
    }
    # A checkbox that is not ticked is not sent.
    return {**row, "right": "true"} if choice.percent > 0 else row


def _arranged_rows(kind: Ordering | Matching) -> list[dict[str, str]]:
    match kind:
        case Ordering(items=items):
            return [
                {"key": item.key, "text": item.text, "place": str(number)}
                for number, item in enumerate(items, start=1)
            ]
        case Matching(pairs=pairs):
            return [{"key": pair.key, "left": pair.left, "right": pair.right} for pair in pairs]


def _accepted_row(accepted: NumericRange | AcceptedText) -> dict[str, str]:
    percent = accepted.percent
    row = {
        "share": "" if percent == WHOLE else number_for_input(percent),
        "feedback": accepted.feedback,
    }
    match accepted:
        case AcceptedText(pattern=pattern):
            return {**row, "pattern": pattern}
        case NumericRange(value=value, tolerance=tolerance):
            value_text, tolerance_text = number_for_input(value), number_for_input(tolerance)
            return {**row, "value": value_text, "tolerance": tolerance_text}
