"""What became of a test and its questions: editions, changes of the key, and what is new since."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from msgspec.structs import replace

from domain.assessments.assessment import Assessment, QuestionRevision
from domain.assessments.assessment_rules import AssessmentRules
from domain.assessments.question import Question
from domain.log.entries import Told


class ToldEdition(NamedTuple):
    """An edition, and when it was published."""

    number: int
    at: datetime
    questions: tuple[QuestionRevision, ...]
    rules: AssessmentRules


class ToldChange(NamedTuple):
    """A change of the key: of which question, when, and why."""

    question_id: UUID
    is_void: bool
    at: datetime
    reason: str


def editions_of(story: Sequence[Told]) -> list[ToldEdition]:
    """The newest first."""
    return [
        ToldEdition(event.edition, event.at, event.questions, event.rules)
        for event in (each.event for each in reversed(story))
        if isinstance(event, Assessment.Published)
    ]


def changes_of(question_id: UUID, story: Sequence[Told]) -> list[ToldChange]:
    """What was found to be wrong with the key of a question, oldest first."""
    found = []
    for each in story:
        match each.event:
            case Assessment.QuestionVoided(question_id=id, reason=why, at=at) if id == question_id:
                found.append(ToldChange(id, is_void=True, at=at, reason=why))
            case Assessment.AnswerKeyCorrected(question=revision, reason=why, at=at) if (
                revision.question_id == question_id
            ):
                found.append(ToldChange(question_id, is_void=False, at=at, reason=why))
    return found


def standing_of(question_id: UUID, assessment: Assessment) -> str:
    """How a drafted question stands to the last edition: new, changed, void, or as it was."""
    if question_id in assessment.voided():
        return "void"
    if not assessment.editions:
        return "as_it_was"
    published = {
        revision.question_id: revision.revision for revision in assessment.editions[-1].questions
    }
    if question_id not in published:
        return "new"
    is_newest = published[question_id] == len(assessment.revisions[question_id])
    return "as_it_was" if is_newest else "changed"


def newest_of(question_id: UUID, assessment: Assessment) -> Question | None:
    """A question as it was written last, with the key it has by now; None: never written."""
    written = assessment.revisions.get(question_id, [])
    return keyed(QuestionRevision(question_id, len(written)), assessment) if written else None


def keyed(revision: QuestionRevision, assessment: Assessment) -> Question:
    """A question as it was asked, with the key it has by now: a wrong one does not come back."""
    return replace(
        assessment.question_at(revision),
        answer_key=assessment.answer_key_of(revision, len(assessment.key_changes)),
    )


def draft_questions(assessment: Assessment) -> list[Question]:
    """The questions of the next edition."""
    return [
        keyed(QuestionRevision(id, len(assessment.revisions[id])), assessment)
        for id in assessment.draft
    ]
