import time
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from domain.assessments.answers import TextAnswer
from domain.assessments.assessment import Assessment
from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import AttemptStatus, CandidateAnswer, ReviewOutcome
from domain.assessments.grading import result_of
from domain.reasons import AppealOutcome
from projections.assessments.attempts.queries import (
    attempt_with_id,
    attempts_at,
    attempts_by,
    decisions_of,
    ended_attempts,
    overdue,
    ungraded_attempts,
)
from projections.engine.rebuild import Rebuilder
from tests.support.assessment_candidates import (
    ATTEMPT,
    CHARGED,
    FUSE,
    RIGHT,
    RULES_WITH_FREE_TEXT,
    TEST,
    TEXT,
    VOLTAGE,
    WITH_WRITTEN_ANSWER,
    WRONG,
    Exam,
)
from tests.support.people import BRAND, EXPERT, MANAGER, OTHER_BRAND, OTHER_EXPERT, after

OTHER_ATTEMPT = UUID("80000000-0000-4000-8000-000000000002")


@pytest.fixture
def exam(market):
    exam = Exam(market)
    exam.joined()
    return exam


def query(exam, read, *arguments):
    """What a query of the attempts returns, once they have caught up."""
    exam.market.projector.catch_up()
    with exam.market.read_models.read(exam.market.read_models.attempts) as db:
        return read(*arguments, db)


def test_a_running_attempt_is_known_with_its_deadline(exam):
    exam.publish()

    exam.started()

    [attempt] = query(exam, attempts_at, TEST)
    assert (attempt.member_id, attempt.number, attempt.edition) == (EXPERT, 1, 1)
    assert attempt.deadline == after(600)
    assert attempt.status is AttemptStatus.RUNNING


def test_an_attempt_that_passed_has_its_score(exam):
    exam.publish()
    exam.started()
    exam.answered(RIGHT)

    exam.submitted()

    [attempt] = query(exam, attempts_by, EXPERT)
    assert (attempt.percent, attempt.passed, attempt.until) == (Decimal("100.00"), True, None)
    assert attempt.status is AttemptStatus.GRADED


def test_an_attempt_that_failed_says_when_the_next_may_start(exam):
    exam.publish()
    exam.started()
    exam.answered(WRONG)

    exam.submitted()

    attempt = query(exam, attempt_with_id, ATTEMPT)
    assert (attempt.percent, attempt.passed) == (Decimal("0.00"), False)
    assert attempt.until == after(120) + timedelta(days=1)


def test_an_attempt_waits_until_a_person_has_graded_it(exam):
    exam.publish(RULES_WITH_FREE_TEXT)
    exam.started()
    exam.answered(WITH_WRITTEN_ANSWER)
    exam.submitted()
    assert query(exam, attempt_with_id, ATTEMPT).status is AttemptStatus.ENDED

    exam.market.attempts.grade_answer(ATTEMPT, FUSE.id, Decimal(50), MANAGER, after(300))

    attempt = query(exam, attempt_with_id, ATTEMPT)
    assert (attempt.status, attempt.percent) == (AttemptStatus.GRADED, Decimal("83.33"))


def test_attempts_whose_time_is_over_are_found(exam):
    exam.publish()
    exam.started()

    assert query(exam, lambda db: overdue(after(600), db)) == []
    assert query(exam, lambda db: overdue(after(601), db)) == [ATTEMPT]


def test_an_attempt_that_timed_out_is_not_overdue(exam):
    exam.publish()
    exam.started()

    exam.market.attempts.time_out(ATTEMPT, after(700))

    assert query(exam, lambda db: overdue(after(800), db)) == []
    attempt = query(exam, attempt_with_id, ATTEMPT)
    assert (attempt.timed_out, attempt.ended_at) == (True, after(600))


def test_an_ended_attempt_is_graded_from_its_summary_as_from_its_events(exam):
    exam.publish()
    exam.started()
    exam.answered({**RIGHT, VOLTAGE: WRONG[VOLTAGE]})
    exam.submitted()

    [ended] = query(exam, ended_attempts, TEST)

    test, loaded = exam.market.log.load(Assessment, TEST), exam.market.log.load(Attempt, ATTEMPT)
    assert result_of(test, ended.submission, test.editions[0].rules, {}) == loaded.result
    assert ended.saved_at == {VOLTAGE.id: after(60), CHARGED.id: after(60)}


def test_an_attempt_recorded_after_the_day_of_the_query_is_left_out(exam):
    exam.publish()
    exam.started()
    exam.submitted()

    # The recorder's clock runs today, long after our examples.
    assert query(exam, lambda db: ended_attempts(TEST, db, as_of=after(120))) == []


def test_an_appeal_waits_until_a_person_decides_it(exam):
    exam.publish()
    exam.started()
    exam.submitted()
    exam.market.attempts.appeal(ATTEMPT, EXPERT, TEXT, 30, after(200))
    assert query(exam, attempt_with_id, ATTEMPT).appeal == TEXT

    exam.market.attempts.decide_appeal(ATTEMPT, AppealOutcome.GRANTED, TEXT, MANAGER, after(300))

    attempt = query(exam, attempt_with_id, ATTEMPT)
    assert (attempt.appeal, attempt.outcome) == (None, "granted")


def test_rebuilt_the_attempts_are_the_same(exam):
    exam.publish(RULES_WITH_FREE_TEXT)
    exam.joined(OTHER_EXPERT)
    exam.started()
    exam.answered(WITH_WRITTEN_ANSWER)
    exam.submitted()
    exam.started(OTHER_ATTEMPT, OTHER_EXPERT)
    exam.market.projector.catch_up()

    rebuilder = Rebuilder(exam.market.log, exam.market.read_model_store, lambda *_: None)

    assert rebuilder.check(exam.market.read_models.attempts) == []


def test_an_appeal_against_an_annulment_that_is_turned_down_leaves_it_annulled(exam):
    exam.publish()
    exam.started()
    exam.submitted()
    exam.market.attempts.review(ATTEMPT, ReviewOutcome.ANNULLED, TEXT, MANAGER, after(200))
    exam.market.attempts.appeal(ATTEMPT, EXPERT, TEXT, 30, after(300))

    exam.market.attempts.decide_appeal(
        ATTEMPT, AppealOutcome.REJECTED, TEXT, OTHER_EXPERT, after(400)
    )

    assert query(exam, attempt_with_id, ATTEMPT).outcome == "annulled"
    assert exam.market.log.load(Attempt, ATTEMPT).annulled
    decisions = query(exam, decisions_of, ATTEMPT)
    assert [(decision.outcome, decision.by) for decision in decisions] == [
        ("annulled", MANAGER),
        ("rejected", OTHER_EXPERT),
    ]


def test_an_answer_has_the_times_of_its_first_and_its_last_saving(exam):
    exam.publish()
    exam.started()
    exam.answered({VOLTAGE: WRONG[VOLTAGE]}, seconds=20)
    submitted = [CandidateAnswer(VOLTAGE.id, RIGHT[VOLTAGE], 1)]
    exam.market.attempts.save_answers(ATTEMPT, EXPERT, submitted, after(50))
    exam.submitted()

    [ended] = query(exam, ended_attempts, TEST)

    assert ended.first_saved_at == {VOLTAGE.id: after(20)}
    assert ended.saved_at == {VOLTAGE.id: after(50)}


def recorded_last(exam):
    """When the last event was recorded; what follows is recorded in a later millisecond."""
    time.sleep(0.002)
    return exam.market.log.history(ATTEMPT)[-1].recorded_at


def test_results_and_reviews_count_from_when_they_were_recorded(exam):
    exam.publish(RULES_WITH_FREE_TEXT)
    exam.started()
    exam.answered(WITH_WRITTEN_ANSWER)
    exam.submitted()
    ended_at = recorded_last(exam)
    exam.market.attempts.grade_answer(ATTEMPT, FUSE.id, Decimal(50), MANAGER, after(300))
    graded_at = recorded_last(exam)
    exam.market.attempts.review(ATTEMPT, ReviewOutcome.ANNULLED, TEXT, OTHER_EXPERT, after(400))

    def result_as_of(at):
        [ended] = query(exam, lambda db: ended_attempts(TEST, db, as_of=at))
        return ended.summary.percent, ended.summary.outcome

    assert result_as_of(ended_at) == (None, None)
    assert result_as_of(graded_at) == (Decimal("83.33"), None)
    assert result_as_of(graded_at + timedelta(days=1)) == (Decimal("83.33"), "annulled")


def test_ungraded_attempts_are_listed_for_the_brand(exam):
    exam.publish(RULES_WITH_FREE_TEXT)
    exam.started()
    exam.answered(WITH_WRITTEN_ANSWER)
    assert query(exam, ungraded_attempts, BRAND) == []

    exam.submitted()

    [waiting] = query(exam, ungraded_attempts, BRAND)
    assert waiting.submission.answers[FUSE.id] == TextAnswer(TEXT, 40)
    assert query(exam, ungraded_attempts, OTHER_BRAND) == []
