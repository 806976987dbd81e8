"""What authors see of a test: its editions, its questions, and corrections of their answer keys."""

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


def corrections_of(
    question_id: UUID, history: Sequence[EventEnvelope[Event]]
) -> list[KeyCorrection]:
    """The corrections of one question, oldest first."""
    corrections = []
    for recorded in history:
        match recorded.data:
            case Assessment.QuestionVoided(question_id=id) as event if id == question_id:
                corrections.append(
                    KeyCorrection(id, is_void=True, at=event.at, reason=event.reason)
                )
            case Assessment.AnswerKeyCorrected(question=revision) as event if (
                revision.question_id == question_id
            ):
                corrections.append(
                    KeyCorrection(question_id, is_void=False, at=event.at, reason=event.reason)
                )
    return corrections


def draft_status(question_id: UUID, assessment: Assessment) -> str:
    """A drafted question compared with the last edition: void, unchanged, new or changed."""
    if question_id in assessment.voided():
        return "void"
    if not assessment.editions:
        return "unchanged"
    published = {
        revision.question_id: revision.revision for revision in assessment.editions[-1].questions
    }
    if question_id not in published:
        return "new"
    is_newest = published[question_id] == len(assessment.revisions[question_id])
    return "unchanged" if is_newest else "changed"


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
        for id in assessment.draft
    ]


def counting_questions(assessment: Assessment) -> list[Question]:
    """The questions that the next edition will have: those of the draft that are not void."""
    return [
        question
        for question in assessment.draft_questions()
        if question.id not in assessment.voided()
    ]
