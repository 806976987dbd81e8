"""Writing the questions of a test: of every type, with a picture if need be."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from flask import render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from werkzeug.datastructures import FileStorage

from domain.assessments.question import ANSWER_KEY_TYPES, Question
from domain.errors import Invalid, NotFound
from web.assessments.authoring import labels
from web.assessments.authoring.current_assessment import (
    blueprint_of_test,
    current_test,
    redirect_after,
)
from web.assessments.authoring.form_fields import FormValues, add_rows, errors_by_field, row_count
from web.assessments.authoring.presenters import latest_revision
from web.assessments.authoring.question_forms import (
    ANSWERS,
    blank_values,
    question_values,
    read_question,
)
from web.http.access import ABSENT
from web.http.request_context import current_account, current_brand, current_time, marketplace
from web.i18n.refusals import refusal_text
from web.private_store.pictures import pictures

bp = blueprint_of_test("test_questions", __name__, "/questions")


@bp.get("/new")
def show_new_question() -> ResponseReturnValue:
    """The question's id is made here, so that a form sent twice writes one question."""
    kind = request.args.get("kind", "single")
    if kind not in ANSWER_KEY_TYPES:
        raise NotFound(ABSENT)
    draft_questions = current_test().draft_questions()
    # Questions are mostly written topic by topic.
    topic = draft_questions[-1].topic if draft_questions else ""
    return _form(uuid4(), kind, {**blank_values(kind), "topic": topic})


@bp.get("/<uuid:question_id>")
def show_question(question_id: UUID) -> ResponseReturnValue:
    question = _latest(question_id)
    return _form(question_id, question.answer_key.question_type, question_values(question))


@bp.post("/<uuid:question_id>")
def revise_question(question_id: UUID) -> ResponseReturnValue:
    kind, values = _kind_of(question_id), dict(request.form.items())
    errors = _store_picture(values, request.files.get("picture"))
    if "more" in values:
        add_rows(values)
        return _form(question_id, kind, values, errors)
    try:
        question = read_question(question_id, kind, values, pictures().has)
    except ValidationError as error:
        return _form(question_id, kind, values, errors_by_field(error.messages) | errors), 422
    if errors:
        return _form(question_id, kind, values, errors), 422
    try:
        by = current_account().id
        position = marketplace().assessments.revise_question(
            current_test().id, question, by, current_time()
        )
    except Invalid as refusal:
        # What no field can be blamed for, such as a draft that is full.
        return _form(question_id, kind, values, {ANSWERS: refusal_text(refusal)}), 422
    return redirect_after(position, question_id=None, _anchor=f"question-{question_id}")


@bp.post("/<uuid:question_id>/leave-out")
def remove_question(question_id: UUID) -> ResponseReturnValue:
    tests, by = marketplace().assessments, current_account().id
    position = tests.remove_question(current_test().id, question_id, by, current_time())
    return redirect_after(position, question_id=None)


@bp.post("/<uuid:question_id>/put-back")
def put_back_question(question_id: UUID) -> ResponseReturnValue:
    """A question that was left out is written once more, as it was."""
    tests, by = marketplace().assessments, current_account().id
    position = tests.revise_question(current_test().id, _latest(question_id), by, current_time())
    return redirect_after(position, question_id=None)


def _latest(question_id: UUID) -> Question:
    question = latest_revision(question_id, current_test())
    if question is None:
        raise NotFound(ABSENT)
    return question


def _kind_of(question_id: UUID) -> str:
    """A question keeps its type; the type of a new one is in the form."""
    revisions = current_test().revisions.get(question_id)
    kind = revisions[-1].answer_key.question_type if revisions else request.form.get("kind", "")
    if kind not in ANSWER_KEY_TYPES:
        raise NotFound(ABSENT)
    return kind


def _store_picture(values: dict[str, str], upload: FileStorage | None) -> dict[str, str]:
    """Store a picture at once, so that an error elsewhere does not make the author choose again."""
    if "no_picture" in values:
        values["image"] = values["image_text"] = ""
    if upload is None or not upload.filename:
        return {}
    try:
        values["image"] = pictures().keep(upload.read(), current_time())
    except Invalid as error:
        return {"picture": refusal_text(error)}
    return {}


def _form(
    question_id: UUID, kind: str, values: FormValues, errors: Mapping[str, str] | None = None
) -> str:
    assessment = current_test()
    return render_template(
        "assessments/authoring/question.html",
        brand=current_brand(),
        assessment=assessment,
        question_id=question_id,
        is_new=question_id not in assessment.revisions,
        kind=kind,
        kind_name=labels.kind_name(kind),
        kind_hint=labels.kind_hint(kind),
        values=values,
        rows=row_count(values),
        errors=errors or {},
        topics=sorted({question.topic for question in assessment.draft_questions()}),
    )
