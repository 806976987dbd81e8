"""A test: questions by which a person shows that they know a subject."""

from collections import Counter
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from domain.aggregate import Aggregate, Event
from domain.assessments import assessment_rules
from domain.assessments import question as questions
from domain.assessments.assessment_rules import AssessmentRules
from domain.assessments.question import AnswerKey, Question
from domain.errors import Invalid, NotFound, NotNow

LONGEST_REASON = 1000
NOT_ASKED = "This question has never been published. Edit it in the draft."


class QuestionRevision(msgspec.Struct, frozen=True, cache_hash=True):
    """A question as it was written for the so-manieth time, from 1; that never changes."""

    question_id: UUID
    revision: int


class Edition(NamedTuple):
    """What was published together: who starts an attempt gets the newest edition, and keeps it."""

    questions: tuple[QuestionRevision, ...]
    rules: AssessmentRules


class Assessment(Aggregate):
    NOUN = "test"

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.brand_id: UUID | None = None
        self.subject_id = id
        self.title = ""
        self.revisions: dict[UUID, list[Question]] = {}
        self.draft: list[UUID] = []
        """The questions of the next edition, in order."""
        self.editions: list[Edition] = []
        self.key_changes: list[Assessment.QuestionVoided | Assessment.AnswerKeyCorrected] = []
        """What was found to be wrong with the key since, in order."""
        self.withdrawn = False

    # What can happen, and what each event changes.

    class Created(Event, frozen=True):
        """Somebody began to write a test; without a brand it is the platform's."""

        brand_id: UUID | None
        subject_id: UUID
        title: str
        language: str
        by: UUID

        def apply(self, assessment: "Assessment") -> None:
            assessment.brand_id = self.brand_id
            assessment.subject_id = self.subject_id
            assessment.title = self.title

    class QuestionRevised(Event, frozen=True):
        """A question was written, or written anew: the next edition has it so."""

        question: Question
        by: UUID

        def apply(self, assessment: "Assessment") -> None:
            assessment.revisions.setdefault(self.question.id, []).append(self.question)
            if self.question.id not in assessment.draft:
                assessment.draft.append(self.question.id)

    class QuestionRemoved(Event, frozen=True):
        """The next edition does without a question."""

        question_id: UUID
        by: UUID

        def apply(self, assessment: "Assessment") -> None:
            assessment.draft.remove(self.question_id)

    class Published(Event, frozen=True):
        """An edition was published: from now on attempts draw from it."""

        edition: int
        questions: tuple[QuestionRevision, ...]
        rules: AssessmentRules
        by: UUID

        def apply(self, assessment: "Assessment") -> None:
            assessment.editions.append(Edition(self.questions, self.rules))
            assessment.withdrawn = False

    class QuestionVoided(Event, frozen=True):
        """A question turned out to be no good: it counts for nobody, as if never drawn."""

        question_id: UUID
        reason: str
        by: UUID

        def apply(self, assessment: "Assessment") -> None:
            assessment.key_changes.append(self)

    class AnswerKeyCorrected(Event, frozen=True):
        """The key of a question as it was asked turned out to be wrong; this is the right one."""

        question: QuestionRevision
        answer_key: AnswerKey
        reason: str
        by: UUID

        def apply(self, assessment: "Assessment") -> None:
            assessment.key_changes.append(self)

    class Withdrawn(Event, frozen=True):
        """Nobody starts an attempt at it any more; who passed stays qualified."""

        by: UUID

        def apply(self, assessment: "Assessment") -> None:
            assessment.withdrawn = True

    # What people ask of it: the rules, then the event.

    def create(
        self,
        brand_id: UUID | None,
        subject_id: UUID,
        title: str,
        language: str,
        by: UUID,
        at: datetime,
    ) -> None:
        if self.version:
            raise NotNow("This test already exists.")
        if not title.strip():
            raise Invalid("Give the test a title.")
        self.record(
            self.Created(
                at=at,
                brand_id=brand_id,
                subject_id=subject_id,
                title=title.strip(),
                language=language,
                by=by,
            )
        )

    def revise_question(self, question: Question, by: UUID, at: datetime) -> None:
        """The same question, unchanged, is not written again."""
        for objection in questions.objections(question):
            raise Invalid(objection)
        written = self.revisions.get(question.id, [])
        if question.id not in self.draft or written[-1] != question:
            self.record(self.QuestionRevised(at=at, question=question, by=by))

    def remove_question(self, question_id: UUID, by: UUID, at: datetime) -> None:
        if question_id not in self.draft:
            raise NotFound("This question is not in the draft.")
        self.record(self.QuestionRemoved(at=at, question_id=question_id, by=by))

    def publish(self, rules: AssessmentRules, by: UUID, at: datetime) -> None:
        """The draft becomes the newest edition, without what counts for nobody."""
        questions = tuple(self._newest(each) for each in self.draft if each not in self.voided())
        by_topic = Counter(self.question_at(revision).topic for revision in questions)
        for objection in assessment_rules.objections(rules, by_topic):
            raise Invalid(objection)
        if self.editions and not self.withdrawn and self.editions[-1] == Edition(questions, rules):
            raise NotNow("Nothing has changed since the last edition.")
        edition = len(self.editions) + 1
        self.record(self.Published(at=at, edition=edition, questions=questions, rules=rules, by=by))

    def void_question(self, question_id: UUID, reason: str, by: UUID, at: datetime) -> None:
        if question_id not in {revision.question_id for revision in self._published()}:
            raise NotFound(NOT_ASKED)
        if question_id in self.voided():
            raise NotNow("This question is already excluded from the scores.")
        reason = _written_reason(reason)
        self.record(self.QuestionVoided(at=at, question_id=question_id, reason=reason, by=by))

    def correct_answer_key(
        self, revision: QuestionRevision, answer_key: AnswerKey, reason: str, by: UUID, at: datetime
    ) -> None:
        """The same things to choose from or to order, worth something else."""
        if revision not in self._published():
            raise NotFound(NOT_ASKED)
        asked = self.question_at(revision)
        if type(answer_key) is not type(asked.answer_key) or set(answer_key.keys) != set(
            asked.answer_key.keys
        ):
            raise Invalid(
                "The new correct answers must keep all the choices of the question as it was asked."
            )
        for objection in questions.objections(
            msgspec.structs.replace(asked, answer_key=answer_key)
        ):
            raise Invalid(objection)
        if answer_key == self.answer_key_of(revision, len(self.key_changes)):
            raise NotNow("These correct answers already apply.")
        reason = _written_reason(reason)
        self.record(
            self.AnswerKeyCorrected(
                at=at, question=revision, answer_key=answer_key, reason=reason, by=by
            )
        )

    def withdraw(self, by: UUID, at: datetime) -> None:
        if not self.editions or self.withdrawn:
            raise NotNow("This test is not open, so it cannot be withdrawn.")
        self.record(self.Withdrawn(at=at, by=by))

    # What its readers want to know.

    def draft_questions(self) -> list[Question]:
        """The questions of the next edition."""
        return [self.revisions[question_id][-1] for question_id in self.draft]

    def open_edition(self) -> tuple[int, Edition]:
        """The edition that an attempt starts with now, and its number. Raises NotNow."""
        if not self.editions or self.withdrawn:
            raise NotNow("This test is not open.")
        return len(self.editions), self.editions[-1]

    def question_at(self, revision: QuestionRevision) -> Question:
        """A question as it was asked. Raises NotFound."""
        written = self.revisions.get(revision.question_id, [])
        if not 1 <= revision.revision <= len(written):
            raise NotFound("This question does not exist.")
        return written[revision.revision - 1]

    def voided(self, key_version: int | None = None) -> set[UUID]:
        """The questions that count for nobody, after so many changes of the key; None: now."""
        return {
            change.question_id
            for change in self.key_changes[:key_version]
            if isinstance(change, Assessment.QuestionVoided)
        }

    def answer_key_of(self, revision: QuestionRevision, key_version: int) -> AnswerKey:
        """What answers are worth after so many changes of the key."""
        for change in reversed(self.key_changes[:key_version]):
            if isinstance(change, Assessment.AnswerKeyCorrected) and change.question == revision:
                return change.answer_key
        return self.question_at(revision).answer_key

    def _newest(self, question_id: UUID) -> QuestionRevision:
        return QuestionRevision(question_id, len(self.revisions[question_id]))

    def _published(self) -> set[QuestionRevision]:
        return {revision for edition in self.editions for revision in edition.questions}


def _written_reason(reason: str) -> str:
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise Invalid(f"Enter a reason of at most {LONGEST_REASON} characters.")
    return reason.strip()
