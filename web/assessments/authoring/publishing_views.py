"""The rules of a test, and publishing its next edition with them."""

from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from domain.aggregate import now
from domain.assessments.assessment import Test
from domain.assessments.question import Question
from web.assessments.authoring.current_assessment import author_id, current_test, done, find_test
from web.assessments.authoring.fields import Values, flat, rows_in
from web.assessments.authoring.rules_forms import read_rules, values_of
from web.http.request_context import current_brand, marketplace

pages = Blueprint(
    "test_publishing", __name__, url_prefix="/brands/<brand_slug>/tests/<uuid:test_id>/rules"
)
pages.before_request(find_test)


@pages.get("")
def show_rules(test_id: UUID) -> ResponseReturnValue:
    del test_id
    test = current_test()
    last = test.editions[-1].rules if test.editions else None
    return _form(values_of(last, counting(test)))


@pages.post("")
def publish(test_id: UUID) -> ResponseReturnValue:
    values = dict(request.form.items())
    try:
        rules = read_rules(values, counting(current_test()))
    except ValidationError as error:
        return _form(values, flat(error.messages)), 422
    return done(marketplace().tests.publish(test_id, rules, author_id(), now()))


def counting(test: Test) -> list[Question]:
    """The questions that the next edition will have: those of the draft that are not void."""
    return [each for each in test.drafted() if each.id not in test.voided()]


def _form(values: Values, mistakes: Mapping[str, str] | None = None) -> str:
    test = current_test()
    questions = counting(test)
    return render_template(
        "assessments/authoring/rules.html",
        brand=current_brand(),
        test=test,
        values=values,
        rows=rows_in(values),
        mistakes=mistakes or {},
        by_topic=Counter(each.topic for each in questions),
        questions=questions,
    )
