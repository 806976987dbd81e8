"""The rules of a test, and publishing its next edition with them."""

from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from domain.aggregate import now
from domain.assessments.assessment import Assessment
from domain.assessments.question import Question
from web.assessments.authoring.current_assessment import author_id, current_test, done, find_test
from web.assessments.authoring.fields import Values, flat, rows_in
from web.assessments.authoring.rules_forms import read_rules, values_of
from web.http.request_context import current_brand, marketplace

pages = Blueprint(
    "test_publishing", __name__, url_prefix="/brands/<brand_slug>/tests/<uuid:assessment_id>/rules"
)
pages.before_request(find_test)


@pages.get("")
def show_rules(assessment_id: UUID) -> ResponseReturnValue:
    del assessment_id
    assessment = current_test()
    last = assessment.editions[-1].rules if assessment.editions else None
    return _form(values_of(last, counting(assessment)))


@pages.post("")
def publish(assessment_id: UUID) -> ResponseReturnValue:
    values = dict(request.form.items())
    try:
        rules = read_rules(values, counting(current_test()))
    except ValidationError as error:
        return _form(values, flat(error.messages)), 422
    return done(marketplace().assessments.publish(assessment_id, rules, author_id(), now()))


def counting(assessment: Assessment) -> list[Question]:
    """The questions that the next edition will have: those of the draft that are not void."""
    return [each for each in assessment.draft_questions() if each.id not in assessment.voided()]


def _form(values: Values, mistakes: Mapping[str, str] | None = None) -> str:
    assessment = current_test()
    questions = counting(assessment)
    return render_template(
        "assessments/authoring/rules.html",
        brand=current_brand(),
        assessment=assessment,
        values=values,
        rows=rows_in(values),
        mistakes=mistakes or {},
        by_topic=Counter(each.topic for each in questions),
        questions=questions,
    )
