"""A preview of a test: one selection of questions as a candidate would see it."""

import secrets
from collections import Counter
from typing import NamedTuple

from flask import render_template, request
from flask.typing import ResponseReturnValue

from domain.assessments.assessment import Assessment, Edition, QuestionRevision
from domain.assessments.assessment_rules import (
    AssessmentRules,
    Selection,
    assessment_rule_errors,
)
from domain.assessments.question import Question
from domain.assessments.question_types.ordering_matching import Matching
from domain.assessments.selection import select_items
from web.assessments.authoring.current_assessment import blueprint_of_test, current_test
from web.assessments.authoring.labels import KeyLine, key_lines, texts_by_key
from web.assessments.authoring.presenters import counting_questions, with_current_key
from web.http.request_context import current_brand

MAX_SEED = 1_000_000
HALF_AN_HOUR_S = 1800

bp = blueprint_of_test("test_preview", __name__, "/preview")


class PreviewQuestion(NamedTuple):
    """A question as it is asked, and its answer key for its authors."""

    question: Question
    parts: list[tuple[str, str]]
    """Keys and texts of choices, items or left sides, in the selected order."""
    rights: list[str]
    """Right sides of a matching question, in an order of their own."""
    key: list[KeyLine]


@bp.get("")
def show_preview() -> ResponseReturnValue:
    assessment = current_test()
    edition = _next_edition(assessment)
    selected = select_items(assessment, edition, _seed())
    return render_template(
        "assessments/authoring/preview.html",
        brand=current_brand(),
        assessment=assessment,
        rules=edition.rules,
        previews=[
            _preview(with_current_key(item.question, assessment), item.keys) for item in selected
        ],
        next_seed=secrets.randbelow(MAX_SEED),
    )


def _next_edition(assessment: Assessment) -> Edition:
    """The draft under the last rules; where they do not fit it, all of its questions."""
    questions = counting_questions(assessment)
    revisions = tuple(
        QuestionRevision(question.id, len(assessment.revisions[question.id]))
        for question in questions
    )
    by_topic = Counter(question.topic for question in questions)
    if assessment.editions and not any(
        assessment_rule_errors(assessment.editions[-1].rules, by_topic)
    ):
        return Edition(revisions, assessment.editions[-1].rules)
    selections = tuple(Selection(topic) for topic in by_topic)
    return Edition(
        revisions, AssessmentRules(selections, pass_percent=80, time_limit_s=HALF_AN_HOUR_S)
    )


def _seed() -> int:
    text = request.args.get("seed", "")
    return int(text) if text.isdecimal() and len(text) < len(str(MAX_SEED)) else 0


def _preview(question: Question, keys: tuple[str, ...]) -> PreviewQuestion:
    kind = question.answer_key
    texts = texts_by_key(kind)
    rights = []
    if isinstance(kind, Matching):
        rights = [pair.right for key in keys for pair in kind.pairs if pair.key == key]
        keys = tuple(pair.key for pair in kind.premises)
    parts = [(key, texts[key]) for key in keys if key in texts]
    return PreviewQuestion(question, parts, list(dict.fromkeys(rights)), key_lines(kind))
