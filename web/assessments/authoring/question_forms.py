"""A question as a form: read, with errors by field, and filled in."""

from collections.abc import Callable, Mapping
from typing import Any, cast
from uuid import UUID

from marshmallow import ValidationError, fields, validate

from domain.assessments.question import (
    LONGEST_IMAGE_TEXT,
    LONGEST_LINE,
    LONGEST_TEXT,
    AnswerKey,
    Question,
)
from domain.assessments.question_types.choice import Multiple, Single
from domain.assessments.question_types.entry import FreeText, Numeric, ShortText
from domain.assessments.question_types.ordering_matching import Matching, Ordering
from web.assessments.authoring.answer_forms import (
    USUAL_ANSWER_LENGTH,
    answer_values,
    read_answers,
)
from web.assessments.authoring.form_fields import (
    Form,
    FormValues,
    errors_by_field,
    max_length,
    number_field,
    number_for_input,
    required,
)
from web.http.form_fields import TextField
from web.i18n.language import gettext
from web.i18n.refusals import refusal_text

NEW_QUESTION_ROWS = {
    Single.question_type: 4,
    Multiple.question_type: 5,
    Numeric.question_type: 2,
    ShortText.question_type: 3,
    Ordering.question_type: 5,
    Matching.question_type: 4,
}
EMPTY = {"topic": "", "text": ""}
"""Required fields are reported as missing also when a browser sends nothing."""
ANSWERS = "answers"
"""The field that shows errors in the answer key as a whole."""


class QuestionForm(Form):
    topic = TextField(one_line=True, load_default="", validate=[required, max_length(LONGEST_LINE)])
    title = TextField(one_line=True, load_default="", validate=max_length(LONGEST_LINE))
    text = TextField(load_default="", validate=[required, max_length(LONGEST_TEXT)])
    points = number_field()
    explanation = TextField(load_default="", validate=max_length(LONGEST_TEXT))
    image = fields.String(load_default="", validate=validate.Regexp("^([0-9a-f]{64})?$"))
    image_text = TextField(load_default="", validate=max_length(LONGEST_IMAGE_TEXT))


def read_question(
    question_id: UUID, kind: str, values: FormValues, knows_picture: Callable[[str], bool]
) -> Question:
    """Raises ValidationError with one sentence for each field that is wrong."""
    errors: dict[str, str] = {}
    form = _checked(lambda: QuestionForm().load({**EMPTY, **values}), errors) or {}
    key = cast(AnswerKey | None, _checked(lambda: read_answers(kind, values), errors))
    errors |= _errors_in(form, key, knows_picture)
    if errors or key is None:
        raise ValidationError({name: [error] for name, error in errors.items()})
    return Question(
        id=question_id,
        answer_key=key,
        **{name: form[name] for name in ("topic", "title", "text", "explanation", "image_text")},
        **({"points": form["points"]} if form["points"] is not None else {}),
        image=form["image"] or None,
    )


def _checked(read: Callable[[], Any], errors: dict[str, str]) -> Any:
    try:
        return read()
    except ValidationError as error:
        errors |= errors_by_field(error.messages)
        return None


def _errors_in(
    form: Mapping[str, Any], key: AnswerKey | None, knows_picture: Callable[[str], bool]
) -> dict[str, str]:
    errors = {}
    if (form.get("points") is not None) and form["points"] <= 0:
        errors["points"] = gettext("A question must be worth more than 0 points.")
    if form.get("image") and not knows_picture(form["image"]):
        errors["picture"] = gettext("This picture is no longer available. Choose it again.")
    elif form.get("image") and not form["image_text"]:
        sentence = gettext("Describe the picture for people who cannot see it.")
        errors["image_text"] = sentence
    if key is not None and (sentences := key_errors(key)):
        errors[ANSWERS] = sentences
    return errors


def key_errors(key: AnswerKey) -> str:
    """What is wrong with an answer key, in one text; empty when nothing is."""
    return " ".join(map(refusal_text, key.errors()))


def question_values(question: Question) -> dict[str, str]:
    """The form of a question that was written before."""
    return {
        "topic": question.topic,
        "title": question.title,
        "text": question.text,
        "points": number_for_input(question.points),
        "explanation": question.explanation,
        "image": question.image or "",
        "image_text": question.image_text,
        **answer_values(question.answer_key),
    }


def blank_values(kind: str) -> dict[str, str]:
    """The form of a question that is still to be written."""
    values = {"rows": str(NEW_QUESTION_ROWS.get(kind, 0)), "points": "1"}
    if kind == Ordering.question_type:
        values |= {f"row-{row}-place": str(row + 1) for row in range(NEW_QUESTION_ROWS[kind])}
    if kind == FreeText.question_type:
        values["longest"] = str(USUAL_ANSWER_LENGTH)
    return values | ({"right": "0"} if kind == Single.question_type else {})
