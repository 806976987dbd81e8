"""A test as a candidate sees it, drawn as an attempt would be; nothing happens."""

import secrets
from collections import Counter
from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from domain.assessments import assessment_rules as test_rules
from domain.assessments.assessment import Assessment, Edition, QuestionRevision
from domain.assessments.assessment_rules import AssessmentRules, Selection
from domain.assessments.question import AnswerKey, Question
from domain.assessments.question_types.choice import Choice, Multiple, Single
from domain.assessments.question_types.ordering_matching import Item, Matching, Ordering
from domain.assessments.selection import select_items
from web.assessments.authoring.answer_key import Line, lines_of
from web.assessments.authoring.current_assessment import current_test, find_test
from web.assessments.authoring.presenters import keyed
from web.assessments.authoring.publishing_views import counting
from web.http.request_context import current_brand

MOST_SEEDS = 1_000_000
HALF_AN_HOUR_S = 1800

pages = Blueprint(
    "test_preview", __name__, url_prefix="/brands/<brand_slug>/tests/<uuid:assessment_id>/preview"
)
pages.before_request(find_test)


class Shown(NamedTuple):
    """A question as it is asked, and its key for who may see it."""

    question: Question
    parts: list[tuple[str, str]]
    """Choices and things in the order in which they were drawn: key and text."""
    rights: list[str]
    """What there is to match with, in an order of its own."""
    key: list[Line]


@pages.get("")
def show_preview(assessment_id: UUID) -> ResponseReturnValue:
    del assessment_id
    assessment = current_test()
    edition, seed = next_edition(assessment), _seed()
    drawn = select_items(assessment, edition, seed)
    return render_template(
        "assessments/authoring/preview.html",
        brand=current_brand(),
        assessment=assessment,
        rules=edition.rules,
        shown=[_shown(keyed(each.question, assessment), each.keys) for each in drawn],
        again=secrets.randbelow(MOST_SEEDS),
    )


def next_edition(assessment: Assessment) -> Edition:
    """The draft under the last rules; where they do not fit it, all of it is shown."""
    questions = counting(assessment)
    revisions = tuple(
        QuestionRevision(each.id, len(assessment.revisions[each.id])) for each in questions
    )
    by_topic = Counter(each.topic for each in questions)
    if assessment.editions and not any(
        test_rules.objections(assessment.editions[-1].rules, by_topic)
    ):
        return Edition(revisions, assessment.editions[-1].rules)
    selections = tuple(Selection(topic) for topic in by_topic)
    return Edition(
        revisions, AssessmentRules(selections, pass_percent=80, time_limit_s=HALF_AN_HOUR_S)
    )


def _seed() -> int:
    written = request.args.get("seed", "")
    return int(written) if written.isdecimal() and len(written) < len(str(MOST_SEEDS)) else 0


def _shown(question: Question, keys: tuple[str, ...]) -> Shown:
    kind = question.answer_key
    parts = _parts(kind)
    rights = []
    if isinstance(kind, Matching):
        rights = [pair.right for key in keys for pair in kind.pairs if pair.key == key]
        keys = tuple(pair.key for pair in kind.premises)
    texts = [(key, parts[key]) for key in keys if key in parts]
    return Shown(question, texts, list(dict.fromkeys(rights)), lines_of(kind))


def _parts(kind: AnswerKey) -> dict[str, str]:
    """What there is to choose, to order or to match, by key."""
    listed: tuple[Choice | Item, ...] = ()
    match kind:
        case Single(choices=choices) | Multiple(choices=choices):
            listed = choices
        case Ordering(items=items):
            listed = items
        case Matching():
            return {pair.key: pair.left for pair in kind.premises}
        case _:
            return {}
    return {each.key: each.text for each in listed}
