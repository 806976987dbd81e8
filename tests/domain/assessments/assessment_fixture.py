"""A brand with a test, its candidates, and a store of their texts."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest

from domain.assessments.answers import Answer
from domain.assessments.assessment_commands import AssessmentCommands
from domain.assessments.assessment_rules import AssessmentRules
from domain.assessments.attempt import Attempt
from domain.assessments.attempt_commands import AttemptCommands
from domain.assessments.attempt_context import CandidateAnswer
from domain.assessments.question import Question
from domain.assessments.regrading import RegradingCommands
from domain.brands.brand_commands import BrandCommands
from domain.brands.subject import SubjectCommands
from domain.errors import NotAllowed, NotNow
from domain.log.event_log import EventLog
from domain.members.member import Member
from domain.members.member_commands import MemberCommands
from domain.recruitment.call_for_experts import CallDetails
from domain.recruitment.call_for_experts_commands import CallForExpertsCommands
from tests.domain.assessments.question_bank import (
    ATTEMPT,
    CALL,
    NO,
    OFFER,
    RULES,
    TEST,
    TEXTS,
    TRUE_FALSE,
)
from tests.support.people import BRAND, ELECTRICITY, EXPERT, MANAGER, OTHER_EXPERT, after


class FakeTexts:
    """A store of texts that remembers which ones were read."""

    def __init__(self) -> None:
        self.texts = dict(TEXTS)
        self.requested_ids: list[UUID] = []

    def __call__(self, ids: Sequence[UUID]) -> Mapping[UUID, str]:
        self.requested_ids += ids
        return {id: self.texts[id] for id in ids if id in self.texts}


class School:
    def __init__(self, log: EventLog) -> None:
        self.log = log
        self.texts = FakeTexts()
        self.assessments, self.members = AssessmentCommands(log), MemberCommands(log)
        self.attempts = AttemptCommands(log, self.texts)
        self.regrading = RegradingCommands(log, self.texts)
        names = {"en": "Electricity"}
        BrandCommands(log).register(
            BRAND, "road", "Road", "Europe/Paris", "EUR", None, after(-2000)
        )
        SubjectCommands(log).add(ELECTRICITY, "electricity", names, None, None, after(-2000))
        self.join(EXPERT, OTHER_EXPERT)

    def join(self, *people: UUID) -> None:
        for person in people:
            self.members.join(person, ("fr",), "FR", after(-1500))

    def publish(
        self, *questions: Question, rules: AssessmentRules = RULES, assessment_id: UUID = TEST
    ) -> int:
        title = "Electricity"
        self.assessments.create(
            assessment_id,
            BRAND,
            ELECTRICITY,
            title,
            "en",
            MANAGER,
            after(-1000),
            questions=questions,
        )
        return self.assessments.publish(assessment_id, rules, MANAGER, after(-800))

    def start(
        self, attempt_id: UUID, member_id: UUID = EXPERT, at: float = 0, seed: int = 7
    ) -> int:
        return self.attempts.start(attempt_id, TEST, member_id, seed, after(at))

    def take(
        self,
        attempt_id: UUID,
        answers: Mapping[Question, Answer],
        member_id: UUID = EXPERT,
        at: float = 0,
    ) -> int:
        """Start, answer a minute later, and submit another minute later."""
        self.start(attempt_id, member_id, at)
        candidate_answers = [
            CandidateAnswer(question.id, answer, 0) for question, answer in answers.items()
        ]
        self.attempts.save_answers(attempt_id, member_id, candidate_answers, after(at + 60))
        return self.attempts.submit(attempt_id, member_id, after(at + 120))

    def qualify(self, *people: UUID) -> None:
        """Let them pass the test of one true-or-false question."""
        for person in people:
            self.take(uuid4(), {TRUE_FALSE: NO}, person, at=-400)

    def call(self, offer: CallDetails = OFFER, call_id: UUID = CALL) -> CallForExpertsCommands:
        """Publish that test, and a call for experts who have passed it."""
        self.publish(TRUE_FALSE)
        calls = CallForExpertsCommands(self.log)
        calls.publish(call_id, offer, MANAGER, after(0))
        return calls

    def engaged(self, member_id: UUID = EXPERT, brand_id: UUID = BRAND) -> str | None:
        """The holder of the reservation of a member's engagement."""
        return self.log.rows.holder_of("engagement", f"{brand_id}/{member_id}")

    def event_names(self, id: UUID) -> list[str]:
        """The names of an aggregate's events."""
        return [type(event.data).__name__ for event in self.log.history(id)]


def refused(school, refusal, sentence, command):
    """Check that a command is refused with this sentence, and records no event."""
    head = school.log.rows.head()
    with pytest.raises(refusal, match=sentence):
        command()
    assert school.log.rows.head() == head


def qualifications(school, member_id=EXPERT):
    return school.log.load(Member, member_id).qualifications


def load_attempt(school, attempt_id=ATTEMPT):
    """An attempt, loaded from the log."""
    return school.log.load(Attempt, attempt_id)


def at_once(*commands):
    """Run commands at the same moment; return the sentence of each refusal, None for successes."""
    together = Barrier(len(commands))

    def run(command):
        together.wait()
        try:
            command()
        except (NotNow, NotAllowed) as refusal:
            return f"{refusal}"
        return None

    with ThreadPoolExecutor(len(commands)) as threads:
        return list(threads.map(run, commands))
