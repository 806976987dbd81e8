"""The commands of candidates who take the shop's test, and of the adviser who grades it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from domain.assessments.assessment import Assessment
from domain.assessments.attempt_context import CandidateAnswer
from domain.simulation import lognormal_int, rng_for
from web.demo.brands.camping_shop.attempt_plan import PlannedAttempt
from web.demo.planned import PlannedCommand, PlannedText, id_in, planned
from web.marketplace import Marketplace

MEDIAN_ANSWER_S, LONGEST_ANSWER_S = 35, 85
GRADED_AFTER = timedelta(hours=15)


class AttemptScript:
    """Collects the commands around one assessment, and the texts that they refer to."""

    def __init__(self, marketplace: Marketplace, assessment: Assessment, grader_id: UUID) -> None:
        self.commands: list[PlannedCommand] = []
        self.texts: list[PlannedText] = []
        self._marketplace = marketplace
        self._assessment = assessment
        self._grader_id = grader_id

    def open(self, created_at: datetime, published_at: datetime) -> None:
        """The assessment is created with all its questions, and published some days later."""
        tests, assessment = self._marketplace.assessments, self._assessment
        created, *revised, published = assessment.pending_events
        assert isinstance(created, Assessment.Created)
        assert isinstance(published, Assessment.Published)
        about = (created.brand_id, created.subject_id, created.title, created.language)
        questions = assessment.draft_questions()
        create = partial(
            tests.create, assessment.id, *about, created.by, created_at, questions=questions
        )
        self.commands.append(PlannedCommand(created_at, assessment.id, create, 1 + len(revised)))
        publication = (published.rules, published.by, published_at)
        self.commands.append(planned(published_at, tests.publish, assessment.id, *publication))

    def take(self, attempt: PlannedAttempt, at: datetime, *, is_graded: bool = True) -> datetime:
        """An attempt, started then; returns when its result is known if it is graded."""
        member_id = attempt.candidate.member_id
        self.texts += [PlannedText(id, text, member_id, at) for id, text in attempt.texts.items()]
        ended_at = self._answer(attempt, at)
        if is_graded:
            self.commands.extend(self._grade(attempt, ended_at + GRADED_AFTER))
        return ended_at + GRADED_AFTER

    def appeal(self, attempt: PlannedAttempt, text: str, at: datetime) -> None:
        member_id, text_id = attempt.candidate.member_id, id_in(attempt.id, "appeal")
        self.texts.append(PlannedText(text_id, text, member_id, at))
        appeal = self._marketplace.attempts.appeal
        self.commands.append(planned(at, appeal, attempt.id, member_id, text_id, len(text), at))

    def _answer(self, attempt: PlannedAttempt, at: datetime) -> datetime:
        """From the start to the submission; returns when that is."""
        attempts, rng = self._marketplace.attempts, rng_for(attempt.id, "pace")
        member_id, device = attempt.candidate.member_id, attempt.candidate.device
        started = (self._assessment.id, member_id, attempt.seed, at)
        start = planned(at, attempts.start, attempt.id, *started, device_digest=device)
        self.commands.append(start)
        for item in attempt.items:
            at += timedelta(seconds=lognormal_int(rng, MEDIAN_ANSWER_S, 0.5, 8, LONGEST_ANSWER_S))
            question_id = item.question.question_id
            answers = [CandidateAnswer(question_id, attempt.stored_answer(question_id), 0)]
            save = planned(at, attempts.save_answers, attempt.id, member_id, answers, at)
            self.commands.append(save)
        ended_at = at + timedelta(seconds=rng.randint(15, 60))
        self.commands.append(planned(ended_at, attempts.submit, attempt.id, member_id, ended_at))
        return ended_at

    def _grade(self, attempt: PlannedAttempt, at: datetime) -> Iterator[PlannedCommand]:
        """With the last mark there is a result, and a candidate who passed is qualified."""
        *_, last = attempt.manual_marks
        for question_id, percent in attempt.manual_marks.items():
            grade_answer, grading = self._marketplace.attempts.grade_answer, (question_id, percent)
            grade = partial(grade_answer, attempt.id, *grading, self._grader_id, at)
            is_last = question_id == last
            is_qualified = is_last and attempt.passes(self._assessment)
            members = (attempt.candidate.member_id,) if is_qualified else ()
            yield PlannedCommand(at, attempt.id, grade, 1 + is_last, other_streams=members)
