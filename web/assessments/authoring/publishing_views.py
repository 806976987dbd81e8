"""Publishing: the rules of a test's next edition, and the editions that were published."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from flask import render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from domain.assessments.assessment import QuestionRevision
from domain.assessments.question import Question
from domain.errors import NotFound
from web.assessments.authoring import labels
from web.assessments.authoring.current_assessment import (
    blueprint_of_test,
    current_history,
    current_test,
    redirect_after,
)
from web.assessments.authoring.form_fields import FormValues, errors_by_field, row_count
from web.assessments.authoring.labels import KeyLine, key_lines
from web.assessments.authoring.presenters import (
    EditionSummary,
    KeyCorrection,
    corrections_of,
    counting_questions,
    editions_of,
    with_current_key,
)
from web.assessments.authoring.rules_forms import read_rules, rules_values
from web.http.access import ABSENT
from web.http.request_context import current_account, current_brand, current_time, marketplace

bp = blueprint_of_test("test_publishing", __name__)


class PublishedQuestion(NamedTuple):
    """A question of an edition, with its current key and what was corrected."""

    question: Question
    key: list[KeyLine]
    corrections: list[KeyCorrection]

    @property
    def is_void(self) -> bool:
        return any(correction.is_void for correction in self.corrections)


@bp.get("/rules")
def show_rules() -> ResponseReturnValue:
    assessment = current_test()
    last = assessment.editions[-1].rules if assessment.editions else None
    return _rules_form(rules_values(last, counting_questions(assessment)))


@bp.post("/rules")
def publish() -> ResponseReturnValue:
    values = dict(request.form.items())
    try:
        rules = read_rules(values, counting_questions(current_test()))
    except ValidationError as error:
        return _rules_form(values, errors_by_field(error.messages)), 422
    by = current_account().id
    return redirect_after(
        marketplace().assessments.publish(current_test().id, rules, by, current_time())
    )


@bp.get("/editions/<int:edition>")
def show_edition(edition: int) -> ResponseReturnValue:
    summary, corrections = edition_with(edition), corrections_of(current_test())
    return render_template(
        "assessments/authoring/edition.html",
        brand=current_brand(),
        assessment=current_test(),
        edition=summary,
        published=[
            _published_question(revision, corrections.get(revision.question_id, []))
            for revision in summary.questions
        ],
        labels=labels,
    )


def edition_with(number: int) -> EditionSummary:
    """An edition of the test of this page. Raises NotFound."""
    for edition in editions_of(current_history()):
        if edition.number == number:
            return edition
    raise NotFound(ABSENT)


def published_question(revision: QuestionRevision) -> PublishedQuestion:
    corrections = corrections_of(current_test())
    return _published_question(revision, corrections.get(revision.question_id, []))


def _published_question(
    revision: QuestionRevision, corrections: list[KeyCorrection]
) -> PublishedQuestion:
    question = with_current_key(revision, current_test())
    return PublishedQuestion(question, key_lines(question.answer_key), corrections)


def _rules_form(values: FormValues, errors: Mapping[str, str] | None = None) -> str:
    assessment = current_test()
    questions = counting_questions(assessment)
    return render_template(
        "assessments/authoring/rules.html",
        brand=current_brand(),
        assessment=assessment,
        values=values,
        rows=row_count(values),
        errors=errors or {},
        by_topic=Counter(question.topic for question in questions),
        questions=questions,
    )
