"""What became of a test and its questions: editions, changes of the key, and what is new since."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from msgspec.structs import replace

from domain.aggregate import Event
from domain.assessments.assessment import Ref, Test
from domain.assessments.assessment_rules import TestRules
from domain.assessments.question import Question
from domain.log.subscription import EventEnvelope


class ToldEdition(NamedTuple):
    """An edition, and when it was published."""

    number: int
    at: datetime
    refs: tuple[Ref, ...]
    rules: TestRules


class ToldChange(NamedTuple):
    """A change of the key: of which question, when, and why."""

    question_id: UUID
    is_void: bool
    at: datetime
    why: str


def editions_of(story: Sequence[EventEnvelope[Event]]) -> list[ToldEdition]:
    """The newest first."""
    return [
        ToldEdition(event.edition, event.at, event.refs, event.rules)
        for event in (each.data for each in reversed(story))
        if isinstance(event, Test.Published)
    ]


def changes_of(question_id: UUID, story: Sequence[EventEnvelope[Event]]) -> list[ToldChange]:
    """What was found to be wrong with the key of a question, oldest first."""
    found = []
    for each in story:
        match each.data:
            case Test.QuestionVoided(question_id=id, why=why, at=at) if id == question_id:
                found.append(ToldChange(id, is_void=True, at=at, why=why))
            case Test.QuestionRekeyed(ref=ref, why=why, at=at) if ref.question_id == question_id:
                found.append(ToldChange(question_id, is_void=False, at=at, why=why))
    return found


def standing_of(question_id: UUID, test: Test) -> str:
    """How a drafted question stands to the last edition: new, changed, void, or as it was."""
    if question_id in test.voided():
        return "void"
    if not test.editions:
        return "as_it_was"
    published = {ref.question_id: ref.revision for ref in test.editions[-1].refs}
    if question_id not in published:
        return "new"
    is_newest = published[question_id] == len(test.revisions[question_id])
    return "as_it_was" if is_newest else "changed"


def newest_of(question_id: UUID, test: Test) -> Question | None:
    """A question as it was written last, with the key it has by now; None: never written."""
    written = test.revisions.get(question_id, [])
    return keyed(Ref(question_id, len(written)), test) if written else None


def keyed(ref: Ref, test: Test) -> Question:
    """A question as it was asked, with the key it has by now: a wrong one does not come back."""
    return replace(test.asked(ref), kind=test.key_of(ref, len(test.changes)))


def drafted(test: Test) -> list[Question]:
    """The questions of the next edition."""
    return [keyed(Ref(id, len(test.revisions[id])), test) for id in test.draft]
