"""What is told of tests to those who may take them."""

from uuid import UUID

from domain.errors import NotFound
from projections.assessments.assessments import AssessmentSummary, open_tests, test_with_id
from web.http.access import ABSENT
from web.http.request_context import marketplace


def assessment_summary(assessment_id: UUID) -> AssessmentSummary:
    """A test that was published: a draft is nobody's business. Raises NotFound."""
    known = _known(assessment_id)
    if known is None or not known.edition:
        raise NotFound(ABSENT)
    return known


def language_of(assessment_id: UUID) -> str | None:
    """In which a test is written, for those who have it read out."""
    known = _known(assessment_id)
    return known.language if known else None


def tests_to_take() -> list[AssessmentSummary]:
    drawn = marketplace().pages
    with drawn.reading(drawn.assessments) as db:
        return open_tests(db)


def _known(assessment_id: UUID) -> AssessmentSummary | None:
    drawn = marketplace().pages
    with drawn.reading(drawn.assessments) as db:
        return test_with_id(assessment_id, db)
