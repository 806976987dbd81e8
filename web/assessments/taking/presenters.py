"""What is told of tests to those who may take them."""

from uuid import UUID

from domain.errors import NotFound
from projections.assessments.assessments import AssessmentSummary, open_tests, test_with_id
from web.http.access import ABSENT
from web.http.request_context import marketplace


def known_test(test_id: UUID) -> AssessmentSummary:
    """A test that was published: a draft is nobody's business. Raises NotFound."""
    known = _known(test_id)
    if known is None or not known.edition:
        raise NotFound(ABSENT)
    return known


def language_of(test_id: UUID) -> str | None:
    """In which a test is written, for those who have it read out."""
    known = _known(test_id)
    return known.language if known else None


def tests_to_take() -> list[AssessmentSummary]:
    read_models = marketplace().read_models
    with read_models.read(read_models.assessments) as db:
        return open_tests(db)


def _known(test_id: UUID) -> AssessmentSummary | None:
    read_models = marketplace().read_models
    with read_models.read(read_models.assessments) as db:
        return test_with_id(test_id, db)
