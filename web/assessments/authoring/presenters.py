"""What authors see of a test: its editions, its questions, and corrections of their answer keys."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from msgspec.structs import replace

from domain.aggregate import Event
from domain.assessments.assessment import Assessment, QuestionRevision
from domain.assessments.assessment_rules import AssessmentRules
from domain.assessments.question import Question
from domain.log.envelope import EventEnvelope


class EditionSummary(NamedTuple):
    number: int
    published_at: datetime
    questions: tuple[QuestionRevision, ...]
    rules: AssessmentRules


class KeyCorrection(NamedTuple):
    """A change of a question's answer key, or its removal from all results."""

    question_id: UUID
    is_void: bool
    at: datetime
    reason: str


def editions_of(history: Sequence[EventEnvelope[Event]]) -> list[EditionSummary]:
    """The newest first."""
    return [
        EditionSummary(event.edition, event.at, event.questions, event.rules)
        for event in (recorded.data for recorded in reversed(history))
        if isinstance(event, Assessment.Published)
    ]


def corrections_of(assessment: Assessment) -> dict[UUID, list[KeyCorrection]]:
    """The corrections of each question that has any, oldest first."""
    corrections: defaultdict[UUID, list[KeyCorrection]] = defaultdict(list)
    for change in assessment.key_changes:
        match change:
            case Assessment.QuestionVoided(question_id=id):
                is_void = True
            case Assessment.AnswerKeyCorrected(question=revision):
                id, is_void = revision.question_id, False
        corrections[id].append(KeyCorrection(id, is_void, change.at, change.reason))
    return dict(corrections)


def draft_with_status(assessment: Assessment) -> list[tuple[Question, str]]:
    """Drafted questions compared with the last edition: void, unchanged, new or changed."""
    voided = assessment.voided()
    last = assessment.editions[-1].questions if assessment.editions else None
    published = {revision.question_id: revision.revision for revision in last or ()}

    def status_of(question_id: UUID) -> str:
        if question_id in voided:
            return "void"
        if last is not None and question_id not in published:
            return "new"
        newest = len(assessment.revisions[question_id])
        return "unchanged" if published.get(question_id, newest) == newest else "changed"

    return [(question, status_of(question.id)) for question in draft_questions(assessment)]


def latest_revision(question_id: UUID, assessment: Assessment) -> Question | None:
    """A question as it was written last, with its current key; None when it was never written."""
    revisions = assessment.revisions.get(question_id, [])
    return (
        with_current_key(QuestionRevision(question_id, len(revisions)), assessment)
        if revisions
        else None
    )


def with_current_key(revision: QuestionRevision, assessment: Assessment) -> Question:
    """A question as it was asked, with the answer key that is valid now."""
    return replace(
        assessment.question_at(revision),
        answer_key=assessment.answer_key_of(revision, len(assessment.key_changes)),
    )


def draft_questions(assessment: Assessment) -> list[Question]:
    """The questions of the next edition, with their current keys."""
    return [
        with_current_key(QuestionRevision(id, len(assessment.revisions[id])), assessment)
        for id in assessment.drafted
    ]


def counting_questions(assessment: Assessment) -> list[Question]:
    """The questions that the next edition will have: those of the draft that are not void."""
    voided = assessment.voided()
    return [question for question in assessment.draft_questions() if question.id not in voided]
