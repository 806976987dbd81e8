"""What was published: the questions of an edition as they are asked, with their keys."""

from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from domain.assessments.assessment import QuestionRevision
from domain.assessments.question import Question
from domain.errors import NotFound
from web.assessments.authoring import labels as words
from web.assessments.authoring.answer_key import Line, lines_of
from web.assessments.authoring.current_assessment import current_story, current_test, find_test
from web.assessments.authoring.presenters import (
    ToldChange,
    ToldEdition,
    changes_of,
    editions_of,
    keyed,
)
from web.http.access import ABSENT
from web.http.request_context import current_brand

pages = Blueprint(
    "test_editions", __name__, url_prefix="/brands/<brand_slug>/tests/<uuid:assessment_id>/editions"
)
pages.before_request(find_test)


class Asked(NamedTuple):
    """A question of an edition, with the key it has by now and what was changed about it."""

    question: Question
    key: list[Line]
    changes: list[ToldChange]

    @property
    def is_void(self) -> bool:
        return any(change.is_void for change in self.changes)


@pages.get("/<int:edition>")
def show_edition(assessment_id: UUID, edition: int) -> ResponseReturnValue:
    del assessment_id
    told = edition_with(edition)
    return render_template(
        "assessments/authoring/edition.html",
        brand=current_brand(),
        assessment=current_test(),
        edition=told,
        asked=[asked_as(revision) for revision in told.questions],
        words=words,
    )


def edition_with(number: int) -> ToldEdition:
    """An edition of the test of this page. Raises NotFound."""
    for edition in editions_of(current_story()):
        if edition.number == number:
            return edition
    raise NotFound(ABSENT)


def asked_as(revision: QuestionRevision) -> Asked:
    question = keyed(revision, current_test())
    changes = changes_of(revision.question_id, current_story())
    return Asked(question, lines_of(question.answer_key), changes)
