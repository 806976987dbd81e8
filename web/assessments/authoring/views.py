"""A brand's tests: the list of them, a new one, and one of them with its draft and its editions."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError, fields, validate

from domain.aggregate import now
from projections.assessments.assessments import tests_of
from web.assessments.authoring import labels as words
from web.assessments.authoring.current_assessment import (
    author_id,
    current_begun,
    current_story,
    current_test,
    done,
    find_test,
)
from web.assessments.authoring.fields import Form, Values, Words, at_most, flat, required
from web.assessments.authoring.presenters import drafted, editions_of, newest_of, standing_of
from web.brands.subject_names import subject_names
from web.http.request_context import current_brand, marketplace
from web.i18n.language import current_language, gettext
from web.i18n.locale_names import language_name

LANGUAGES = ("fr", "en", "de", "es", "it", "nl")
LONGEST_TITLE = 200
EMPTY = {"title": ""}
"""What is required is said to be missing also when a browser sends nothing."""

pages = Blueprint("tests", __name__, url_prefix="/brands/<brand_slug>/tests")
pages.before_request(find_test)


class BeginForm(Form):
    test_id = fields.UUID(required=True)
    title = Words(validate=[required, at_most(LONGEST_TITLE)])
    subject_id = fields.UUID(required=True)
    language = fields.String(validate=validate.OneOf(LANGUAGES))


@pages.get("")
def show_tests(brand_slug: str) -> ResponseReturnValue:
    del brand_slug
    brand, read_models = current_brand(), marketplace().read_models
    with read_models.read(read_models.assessments) as db:
        found = tests_of(brand.brand_id, db)
    names = subject_names(read_models)
    return render_template(
        "assessments/authoring/assessments.html",
        brand=brand,
        tests=found,
        subjects=names,
        language_name=language_name,
    )


@pages.get("/new")
def show_new_test(brand_slug: str) -> ResponseReturnValue:
    """Its id is made here, so that sent twice it is begun once."""
    del brand_slug
    return _begin_form({"test_id": str(uuid4()), "language": current_language()})


@pages.post("")
def begin(brand_slug: str) -> ResponseReturnValue:
    del brand_slug
    values = dict(request.form.items())
    try:
        typed: dict[str, Any] = BeginForm().load({**EMPTY, **values})
    except ValidationError as error:
        mistakes = flat(error.messages)
        if "subject_id" in mistakes:
            mistakes["subject_id"] = gettext("Choose what the test is about.")
        return _begin_form(values, mistakes), 422
    brand_id, by = current_brand().brand_id, author_id()
    begun = marketplace().tests.begin(**typed, brand_id=brand_id, by=by, at=now())
    return done(begun, test_id=typed["test_id"])


@pages.get("/<uuid:test_id>")
def show_test(brand_slug: str, test_id: UUID) -> ResponseReturnValue:
    del brand_slug, test_id
    test, begun = current_test(), current_begun()
    return render_template(
        "assessments/authoring/assessment.html",
        brand=current_brand(),
        test=test,
        asked_in=language_name(begun.language),
        subject=subject_names(marketplace().read_models).get(test.subject_id, ""),
        standings=[(each, standing_of(each.id, test)) for each in drafted(test)],
        left_out=[newest_of(id, test) for id in test.revisions if id not in test.draft],
        editions=editions_of(current_story()),
        points=sum(each.points for each in test.drafted()),
        words=words,
    )


@pages.post("/<uuid:test_id>/withdraw")
def withdraw(brand_slug: str, test_id: UUID) -> ResponseReturnValue:
    del brand_slug
    return done(marketplace().tests.withdraw(test_id, author_id(), now()))


def _begin_form(values: Values, mistakes: Mapping[str, str] | None = None) -> str:
    subjects = subject_names(marketplace().read_models).items()
    return render_template(
        "assessments/authoring/new.html",
        brand=current_brand(),
        values=values,
        mistakes=mistakes or {},
        subjects=sorted(subjects, key=lambda each: each[1].casefold()),
        asked_in={code: language_name(code) for code in LANGUAGES},
    )
