"""A test: questions by which a person shows that they know a subject."""

from collections import Counter
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from domain.aggregate import Aggregate, Event
from domain.assessments import assessment_rules as test_rules
from domain.assessments import question as questions
from domain.assessments.assessment_rules import TestRules
from domain.assessments.question import Kind, Question
from domain.errors import Invalid, NotFound, NotNow

LONGEST_REASON = 1000
NOT_ASKED = "Nobody has been asked this question: change it in the draft."


class Ref(msgspec.Struct, frozen=True, cache_hash=True):
    """A question as it was written for the so-manieth time, from 1; that never changes."""

    question_id: UUID
    revision: int


class Edition(NamedTuple):
    """What was published together: who starts an attempt gets the newest edition, and keeps it."""

    refs: tuple[Ref, ...]
    rules: TestRules


class Test(Aggregate):
    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.brand_id: UUID | None = None
        self.subject_id = id
        self.title = ""
        self.revisions: dict[UUID, list[Question]] = {}
        self.draft: list[UUID] = []
        """The questions of the next edition, in order."""
        self.editions: list[Edition] = []
        self.changes: list[Test.QuestionVoided | Test.QuestionRekeyed] = []
        """What was found to be wrong with the key since, in order."""
        self.withdrawn = False

    # What can happen, and what each event changes.

    class Begun(Event, frozen=True):
        """Somebody began to write a test; without a brand it is the platform's."""

        brand_id: UUID | None
        subject_id: UUID
        title: str
        language: str
        by: UUID

        def apply(self, thing: "Test") -> None:
            thing.brand_id = self.brand_id
            thing.subject_id = self.subject_id
            thing.title = self.title

    class QuestionWritten(Event, frozen=True):
        """A question was written, or written anew: the next edition has it so."""

        question: Question
        by: UUID

        def apply(self, thing: "Test") -> None:
            thing.revisions.setdefault(self.question.id, []).append(self.question)
            if self.question.id not in thing.draft:
                thing.draft.append(self.question.id)

    class QuestionLeftOut(Event, frozen=True):
        """The next edition does without a question."""

        question_id: UUID
        by: UUID

        def apply(self, thing: "Test") -> None:
            thing.draft.remove(self.question_id)

    class Published(Event, frozen=True):
        """An edition was published: from now on attempts draw from it."""

        edition: int
        refs: tuple[Ref, ...]
        rules: TestRules
        by: UUID

        def apply(self, thing: "Test") -> None:
            thing.editions.append(Edition(self.refs, self.rules))
            thing.withdrawn = False

    class QuestionVoided(Event, frozen=True):
        """A question turned out to be no good: it counts for nobody, as if never drawn."""

        question_id: UUID
        why: str
        by: UUID

        def apply(self, thing: "Test") -> None:
            thing.changes.append(self)

    class QuestionRekeyed(Event, frozen=True):
        """The key of a question as it was asked turned out to be wrong; this is the right one."""

        ref: Ref
        kind: Kind
        why: str
        by: UUID

        def apply(self, thing: "Test") -> None:
            thing.changes.append(self)

    class Withdrawn(Event, frozen=True):
        """Nobody starts an attempt at it any more; who passed stays qualified."""

        by: UUID

        def apply(self, thing: "Test") -> None:
            thing.withdrawn = True

    # What people ask of it: the rules, then the event.

    def begin(
        self,
        brand_id: UUID | None,
        subject_id: UUID,
        title: str,
        language: str,
        by: UUID,
        at: datetime,
    ) -> None:
        if self.version:
            raise NotNow("This test has been begun already.")
        if not title.strip():
            raise Invalid("Give the test a title.")
        self.record(
            self.Begun(
                at=at,
                brand_id=brand_id,
                subject_id=subject_id,
                title=title.strip(),
                language=language,
                by=by,
            )
        )

    def write_question(self, question: Question, by: UUID, at: datetime) -> None:
        """The same question, unchanged, is not written again."""
        for objection in questions.objections(question):
            raise Invalid(objection)
        written = self.revisions.get(question.id, [])
        if question.id not in self.draft or written[-1] != question:
            self.record(self.QuestionWritten(at=at, question=question, by=by))

    def leave_out_question(self, question_id: UUID, by: UUID, at: datetime) -> None:
        if question_id not in self.draft:
            raise NotFound("There is no such question in the draft.")
        self.record(self.QuestionLeftOut(at=at, question_id=question_id, by=by))

    def publish(self, rules: TestRules, by: UUID, at: datetime) -> None:
        """The draft becomes the newest edition, without what counts for nobody."""
        refs = tuple(self._newest(each) for each in self.draft if each not in self.voided())
        by_topic = Counter(self.asked(ref).topic for ref in refs)
        for objection in test_rules.objections(rules, by_topic):
            raise Invalid(objection)
        if self.editions and not self.withdrawn and self.editions[-1] == Edition(refs, rules):
            raise NotNow("Nothing has changed since the last edition.")
        edition = len(self.editions) + 1
        self.record(self.Published(at=at, edition=edition, refs=refs, rules=rules, by=by))

    def void_question(self, question_id: UUID, why: str, by: UUID, at: datetime) -> None:
        if question_id not in {ref.question_id for ref in self._published()}:
            raise NotFound(NOT_ASKED)
        if question_id in self.voided():
            raise NotNow("This question counts for nobody already.")
        because = _written_reason(why)
        self.record(self.QuestionVoided(at=at, question_id=question_id, why=because, by=by))

    def rekey_question(self, ref: Ref, kind: Kind, why: str, by: UUID, at: datetime) -> None:
        """The same things to choose from or to order, worth something else."""
        if ref not in self._published():
            raise NotFound(NOT_ASKED)
        asked = self.asked(ref)
        if type(kind) is not type(asked.kind) or set(kind.keys) != set(asked.kind.keys):
            raise Invalid("A new key is for the question as it was asked: keep all its choices.")
        for objection in questions.objections(msgspec.structs.replace(asked, kind=kind)):
            raise Invalid(objection)
        if kind == self.key_of(ref, len(self.changes)):
            raise NotNow("This is the key already.")
        because = _written_reason(why)
        self.record(self.QuestionRekeyed(at=at, ref=ref, kind=kind, why=because, by=by))

    def withdraw(self, by: UUID, at: datetime) -> None:
        if not self.editions or self.withdrawn:
            raise NotNow("This test is not open to anybody.")
        self.record(self.Withdrawn(at=at, by=by))

    # What its readers want to know.

    def drafted(self) -> list[Question]:
        """The questions of the next edition."""
        return [self.revisions[question_id][-1] for question_id in self.draft]

    def open_edition(self) -> tuple[int, Edition]:
        """The edition that an attempt starts with now, and its number. Raises NotNow."""
        if not self.editions or self.withdrawn:
            raise NotNow("This test is not open.")
        return len(self.editions), self.editions[-1]

    def asked(self, ref: Ref) -> Question:
        """A question as it was asked. Raises NotFound."""
        written = self.revisions.get(ref.question_id, [])
        if not 1 <= ref.revision <= len(written):
            raise NotFound("There is no such question.")
        return written[ref.revision - 1]

    def voided(self, changes: int | None = None) -> set[UUID]:
        """The questions that count for nobody, after so many changes of the key; None: now."""
        return {
            change.question_id
            for change in self.changes[:changes]
            if isinstance(change, Test.QuestionVoided)
        }

    def key_of(self, ref: Ref, changes: int) -> Kind:
        """What answers are worth after so many changes of the key."""
        for change in reversed(self.changes[:changes]):
            if isinstance(change, Test.QuestionRekeyed) and change.ref == ref:
                return change.kind
        return self.asked(ref).kind

    def _newest(self, question_id: UUID) -> Ref:
        return Ref(question_id, len(self.revisions[question_id]))

    def _published(self) -> set[Ref]:
        return {ref for edition in self.editions for ref in edition.refs}


def _written_reason(why: str) -> str:
    if not why.strip() or len(why) > LONGEST_REASON:
        raise Invalid(f"Write why, in {LONGEST_REASON} characters at most.")
    return why.strip()
