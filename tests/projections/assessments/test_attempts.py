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
    handed_in,
    overdue,
    unmarked,
)
from projections.engine.rebuild import Rebuilder
from tests.support.assessment_candidates import (
    ATTEMPT,
    CHARGED,
    FUSE,
    IN_WORDS,
    RIGHT,
    TEST,
    TEXT,
    VOLTAGE,
    WITH_WORDS,
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


def asked(exam, question, *arguments):
    """A question of the pages, once they have caught up."""
    exam.market.projector.catch_up()
    with exam.market.read_models.read(exam.market.read_models.attempts) as db:
        return question(*arguments, db)


def test_a_running_attempt_is_known_with_its_deadline(exam):
    exam.publish()

    exam.started()

    [taken] = asked(exam, attempts_at, TEST)
    assert (taken.member_id, taken.number, taken.edition) == (EXPERT, 1, 1)
    assert taken.deadline == after(600)
    assert taken.status is AttemptStatus.RUNNING


def test_an_attempt_that_passed_has_its_score(exam):
    exam.publish()
    exam.started()
    exam.answered(RIGHT)

    exam.submitted()

    [taken] = asked(exam, attempts_by, EXPERT)
    assert (taken.percent, taken.passed, taken.until) == (Decimal("100.00"), True, None)
    assert taken.status is AttemptStatus.GRADED


def test_an_attempt_that_failed_says_when_the_next_may_start(exam):
    exam.publish()
    exam.started()
    exam.answered(WRONG)

    exam.submitted()

    taken = asked(exam, attempt_with_id, ATTEMPT)
    assert (taken.percent, taken.passed) == (Decimal("0.00"), False)
    assert taken.until == after(120) + timedelta(days=1)


def test_an_attempt_waits_until_a_person_has_marked_it(exam):
    exam.publish(WITH_WORDS)
    exam.started()
    exam.answered(IN_WORDS)
    exam.submitted()
    assert asked(exam, attempt_with_id, ATTEMPT).status is AttemptStatus.ENDED

    exam.market.attempts.grade_answer(ATTEMPT, FUSE.id, Decimal(50), MANAGER, after(300))

    taken = asked(exam, attempt_with_id, ATTEMPT)
    assert (taken.status, taken.percent) == (AttemptStatus.GRADED, Decimal("83.33"))


def test_attempts_whose_time_is_over_are_found(exam):
    exam.publish()
    exam.started()

    assert asked(exam, lambda db: overdue(after(600), db)) == []
    assert asked(exam, lambda db: overdue(after(601), db)) == [ATTEMPT]


def test_one_that_timed_out_is_overdue_no_more(exam):
    exam.publish()
    exam.started()

    exam.market.attempts.time_out(ATTEMPT, after(700))

    assert asked(exam, lambda db: overdue(after(800), db)) == []
    taken = asked(exam, attempt_with_id, ATTEMPT)
    assert (taken.timed_out, taken.ended_at) == (True, after(600))


def test_what_was_handed_in_is_marked_as_the_attempt_was(exam):
    exam.publish()
    exam.started()
    exam.answered({**RIGHT, VOLTAGE: WRONG[VOLTAGE]})
    exam.submitted()

    [handed] = asked(exam, handed_in, TEST)

    test, attempt = exam.market.log.load(Assessment, TEST), exam.market.log.load(Attempt, ATTEMPT)
    assert result_of(test, handed.submission, test.editions[0].rules, {}) == attempt.result
    assert handed.saved_at == {VOLTAGE.id: after(60), CHARGED.id: after(60)}


def test_what_was_not_recorded_by_then_was_not_known_then(exam):
    exam.publish()
    exam.started()
    exam.submitted()

    # The recorder's clock runs today, long after our examples.
    assert asked(exam, lambda db: handed_in(TEST, db, as_of=after(120))) == []


def test_an_appeal_waits_until_somebody_judges_it(exam):
    exam.publish()
    exam.started()
    exam.submitted()
    exam.market.attempts.appeal(ATTEMPT, EXPERT, TEXT, 30, after(200))
    assert asked(exam, attempt_with_id, ATTEMPT).appeal == TEXT

    exam.market.attempts.decide_appeal(ATTEMPT, AppealOutcome.GRANTED, TEXT, MANAGER, after(300))

    taken = asked(exam, attempt_with_id, ATTEMPT)
    assert (taken.appeal, taken.outcome) == (None, "granted")


def test_rebuilt_the_attempts_are_the_same(exam):
    exam.publish(WITH_WORDS)
    exam.joined(OTHER_EXPERT)
    exam.started()
    exam.answered(IN_WORDS)
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

    assert asked(exam, attempt_with_id, ATTEMPT).outcome == "annulled"
    assert exam.market.log.load(Attempt, ATTEMPT).annulled
    said = asked(exam, decisions_of, ATTEMPT)
    assert [(each.outcome, each.by) for each in said] == [
        ("annulled", MANAGER),
        ("rejected", OTHER_EXPERT),
    ]


def test_when_each_answer_was_saved_first_is_kept_beside_when_it_was_saved_last(exam):
    exam.publish()
    exam.started()
    exam.answered({VOLTAGE: WRONG[VOLTAGE]}, seconds=20)
    given = [CandidateAnswer(VOLTAGE.id, RIGHT[VOLTAGE], 1)]
    exam.market.attempts.save_answers(ATTEMPT, EXPERT, given, after(50))
    exam.submitted()

    [handed] = asked(exam, handed_in, TEST)

    assert handed.first_saved_at == {VOLTAGE.id: after(20)}
    assert handed.saved_at == {VOLTAGE.id: after(50)}


def recorded_last(exam):
    """When the last event was recorded; what follows is recorded in a later millisecond."""
    time.sleep(0.002)
    return exam.market.log.history(ATTEMPT)[-1].recorded_at


def test_a_result_and_a_verdict_are_known_from_when_they_were_recorded(exam):
    exam.publish(WITH_WORDS)
    exam.started()
    exam.answered(IN_WORDS)
    exam.submitted()
    handed_in_at = recorded_last(exam)
    exam.market.attempts.grade_answer(ATTEMPT, FUSE.id, Decimal(50), MANAGER, after(300))
    told_at = recorded_last(exam)
    exam.market.attempts.review(ATTEMPT, ReviewOutcome.ANNULLED, TEXT, OTHER_EXPERT, after(400))

    def known(at):
        [handed] = asked(exam, lambda db: handed_in(TEST, db, as_of=at))
        return handed.taken.percent, handed.taken.outcome

    assert known(handed_in_at) == (None, None)
    assert known(told_at) == (Decimal("83.33"), None)
    assert known(told_at + timedelta(days=1)) == (Decimal("83.33"), "annulled")


def test_what_waits_for_a_person_is_found_for_the_brand(exam):
    exam.publish(WITH_WORDS)
    exam.started()
    exam.answered(IN_WORDS)
    assert asked(exam, unmarked, BRAND) == []

    exam.submitted()

    [waiting] = asked(exam, unmarked, BRAND)
    assert waiting.submission.answers[FUSE.id] == TextAnswer(TEXT, 40)
    assert asked(exam, unmarked, OTHER_BRAND) == []
