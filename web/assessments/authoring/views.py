"""A brand's tests: their list, a new one, and one of them with its draft and its editions."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError, fields, validate

from domain.assessments.assessment import LONGEST_TITLE
from projections.assessments.assessments import tests_of
from web.assessments.authoring import labels
from web.assessments.authoring.current_assessment import (
    current_creation,
    current_history,
    current_test,
    load_current_assessment,
    redirect_after,
)
from web.assessments.authoring.form_fields import (
    Form,
    FormValues,
    errors_by_field,
    max_length,
    required,
)
from web.assessments.authoring.presenters import (
    draft_with_status,
    editions_of,
    latest_revision,
)
from web.brands.subject_names import subject_names
from web.http.form_fields import TextField
from web.http.request_context import (
    current_account,
    current_brand,
    current_time,
    marketplace,
    read,
    read_models,
)
from web.i18n.language import current_language, gettext
from web.i18n.locale_names import language_name

LANGUAGES = ("fr", "en", "de", "es", "it", "nl")
EMPTY = {"title": ""}
"""Required fields are reported as missing also when a browser sends nothing."""

bp = Blueprint("tests", __name__, url_prefix="/brands/<brand_slug>/tests")
bp.before_request(load_current_assessment)


class NewTestForm(Form):
    assessment_id = fields.UUID(required=True)
    title = TextField(one_line=True, validate=[required, max_length(LONGEST_TITLE)])
    subject_id = fields.UUID(required=True)
    language = fields.String(validate=validate.OneOf(LANGUAGES))


@bp.get("")
def show_tests() -> ResponseReturnValue:
    brand = current_brand()
    with read(read_models().assessments) as db:
        tests = tests_of(brand.brand_id, db)
    return render_template(
        "assessments/authoring/assessments.html",
        brand=brand,
        tests=tests,
        subjects=subject_names(read_models()),
        language_name=language_name,
    )


@bp.get("/new")
def show_new_test() -> ResponseReturnValue:
    """The id is made here, so that a form sent twice creates one test."""
    return _new_test_form({"assessment_id": str(uuid4()), "language": current_language()})


@bp.post("")
def create() -> ResponseReturnValue:
    values = dict(request.form.items())
    try:
        form: dict[str, Any] = NewTestForm().load({**EMPTY, **values})
    except ValidationError as error:
        errors = errors_by_field(error.messages)
        if "subject_id" in errors:
            errors["subject_id"] = gettext("Choose the subject of the test.")
        return _new_test_form(values, errors), 422
    brand_id, by = current_brand().brand_id, current_account().id
    position = marketplace().assessments.create(**form, brand_id=brand_id, by=by, at=current_time())
    return redirect_after(position, assessment_id=form["assessment_id"])


@bp.get("/<uuid:assessment_id>")
def show_test(assessment_id: UUID) -> ResponseReturnValue:
    del assessment_id
    assessment = current_test()
    removed = [
        latest_revision(id, assessment)
        for id in assessment.revisions
        if id not in assessment.drafted
    ]
    return render_template(
        "assessments/authoring/assessment.html",
        brand=current_brand(),
        assessment=assessment,
        test_language=language_name(current_creation().language),
        subject=subject_names(read_models()).get(assessment.subject_id, ""),
        questions=draft_with_status(assessment),
        removed=removed,
        editions=editions_of(current_history()),
        points=sum(question.points for question in assessment.draft_questions()),
        labels=labels,
    )


@bp.post("/<uuid:assessment_id>/withdraw")
def withdraw(assessment_id: UUID) -> ResponseReturnValue:
    return redirect_after(
        marketplace().assessments.withdraw(assessment_id, current_account().id, current_time())
    )


def _new_test_form(values: FormValues, errors: Mapping[str, str] | None = None) -> str:
    subjects = subject_names(read_models()).items()
    return render_template(
        "assessments/authoring/new.html",
        brand=current_brand(),
        values=values,
        errors=errors or {},
        subjects=sorted(subjects, key=lambda subject: subject[1].casefold()),
        language_options={code: language_name(code) for code in LANGUAGES},
    )
