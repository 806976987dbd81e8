"""What people do with tests; every command returns the log's position after it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from domain.assessments.assessment import Test
from domain.assessments.assessment_rules import TestRules
from domain.assessments.question import Question
from domain.brands.brand import Brand
from domain.brands.subject import Subject
from domain.log.entries import Decision, IdempotencyKey
from domain.log.event_log import EventLog


class Tests:
    def __init__(self, log: EventLog) -> None:
        self._log = log

    def begin(
        self,
        test_id: UUID,
        brand_id: UUID | None,
        subject_id: UUID,
        title: str,
        language: str,
        by: UUID,
        at: datetime,
        *,
        questions: Sequence[Question] = (),
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """Begin a test, with the questions of a bank when there is one."""

        def decide() -> Decision:
            if brand_id is not None:
                self._log.load(Brand, brand_id)
            self._log.load(Subject, subject_id)
            test = self._log.load_or_new(Test, test_id)
            test.begin(brand_id, subject_id, title, language, by, at)
            for question in questions:
                test.write_question(question, by, at)
            return Decision([test])

        return self._log.execute(decide, idempotency_key)

    def write_question(self, test_id: UUID, question: Question, by: UUID, at: datetime) -> int:
        return self.write_questions(test_id, [question], by, at)

    def write_questions(
        self, test_id: UUID, questions: Sequence[Question], by: UUID, at: datetime
    ) -> int:
        """Write questions, all or none; those that are there and unchanged are not written."""

        def act(test: Test) -> None:
            for question in questions:
                test.write_question(question, by, at)

        return self._log.update(Test, test_id, act)

    def leave_out_question(self, test_id: UUID, question_id: UUID, by: UUID, at: datetime) -> int:
        return self._log.update(
            Test, test_id, lambda test: test.leave_out_question(question_id, by, at)
        )

    def publish(self, test_id: UUID, rules: TestRules, by: UUID, at: datetime) -> int:
        return self._log.update(Test, test_id, lambda test: test.publish(rules, by, at))

    def withdraw(self, test_id: UUID, by: UUID, at: datetime) -> int:
        return self._log.update(Test, test_id, lambda test: test.withdraw(by, at))
