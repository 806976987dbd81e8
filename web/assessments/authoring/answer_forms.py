"""The answers of a question as they are typed, for each kind, read into its key."""

import secrets
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from marshmallow import fields, validate

from domain.assessments.question import AnswerKey
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
from web.assessments.authoring.fields import Figure, Form, Values, Whole, Words, at_most, nested

LONGEST_LINE = 1000
LONGEST_GUIDE = 5000
LONGEST_ANSWER = 2000
KEY = "[A-Za-z0-9_-]{1,40}"

Row = Mapping[str, Any]


class ChoiceRow(Form):
    key = fields.String(load_default="", validate=validate.Regexp(f"^({KEY})?$"))
    text = Words(load_default="", validate=at_most(LONGEST_LINE))
    right = fields.Boolean(load_default=False)
    share = Figure(load_default=None)
    feedback = Words(load_default="", validate=at_most(LONGEST_LINE))


class ItemRow(Form):
    key = fields.String(load_default="", validate=validate.Regexp(f"^({KEY})?$"))
    text = Words(load_default="", validate=at_most(LONGEST_LINE))
    place = Figure(load_default=None)


class PairRow(Form):
    key = fields.String(load_default="", validate=validate.Regexp(f"^({KEY})?$"))
    left = Words(load_default="", validate=at_most(LONGEST_LINE))
    right = Words(load_default="", validate=at_most(LONGEST_LINE))


class NearRow(Form):
    value = Figure(load_default=None)
    tolerance = Figure(load_default=None)
    share = Figure(load_default=None)
    feedback = Words(load_default="", validate=at_most(LONGEST_LINE))


class SpellingRow(Form):
    pattern = Words(load_default="", validate=at_most(LONGEST_LINE))
    share = Figure(load_default=None)
    feedback = Words(load_default="", validate=at_most(LONGEST_LINE))


class SingleForm(Form):
    right = Whole(load_default=None)
    """The number of the row that is right."""
    rows = fields.List(fields.Nested(ChoiceRow))


class MultipleForm(Form):
    rows = fields.List(fields.Nested(ChoiceRow))


class TrueFalseForm(Form):
    answer = fields.Boolean(load_default=True)
    if_right = Words(load_default="", validate=at_most(LONGEST_LINE))
    if_wrong = Words(load_default="", validate=at_most(LONGEST_LINE))


class NumericForm(Form):
    rows = fields.List(fields.Nested(NearRow))


class ShortForm(Form):
    rows = fields.List(fields.Nested(SpellingRow))


class OrderingForm(Form):
    rows = fields.List(fields.Nested(ItemRow))


class MatchingForm(Form):
    rows = fields.List(fields.Nested(PairRow))


class FreeTextForm(Form):
    guide = Words(load_default="", validate=at_most(LONGEST_GUIDE))
    longest = Whole(load_default=None)


def read_kind(kind: str, values: Values) -> AnswerKey:
    """The key as it was typed; whether it makes sense is not asked. Raises ValidationError."""
    form, read = FORMS[kind]
    return read(cast(dict[str, Any], form().load(nested(values))))


def _single(typed: Row) -> AnswerKey:
    return Single(
        tuple(
            _choice(row, WHOLE if number == typed["right"] else row["share"] or NOTHING)
            for number, row in enumerate(typed["rows"])
            if row["text"]
        )
    )


def _multiple(typed: Row) -> AnswerKey:
    rows = [row for row in typed["rows"] if row["text"]]
    right, wrong = even_shares(sum(row["right"] for row in rows))
    shares = [
        row["share"] if row["share"] is not None else (right if row["right"] else wrong)
        for row in rows
    ]
    return Multiple(tuple(_choice(row, share) for row, share in zip(rows, shares, strict=True)))


def even_shares(right: int) -> tuple[Decimal, Decimal]:
    """What each of so many right choices earns when nobody says so, and what a wrong one costs."""
    share = (WHOLE / right).quantize(FINEST) if right else NOTHING
    return share, -share


def _choice(row: Row, percent: Decimal) -> Choice:
    return Choice(row["key"] or new_key(), row["text"], percent, row["feedback"])


def new_key() -> str:
    return secrets.token_hex(4)


def _true_false(typed: Row) -> AnswerKey:
    return TrueFalse(typed["answer"], typed["if_right"], typed["if_wrong"])


def _numeric(typed: Row) -> AnswerKey:
    return Numeric(
        tuple(
            NumericRange(row["value"], row["tolerance"] or NOTHING, _share(row), row["feedback"])
            for row in typed["rows"]
            if row["value"] is not None
        )
    )


def _short(typed: Row) -> AnswerKey:
    return ShortText(
        tuple(
            AcceptedText(row["pattern"], _share(row), row["feedback"])
            for row in typed["rows"]
            if row["pattern"]
        )
    )


def _share(row: Row) -> Decimal:
    return WHOLE if row["share"] is None else cast(Decimal, row["share"])


def _ordering(typed: Row) -> AnswerKey:
    rows = [row for row in typed["rows"] if row["text"]]
    return Ordering(tuple(Item(row["key"] or new_key(), row["text"]) for row in in_place(rows)))


def in_place(rows: Sequence[Row]) -> list[Row]:
    """By the places that were given; rows without one stay behind the row before them."""
    last, placed = NOTHING, []
    for row in rows:
        last = last if row["place"] is None else row["place"]
        placed.append((last, row))
    return [row for _, row in sorted(placed, key=lambda each: each[0])]


def _matching(typed: Row) -> AnswerKey:
    return Matching(
        tuple(
            Pair(row["key"] or new_key(), row["left"], row["right"])
            for row in typed["rows"]
            if row["left"] or row["right"]
        )
    )


def _free_text(typed: Row) -> AnswerKey:
    return FreeText(typed["guide"], typed["longest"] or LONGEST_ANSWER)


FORMS = {
    Single.question_type: (SingleForm, _single),
    Multiple.question_type: (MultipleForm, _multiple),
    TrueFalse.question_type: (TrueFalseForm, _true_false),
    Numeric.question_type: (NumericForm, _numeric),
    ShortText.question_type: (ShortForm, _short),
    Ordering.question_type: (OrderingForm, _ordering),
    Matching.question_type: (MatchingForm, _matching),
    FreeText.question_type: (FreeTextForm, _free_text),
}
