"""Commands on tests; every command returns the log's position after it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from domain.assessments.assessment import Assessment
from domain.assessments.question import Question
from domain.brands.brand import Brand
from domain.brands.subject import Subject
from domain.log.commands import Commands, updates
from domain.log.entries import Decision, IdempotencyKey


class AssessmentCommands(Commands):
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
        Raises what Assessment.create and Assessment.revise_question raise; NotFound without the
        brand or subject.
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

    revise_question = updates(Assessment, Assessment.revise_question)

    def revise_questions(
        self, assessment_id: UUID, questions: Sequence[Question], by: UUID, at: datetime
    ) -> int:
        """
        Add questions to the draft or new revisions of them, all or none; unchanged ones stay.

        Raises what Assessment.revise_question raises; NotFound without the test.
        """

        def revise_all(assessment: Assessment) -> None:
            for question in questions:
                assessment.revise_question(question, by, at)

        return self._log.update(Assessment, assessment_id, revise_all)

    remove_question = updates(Assessment, Assessment.remove_question)
    publish = updates(Assessment, Assessment.publish)
    withdraw = updates(Assessment, Assessment.withdraw)
