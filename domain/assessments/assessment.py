"""A test: questions by which a person shows that they know a subject."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from domain.aggregate import Aggregate, Event
from domain.assessments.assessment_rules import AssessmentRules, assessment_rule_errors
from domain.assessments.question import AnswerKey, Question, question_errors
from domain.errors import Invalid, NotFound, NotNow, translatable
from domain.text import check_line, length_errors

MOST_QUESTIONS = 2000
"""In a draft: more than any test asks, and every page of a test loads all of them."""
LONGEST_TITLE = 200
LONGEST_REASON = 1000
TOO_MANY_QUESTIONS = translatable(
    "A test can have at most %(n)s questions. Remove some, or put the others in another test."
)
NOT_PUBLISHED = translatable("This question has never been published. Edit it in the draft.")


class QuestionRevision(msgspec.Struct, frozen=True, cache_hash=True):
    """The n-th version of a question, from 1, which never changes."""

    question_id: UUID
    revision: int


class Edition(NamedTuple):
    """Questions and rules as published together; an attempt keeps the edition it started with."""

    questions: tuple[QuestionRevision, ...]
    rules: AssessmentRules


class CorrectedKey(NamedTuple):
    """An answer key that replaced another, and the key version from which it applies."""

    key_version: int
    answer_key: AnswerKey


class Assessment(Aggregate):
    """A test with its draft, its editions, and the changes of its answer key."""

    ABSENT = translatable("This test does not exist.")

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.brand_id: UUID | None = None
        self.subject_id = id
        self.title = ""
        self.revisions: dict[UUID, list[Question]] = {}
        self.drafted: dict[UUID, None] = {}
        """The questions of the next edition, in order; a test may have thousands to look up."""
        self.editions: list[Edition] = []
        self.key_changes: list[Assessment.QuestionVoided | Assessment.AnswerKeyCorrected] = []
        """Voided questions and corrected keys, in order; their number is the key version."""
        self.corrected_keys: defaultdict[QuestionRevision, list[CorrectedKey]] = defaultdict(list)
        self.withdrawn = False

    # Events, and what each changes.

    class Created(Event, frozen=True):
        """A test was created; without a brand it is the platform's."""

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
        """A question was added to the draft or changed; the next edition has this revision."""

        question: Question
        by: UUID

        def apply(self, assessment: "Assessment") -> None:
            assessment.revisions.setdefault(self.question.id, []).append(self.question)
            assessment.drafted.setdefault(self.question.id)

    class QuestionRemoved(Event, frozen=True):
        """A question was removed from the draft."""

        question_id: UUID
        by: UUID

        def apply(self, assessment: "Assessment") -> None:
            del assessment.drafted[self.question_id]

    class Published(Event, frozen=True):
        """An edition was published; attempts that start from now on use it."""

        edition: int
        questions: tuple[QuestionRevision, ...]
        rules: AssessmentRules
        by: UUID

        def apply(self, assessment: "Assessment") -> None:
            assessment.editions.append(Edition(self.questions, self.rules))
            assessment.withdrawn = False

    class QuestionVoided(Event, frozen=True):
        """A question was found unsuitable; it counts for no attempt, past or future."""

        question_id: UUID
        reason: str
        by: UUID

        def apply(self, assessment: "Assessment") -> None:
            assessment.key_changes.append(self)

    class AnswerKeyCorrected(Event, frozen=True):
        """The answer key of a published revision was wrong; this is the correct one."""

        question: QuestionRevision
        answer_key: AnswerKey
        reason: str
        by: UUID

        def apply(self, assessment: "Assessment") -> None:
            assessment.key_changes.append(self)
            corrected = CorrectedKey(len(assessment.key_changes), self.answer_key)
            assessment.corrected_keys[self.question].append(corrected)

    class Withdrawn(Event, frozen=True):
        """No attempt can start any more; qualifications stay."""

        by: UUID

        def apply(self, assessment: "Assessment") -> None:
            assessment.withdrawn = True

    # Decisions: the rules, then the event.

    def create(
        self,
        brand_id: UUID | None,
        subject_id: UUID,
        title: str,
        language: str,
        by: UUID,
        at: datetime,
    ) -> None:
        """Raises NotNow when it was created before; Invalid without a title, or for a long one."""
        if self.version:
            raise NotNow("This test already exists.")
        if not title.strip():
            raise Invalid("Give the test a title.")
        for error in length_errors(title.strip(), LONGEST_TITLE):
            raise error
        check_line(title)
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
        """
        Add a question to the draft, or a new revision; an unchanged one adds nothing.

        Raises Invalid for the first error in the question, and when the draft is full.
        """
        for error in question_errors(question):
            raise error
        is_drafted = question.id in self.drafted
        if not is_drafted and len(self.drafted) >= MOST_QUESTIONS:
            raise Invalid(TOO_MANY_QUESTIONS, n=MOST_QUESTIONS)
        if not is_drafted or self.revisions[question.id][-1] != question:
            self.record(self.QuestionRevised(at=at, question=question, by=by))

    def remove_question(self, question_id: UUID, by: UUID, at: datetime) -> None:
        """Remove a question from the draft. Raises NotFound when the draft does not have it."""
        if question_id not in self.drafted:
            raise NotFound("This question is not in the draft.")
        self.record(self.QuestionRemoved(at=at, question_id=question_id, by=by))

    def publish(self, rules: AssessmentRules, by: UUID, at: datetime) -> None:
        """
        Publish the draft, without voided questions, as the newest edition with its rules.

        Raises Invalid for the first error in the rules; NotNow when nothing has changed since the
        last edition, and the test is not withdrawn.
        """
        voided = self.voided()
        questions = tuple(
            self._newest(question_id) for question_id in self.drafted if question_id not in voided
        )
        by_topic = Counter(self.question_at(revision).topic for revision in questions)
        for error in assessment_rule_errors(rules, by_topic):
            raise error
        if self.editions and not self.withdrawn and self.editions[-1] == Edition(questions, rules):
            raise NotNow("Nothing has changed since the last edition.")
        edition = len(self.editions) + 1
        self.record(self.Published(at=at, edition=edition, questions=questions, rules=rules, by=by))

    def void_question(self, question_id: UUID, reason: str, by: UUID, at: datetime) -> None:
        """
        Let a published question count for no attempt.

        Raises NotFound when it was never published; NotNow when it is voided; Invalid without a
        written reason, of 1000 characters at most.
        """
        if question_id not in {revision.question_id for revision in self._published()}:
            raise NotFound(NOT_PUBLISHED)
        if question_id in self.voided():
            raise NotNow("This question is already excluded from the scores.")
        reason = _checked_reason(reason)
        self.record(self.QuestionVoided(at=at, question_id=question_id, reason=reason, by=by))

    def correct_answer_key(
        self, revision: QuestionRevision, answer_key: AnswerKey, reason: str, by: UUID, at: datetime
    ) -> None:
        """
        Replace the answer key of a published revision; its choices or items stay the same.

        Raises NotFound when it was never published; Invalid for another question type or other
        choices, for an error in the key, and without a written reason of 1000 characters at most;
        NotNow when it is the present key.
        """
        if revision not in self._published():
            raise NotFound(NOT_PUBLISHED)
        question = self.question_at(revision)
        if type(answer_key) is not type(question.answer_key) or set(answer_key.keys) != set(
            question.answer_key.keys
        ):
            raise Invalid(
                "The new correct answers must keep all the choices of the question as it was asked."
            )
        for error in _new_errors(question, answer_key):
            raise error
        if answer_key == self.answer_key_of(revision, len(self.key_changes)):
            raise NotNow("These correct answers already apply.")
        reason = _checked_reason(reason)
        self.record(
            self.AnswerKeyCorrected(
                at=at, question=revision, answer_key=answer_key, reason=reason, by=by
            )
        )

    def withdraw(self, by: UUID, at: datetime) -> None:
        """
        Let no further attempt start; attempts that run go on.

        Raises NotNow when no edition is open.
        """
        if not self.editions or self.withdrawn:
            raise NotNow("This test is not open, so it cannot be withdrawn.")
        self.record(self.Withdrawn(at=at, by=by))

    # What the state says.

    @property
    def draft(self) -> list[UUID]:
        """The ids of the questions of the draft, in order."""
        return list(self.drafted)

    def draft_questions(self) -> list[Question]:
        """The questions of the draft, in order, each in its newest revision."""
        return [self.revisions[question_id][-1] for question_id in self.drafted]

    def open_edition(self) -> tuple[int, Edition]:
        """
        The number, from 1, and the edition that an attempt starts with now.

        Raises NotNow when there is none, or the test is withdrawn.
        """
        if not self.editions or self.withdrawn:
            raise NotNow("This test is not open.")
        return len(self.editions), self.editions[-1]

    def question_at(self, revision: QuestionRevision) -> Question:
        """The question of a revision, with its original key. Raises NotFound without it."""
        revisions = self.revisions.get(revision.question_id, [])
        if not 1 <= revision.revision <= len(revisions):
            raise NotFound("This question does not exist.")
        return revisions[revision.revision - 1]

    def voided(self, key_version: int | None = None) -> set[UUID]:
        """The voided questions under a key version; None: the newest."""
        return {
            change.question_id
            for change in self.key_changes[:key_version]
            if isinstance(change, Assessment.QuestionVoided)
        }

    def answer_key_of(self, revision: QuestionRevision, key_version: int) -> AnswerKey:
        """The answer key of a revision under a key version."""
        for corrected in reversed(self.corrected_keys.get(revision, [])):
            if corrected.key_version <= key_version:
                return corrected.answer_key
        return self.question_at(revision).answer_key

    def _newest(self, question_id: UUID) -> QuestionRevision:
        return QuestionRevision(question_id, len(self.revisions[question_id]))

    def _published(self) -> set[QuestionRevision]:
        return {revision for edition in self.editions for revision in edition.questions}


def _new_errors(question: Question, answer_key: AnswerKey) -> Iterator[Invalid]:
    """The errors of a corrected question, without those that a limit of today finds in its past."""
    past = {str(error) for error in question_errors(question)}
    for error in question_errors(msgspec.structs.replace(question, answer_key=answer_key)):
        if str(error) not in past:
            yield error


def _checked_reason(reason: str) -> str:
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise Invalid("Enter a reason of at most %(n)s characters.", n=LONGEST_REASON)
    return reason.strip()
