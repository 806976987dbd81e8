"""A question as a form: read, with what is wrong by field, and filled in."""

from collections.abc import Callable, Mapping
from typing import Any, cast
from uuid import UUID

from marshmallow import ValidationError, fields, validate

from domain.assessments.question import AnswerKey, Question
from web.assessments.authoring import labels as words
from web.assessments.authoring.answer_form_values import values_of as values_of_kind
from web.assessments.authoring.answer_forms import read_kind
from web.assessments.authoring.fields import (
    Figure,
    Form,
    Values,
    Words,
    at_most,
    flat,
    required,
    shown_number,
)
from web.i18n.language import gettext

LONGEST_NAME = 200
LONGEST_TEXT = 10_000
EMPTY = {"topic": "", "text": ""}
"""What is required is said to be missing also when a browser sends nothing."""
ANSWERS = "answers"
"""The field that objections to a key as a whole are shown at."""


class QuestionForm(Form):
    topic = Words(load_default="", validate=[required, at_most(LONGEST_NAME)])
    title = Words(load_default="", validate=at_most(LONGEST_NAME))
    text = Words(load_default="", validate=[required, at_most(LONGEST_TEXT)])
    points = Figure(load_default=None)
    explanation = Words(load_default="", validate=at_most(LONGEST_TEXT))
    image = fields.String(load_default="", validate=validate.Regexp("^([0-9a-f]{64})?$"))
    image_text = Words(load_default="", validate=at_most(LONGEST_NAME * 5))


def read_question(
    question_id: UUID, kind: str, values: Values, knows_picture: Callable[[str], bool]
) -> Question:
    """Raises ValidationError with one sentence for each field that is wrong."""
    mistakes: dict[str, str] = {}
    typed = _checked(lambda: QuestionForm().load({**EMPTY, **values}), mistakes) or {}
    key = cast(AnswerKey | None, _checked(lambda: read_kind(kind, values), mistakes))
    mistakes |= _objections(typed, key, knows_picture)
    if mistakes or key is None:
        raise ValidationError({name: [said] for name, said in mistakes.items()})
    return Question(
        id=question_id,
        answer_key=key,
        **{name: typed[name] for name in ("topic", "title", "text", "explanation", "image_text")},
        **({"points": typed["points"]} if typed["points"] is not None else {}),
        image=typed["image"] or None,
    )


def _checked(read: Callable[[], Any], mistakes: dict[str, str]) -> Any:
    try:
        return read()
    except ValidationError as error:
        mistakes |= flat(error.messages)
        return None


def _objections(
    typed: Mapping[str, Any], key: AnswerKey | None, knows_picture: Callable[[str], bool]
) -> dict[str, str]:
    found = {}
    if (typed.get("points") is not None) and typed["points"] <= 0:
        found["points"] = gettext("A question is worth more than 0 points.")
    if typed.get("image") and not knows_picture(typed["image"]):
        found["picture"] = gettext("This picture is not here any more: choose it again.")
    elif typed.get("image") and not typed["image_text"]:
        sentence = gettext("Say what the picture shows, for those who cannot see it.")
        found["image_text"] = sentence
    if key is not None and (said := list(key.objections())):
        found[ANSWERS] = " ".join(words.objection(each) for each in said)
    return found


def values_of(question: Question) -> dict[str, str]:
    """A question as its form is filled in."""
    return {
        "topic": question.topic,
        "title": question.title,
        "text": question.text,
        "points": shown_number(question.points),
        "explanation": question.explanation,
        "image": question.image or "",
        "image_text": question.image_text,
        **values_of_kind(question.answer_key),
    }
