"""What authors see of a test: its editions, its questions, and corrections of their answer keys."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from msgspec.structs import replace

from domain.assessments.assessment import Ref, Test
from domain.assessments.assessment_rules import TestRules
from domain.assessments.question import Question
from domain.log.entries import Told


class EditionSummary(NamedTuple):
    number: int
    published_at: datetime
    refs: tuple[Ref, ...]
    rules: TestRules


class KeyCorrection(NamedTuple):
    """A change of a question's answer key, or its removal from all results."""

    question_id: UUID
    is_void: bool
    at: datetime
    reason: str


def editions_of(history: Sequence[Told]) -> list[EditionSummary]:
    """The newest first."""
    return [
        EditionSummary(event.edition, event.at, event.refs, event.rules)
        for event in (recorded.event for recorded in reversed(history))
        if isinstance(event, Test.Published)
    ]


def corrections_of(question_id: UUID, history: Sequence[Told]) -> list[KeyCorrection]:
    """The corrections of one question, oldest first."""
    corrections = []
    for recorded in history:
        match recorded.event:
            case Test.QuestionVoided(question_id=id, why=why, at=at) if id == question_id:
                corrections.append(KeyCorrection(id, is_void=True, at=at, reason=why))
            case Test.QuestionRekeyed(ref=ref, why=why, at=at) if ref.question_id == question_id:
                corrections.append(KeyCorrection(question_id, is_void=False, at=at, reason=why))
    return corrections


def draft_status(question_id: UUID, test: Test) -> str:
    """A drafted question compared with the last edition: void, unchanged, new or changed."""
    if question_id in test.voided():
        return "void"
    if not test.editions:
        return "unchanged"
    published = {ref.question_id: ref.revision for ref in test.editions[-1].refs}
    if question_id not in published:
        return "new"
    is_newest = published[question_id] == len(test.revisions[question_id])
    return "unchanged" if is_newest else "changed"


def latest_revision(question_id: UUID, test: Test) -> Question | None:
    """A question as it was written last, with its current key; None when it was never written."""
    revisions = test.revisions.get(question_id, [])
    return with_current_key(Ref(question_id, len(revisions)), test) if revisions else None


def with_current_key(ref: Ref, test: Test) -> Question:
    """A question as it was asked, with the answer key that is valid now."""
    return replace(test.asked(ref), kind=test.key_of(ref, len(test.changes)))


def draft_questions(test: Test) -> list[Question]:
    """The questions of the next edition, with their current keys."""
    return [with_current_key(Ref(id, len(test.revisions[id])), test) for id in test.draft]


def counting_questions(test: Test) -> list[Question]:
    """The questions that the next edition will have: those of the draft that are not void."""
    return [question for question in test.drafted() if question.id not in test.voided()]
