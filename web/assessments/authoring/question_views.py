"""Writing the questions of a test: of every kind, with a picture if need be."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from werkzeug.datastructures import FileStorage

from domain.aggregate import now
from domain.assessments.question import ANSWER_KEY_TYPES, Question
from domain.errors import Invalid, NotFound
from web.assessments.authoring import labels as words
from web.assessments.authoring.answer_form_values import blank_values
from web.assessments.authoring.current_assessment import author_id, current_test, done, find_test
from web.assessments.authoring.fields import MOST_ROWS, Values, flat, rows_in
from web.assessments.authoring.presenters import newest_of
from web.assessments.authoring.question_forms import read_question, values_of
from web.http.access import ABSENT
from web.http.request_context import current_brand, marketplace
from web.i18n.language import gettext
from web.private_store.pictures import pictures

MORE_ROWS = 3
PREFIX = "/brands/<brand_slug>/tests/<uuid:assessment_id>/questions"

pages = Blueprint("test_questions", __name__, url_prefix=PREFIX)
pages.before_request(find_test)


@pages.get("/new")
def show_new_question(assessment_id: UUID) -> ResponseReturnValue:
    """A question of one kind; its id is made here, so that sent twice it is written once."""
    del assessment_id
    kind = request.args.get("kind", "single")
    if kind not in ANSWER_KEY_TYPES:
        raise NotFound(ABSENT)
    draft_questions = current_test().draft_questions()
    # Questions are mostly written topic by topic.
    topic = draft_questions[-1].topic if draft_questions else ""
    return _form(uuid4(), kind, {**blank_values(kind), "topic": topic})


@pages.get("/<uuid:question_id>")
def show_question(assessment_id: UUID, question_id: UUID) -> ResponseReturnValue:
    del assessment_id
    question = _newest(question_id)
    return _form(question_id, question.answer_key.question_type, values_of(question))


@pages.post("/<uuid:question_id>")
def revise_question(assessment_id: UUID, question_id: UUID) -> ResponseReturnValue:
    kind, values = _kind_of(question_id), dict(request.form.items())
    mistakes = _take_picture(values, request.files.get("picture"))
    if "more" in values:
        values["rows"] = str(min(rows_in(values) + MORE_ROWS, MOST_ROWS))
        return _form(question_id, kind, values, mistakes)
    try:
        question = read_question(question_id, kind, values, pictures().has)
    except ValidationError as error:
        return _form(question_id, kind, values, flat(error.messages) | mistakes), 422
    if mistakes:
        return _form(question_id, kind, values, mistakes), 422
    written = marketplace().assessments.revise_question(assessment_id, question, author_id(), now())
    return done(written, question_id=None, _anchor=f"question-{question_id}")


@pages.post("/<uuid:question_id>/leave-out")
def remove_question(assessment_id: UUID, question_id: UUID) -> ResponseReturnValue:
    tests = marketplace().assessments
    return done(
        tests.remove_question(assessment_id, question_id, author_id(), now()), question_id=None
    )


@pages.post("/<uuid:question_id>/put-back")
def put_back_question(assessment_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """A question that was left out is written once more, as it was."""
    tests, question = marketplace().assessments, _newest(question_id)
    return done(
        tests.revise_question(assessment_id, question, author_id(), now()), question_id=None
    )


def _newest(question_id: UUID) -> Question:
    question = newest_of(question_id, current_test())
    if question is None:
        raise NotFound(ABSENT)
    return question


def _kind_of(question_id: UUID) -> str:
    """A question stays of its kind; of a new one the form says which it is."""
    written = current_test().revisions.get(question_id)
    kind = written[-1].answer_key.question_type if written else request.form.get("kind", "")
    if kind not in ANSWER_KEY_TYPES:
        raise NotFound(ABSENT)
    return kind


def _take_picture(values: dict[str, str], sent: FileStorage | None) -> dict[str, str]:
    """Keep a picture at once, so that nobody has to choose it again because of another mistake."""
    if "no_picture" in values:
        values["image"] = values["image_text"] = ""
    if sent is None or not sent.filename:
        return {}
    try:
        values["image"] = pictures().keep(sent.read(), now())
    except Invalid as error:
        return {"picture": gettext(str(error))}
    return {}


def _form(
    question_id: UUID, kind: str, values: Values, mistakes: Mapping[str, str] | None = None
) -> str:
    assessment = current_test()
    return render_template(
        "assessments/authoring/question.html",
        brand=current_brand(),
        assessment=assessment,
        question_id=question_id,
        is_new=question_id not in assessment.revisions,
        kind=kind,
        kind_name=words.kind_name(kind),
        kind_hint=words.kind_hint(kind),
        values=values,
        rows=rows_in(values),
        mistakes=mistakes or {},
        topics=sorted({each.topic for each in assessment.draft_questions()}),
    )
