"""Commands on tests; every command returns the log's position after it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from domain.assessments.assessment import Assessment
from domain.assessments.assessment_rules import AssessmentRules
from domain.assessments.question import Question
from domain.brands.brand import Brand
from domain.brands.subject import Subject
from domain.log.entries import Decision, IdempotencyKey
from domain.log.event_log import EventLog


class AssessmentCommands:
    """Each command returns the log position after it; `at` is when it happened, UTC."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def create(
        self,
        assessment_id: UUID,
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
        """
        Create a test with a draft of questions.

        brand_id: None for a test of the platform. language: an ISO 639-1 code.
        Raises NotFound without the brand or subject; NotNow when the test exists; Invalid without
        a title, or for the first error in a question.
        """

        def decide() -> Decision:
            if brand_id is not None:
                self._log.load(Brand, brand_id)
            self._log.load(Subject, subject_id)
            assessment = self._log.load_or_new(Assessment, assessment_id)
            assessment.create(brand_id, subject_id, title, language, by, at)
            for question in questions:
                assessment.revise_question(question, by, at)
            return Decision([assessment])

        return self._log.execute(decide, idempotency_key)

    def revise_question(
        self, assessment_id: UUID, question: Question, by: UUID, at: datetime
    ) -> int:
        """Like `revise_questions`, with one question."""
        return self.revise_questions(assessment_id, [question], by, at)

    def revise_questions(
        self, assessment_id: UUID, questions: Sequence[Question], by: UUID, at: datetime
    ) -> int:
        """
        Add questions to the draft or new revisions of them, all or none; unchanged ones stay.

        Raises NotFound without the test; Invalid for the first error in a question.
        """

        def revise_all(assessment: Assessment) -> None:
            for question in questions:
                assessment.revise_question(question, by, at)

        return self._log.update(Assessment, assessment_id, revise_all)

    def remove_question(
        self, assessment_id: UUID, question_id: UUID, by: UUID, at: datetime
    ) -> int:
        """Remove a question from the draft. Raises NotFound without the test or question."""
        return self._log.update(
            Assessment,
            assessment_id,
            lambda assessment: assessment.remove_question(question_id, by, at),
        )

    def publish(self, assessment_id: UUID, rules: AssessmentRules, by: UUID, at: datetime) -> int:
        """
        Publish the draft as the newest edition, with its rules.

        Raises NotFound without the test; Invalid for the first error in the rules; NotNow when
        nothing has changed since the last edition, and the test is not withdrawn.
        """
        return self._log.update(
            Assessment, assessment_id, lambda assessment: assessment.publish(rules, by, at)
        )

    def withdraw(self, assessment_id: UUID, by: UUID, at: datetime) -> int:
        """
        Let no further attempt start; attempts that run go on.

        Raises NotFound without the test; NotNow when no edition is open.
        """
        return self._log.update(
            Assessment, assessment_id, lambda assessment: assessment.withdraw(by, at)
        )
