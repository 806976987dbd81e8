"""
Tests and their results for a brand's programs.

Candidates have numbers, as on the pages of the brand: no names, no answers, no reasons.
"""

from operator import attrgetter
from typing import Any
from uuid import UUID

from marshmallow import fields, validate

from domain.assessments.attempt_context import AttemptStatus
from domain.errors import NotFound, translatable
from projections.assessments.assessments import (
    AssessmentSummary,
    test_with_id,
    tests_after,
)
from projections.assessments.attempts.queries import (
    AttemptSummary,
    attempts_after,
    candidate_numbers_of,
)
from web.api.cursors import items_after, page_of
from web.api.resources import Resources
from web.api.schemas import AnswerSchema, PageQuerySchema, about, page_schema
from web.api.scopes import Scope
from web.http.access import ABSENT
from web.http.request_context import current_brand, read, read_models
from web.i18n.language import lazy_gettext

READ_TESTS = Scope(
    "read:tests", lazy_gettext("Read tests and their results by candidate number, without names")
)

bp = Resources("tests", __name__, READ_TESTS)


class AssessmentSchema(AnswerSchema):
    test_id = fields.UUID(attribute="assessment_id", **about(translatable("The id of the test.")))
    title = fields.String(**about(translatable("As candidates read it.")))
    language = fields.String(**about(translatable("In which it is written, as in ISO 639-1.")))
    subject_id = fields.UUID(**about(translatable("The subject of which it proves knowledge.")))
    edition = fields.Integer(
        metadata={"description": translatable("The newest edition; 0 when there is none.")}
    )
    is_open = fields.Boolean(
        metadata={"description": translatable("Whether an attempt may be started now.")}
    )
    created_at = fields.AwareDateTime(metadata={"description": translatable("In UTC.")})


class ResultSchema(AnswerSchema):
    attempt_id = fields.UUID(**about(translatable("The id of the attempt.")))
    candidate = fields.Integer(
        metadata={"description": translatable("The first candidate to start is number 1.")}
    )
    number = fields.Integer(
        metadata={"description": translatable("The candidate's first attempt is number 1.")}
    )
    edition = fields.Integer(**about(translatable("The edition of the test that was taken.")))
    status = fields.String(
        validate=validate.OneOf(list(AttemptStatus)),
        **about(translatable("How far the attempt has come.")),
    )
    started_at = fields.AwareDateTime(metadata={"description": translatable("In UTC.")})
    ended_at = fields.AwareDateTime(
        allow_none=True, **about(translatable("In UTC; null while it runs."))
    )
    timed_out = fields.Boolean(**about(translatable("Whether the deadline ended it.")))
    percent = fields.Float(
        allow_none=True,
        **about(translatable("The score, from 0 to 100; null before it is graded.")),
    )
    passed = fields.Boolean(
        allow_none=True,
        **about(translatable("Whether it reached the pass mark; null before it is graded.")),
    )
    outcome = fields.String(
        allow_none=True,
        metadata={"description": translatable("What a person decided about the attempt.")},
    )


@bp.read(
    "/tests",
    translatable("List tests, the newest first"),
    page_schema(AssessmentSchema),
    PageQuerySchema,
    links={
        "results": {
            "operationId": "list_results",
            "parameters": {
                "brand_slug": "$request.path.brand_slug",
                "test_id": "$response.body#/items/0/test_id",
            },
        }
    },
)
def list_tests(query: dict[str, Any]) -> dict[str, Any]:
    brand_id = current_brand().brand_id
    with read(read_models().assessments) as db:
        tests = items_after(
            query, lambda previous, limit: tests_after(previous, brand_id, db, limit=limit)
        )
    id_of = attrgetter("assessment_id")
    return page_of(tests, query["limit"], id_of, AssessmentSummary._asdict)


@bp.read(
    "/tests/<uuid:test_id>/results",
    translatable("List the results of a test, the oldest first"),
    page_schema(ResultSchema),
    PageQuerySchema,
)
def list_results(query: dict[str, Any], test_id: UUID) -> dict[str, Any]:
    _check_test(test_id)
    with read(read_models().attempts) as db:
        attempts = items_after(
            query, lambda previous, limit: attempts_after(previous, test_id, db, limit=limit)
        )
        members = {attempt.member_id for attempt in attempts}
        numbers = candidate_numbers_of(members, test_id, db)

    def show(attempt: AttemptSummary) -> dict[str, Any]:
        shown = {**attempt._asdict(), "status": attempt.status}
        return {**shown, "candidate": numbers[attempt.member_id]}

    return page_of(attempts, query["limit"], attrgetter("attempt_id"), show)


def _check_test(test_id: UUID) -> None:
    with read(read_models().assessments) as db:
        test = test_with_id(test_id, db)
    if test is None or test.brand_id != current_brand().brand_id:
        raise NotFound(ABSENT)
