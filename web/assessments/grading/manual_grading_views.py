"""
Manual grading, blind: one answer at a time, in a random order.

Graders see the question, the grading guide and the text; not whose it is, not how the rest of the
attempt went, not what others thought. Not even the address says which attempt it is.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from msgspec.structs import replace

from domain.assessments.answers import TextAnswer
from domain.assessments.assessment import Assessment
from domain.assessments.grading import needs_grading
from domain.assessments.question import Question
from domain.assessments.question_types.entry import FreeText
from domain.errors import Invalid, NotNow
from projections.assessments.attempts.queries import EndedAttempt, ungraded_attempts
from web.assessments.grading.presenters import short_texts
from web.http.read_your_writes import remember_position
from web.http.request_context import (
    current_account,
    current_brand,
    current_time,
    marketplace,
    private_texts,
    read,
    read_models,
)

STEPS = (0, 25, 50, 75, 100)
"""What an answer can be worth, in percent of the points."""
SKIPPED = "grading_skipped"
"""Where in the session the answers are that this grader has skipped."""
MAX_SKIPPED = 40

bp = Blueprint("manual_grading", __name__, url_prefix="/brands/<brand_slug>/grading")


@dataclass(frozen=True)
class UngradedAnswer:
    attempt_id: UUID
    text_id: UUID
    question: Question
    test_title: str

    @property
    def guide(self) -> str:
        return (
            self.question.answer_key.grading_guide
            if isinstance(self.question.answer_key, FreeText)
            else ""
        )


@bp.get("")
def show_answer() -> ResponseReturnValue:
    ungraded = list(_ungraded())
    skipped = session.get(SKIPPED, [])
    rest = [answer for answer in ungraded if answer.text_id.hex not in skipped] or ungraded
    answer = secrets.choice(rest) if rest else None
    texts = private_texts().read([answer.text_id]) if answer else {}
    return render_template(
        "assessments/grading/manual_grading.html",
        brand=current_brand(),
        answer=answer,
        text=texts.get(answer.text_id) if answer else None,
        n=len(ungraded),
        steps=STEPS,
        saved="saved" in request.args,
    )


@bp.post("/<uuid:text_id>")
def grade(text_id: UUID) -> ResponseReturnValue:
    answer, percent = _with_text(text_id), request.form.get("percent", "")
    if percent not in {str(step) for step in STEPS}:
        raise Invalid("Choose a mark for the answer.")
    by = current_account().id
    remember_position(
        marketplace().attempts.grade_answer(
            answer.attempt_id, answer.question.id, Decimal(percent), by, current_time()
        )
    )
    return redirect(url_for(".show_answer", saved=1), code=303)


@bp.post("/<uuid:text_id>/skip")
def skip(text_id: UUID) -> ResponseReturnValue:
    session[SKIPPED] = [*session.get(SKIPPED, []), text_id.hex][-MAX_SKIPPED:]
    return redirect(url_for(".show_answer"), code=303)


def _with_text(text_id: UUID) -> UngradedAnswer:
    for answer in _ungraded():
        if answer.text_id == text_id:
            return answer
    raise NotNow("This answer no longer needs grading.")


def _ungraded() -> Iterator[UngradedAnswer]:
    """The answers that wait at this brand, without the grader's own."""
    tests: dict[UUID, Assessment] = {}
    with read(read_models().attempts) as db:
        ended = ungraded_attempts(current_brand().brand_id, db)
    for attempt in ended:
        if attempt.summary.member_id != current_account().id:
            assessment_id = attempt.summary.assessment_id
            if assessment_id not in tests:
                tests[assessment_id] = marketplace().log.load(Assessment, assessment_id)
            yield from _ungraded_in(attempt, tests[assessment_id])


def _ungraded_in(ended: EndedAttempt, assessment: Assessment) -> Iterator[UngradedAnswer]:
    questions = {item.question.question_id: item.question for item in ended.submission.items}
    for question_id in needs_grading(
        assessment, ended.submission, len(assessment.key_changes), short_texts([ended])
    ):
        answer = ended.submission.answers[question_id]
        assert isinstance(answer, TextAnswer)
        # The guide is part of the key, which may have been corrected since.
        key = assessment.answer_key_of(questions[question_id], len(assessment.key_changes))
        question = replace(assessment.question_at(questions[question_id]), answer_key=key)
        yield UngradedAnswer(ended.summary.attempt_id, answer.text_id, question, assessment.title)
