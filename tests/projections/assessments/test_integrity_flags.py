"""Integrity flags: answers saved too fast, one device for two accounts, shared errors."""

from datetime import timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

import pytest

from domain.assessments.answers import ChoiceAnswer, NumericAnswer
from domain.assessments.assessment_rules import AssessmentRules, Selection
from projections.assessments.integrity_flags import (
    FALSE_ALARMS,
    SameDevice,
    SharedErrors,
    TooFast,
    at_least,
    integrity_flags,
    same_device,
    shared_errors,
    too_fast,
)
from tests.projections.assessments.item_analysis.simulated_candidates import (
    FIRST_DAY,
    SimulatedExam,
    a_test_of,
    numeric,
    single,
)

ONE, TWO, THREE = single("one"), single("two"), single("three")
RULES = AssessmentRules((Selection("all"),), 60, 600, min_plausible_s=5)
RIGHT, WRONG = ChoiceAnswer(("a",)), ChoiceAnswer(("b",))


def ended_attempt(answers, first, last=None, rules=RULES, device_digest=None):
    """answers and seconds after the start, by question."""
    exam = SimulatedExam(a_test_of([ONE, TWO, THREE], rules))
    exam.take(answers.get)
    [attempt] = exam.attempts
    at = {question.id: FIRST_DAY + timedelta(seconds=s) for question, s in first.items()}
    changed = {
        question.id: FIRST_DAY + timedelta(seconds=s) for question, s in (last or {}).items()
    }
    summary = attempt.summary._replace(device_digest=device_digest)
    return exam.test, attempt._replace(
        summary=summary, first_saved_at=at, saved_at={**at, **changed}
    )


def test_a_right_answer_right_after_the_one_before_is_too_fast():
    test, attempt = ended_attempt(
        {ONE: RIGHT, TWO: RIGHT, THREE: RIGHT}, {ONE: 20, TWO: 23, THREE: 40}
    )

    assert list(too_fast(test, attempt, {})) == [TooFast(TWO.id, 3)]


def test_a_right_answer_right_after_the_start_is_too_fast():
    test, attempt = ended_attempt({ONE: RIGHT}, {ONE: 2})

    assert list(too_fast(test, attempt, {})) == [TooFast(ONE.id, 2)]


def test_a_wrong_answer_is_never_too_fast():
    test, attempt = ended_attempt({ONE: WRONG}, {ONE: 2})

    assert list(too_fast(test, attempt, {})) == []


def test_answers_saved_together_share_the_time_since_the_one_before():
    test, attempt = ended_attempt(
        {ONE: RIGHT, TWO: RIGHT, THREE: RIGHT}, {ONE: 30, TWO: 30, THREE: 30}
    )

    assert list(too_fast(test, attempt, {})) == []


def test_an_answer_changed_later_is_not_too_fast():
    test, attempt = ended_attempt({ONE: RIGHT}, {ONE: 2}, last={ONE: 90})

    assert list(too_fast(test, attempt, {})) == []


def test_no_answer_is_too_fast_where_the_rules_set_no_time():
    test, attempt = ended_attempt(
        {ONE: RIGHT}, {ONE: 1}, rules=AssessmentRules((Selection("all"),), 60, 600)
    )

    assert list(too_fast(test, attempt, {})) == []


def test_one_device_for_two_accounts_is_flagged_in_both():
    (_, one), (_, other), (_, third) = [ended_attempt({}, {}, device_digest=name) for name in "aab"]
    other = other._replace(
        summary=other.summary._replace(member_id=UUID(int=7), attempt_id=UUID(int=8))
    )
    summaries = [one.summary, other.summary, third.summary]

    assert same_device(summaries) == {
        one.summary.attempt_id: SameDevice((UUID(int=8),)),
        UUID(int=8): SameDevice((one.summary.attempt_id,)),
    }


def test_one_person_may_use_one_device_twice():
    _, one = ended_attempt({}, {}, device_digest="a")
    again = one.summary._replace(attempt_id=UUID(int=8), number=2)

    assert same_device([one.summary, again]) == {}


def test_the_chance_of_so_many_successes_is_that_of_the_binomial_distribution():
    assert at_least(18, [0.25] * 20) == pytest.approx(1.6106e-9, rel=1e-3)  # the paper's example
    assert at_least(0, [0.1, 0.9]) == pytest.approx(1)
    assert at_least(2, [0.1, 0.9]) == pytest.approx(0.09)
    assert at_least(3, [0.1, 0.9]) == 0


def exam_of(seed, candidates=60, number_of_questions=30):
    """Attempts of candidates of normal ability."""
    questions = [single(f"q{number}") for number in range(number_of_questions)]
    exam = SimulatedExam(a_test_of(questions), seed)
    exam.rasch(
        candidates, {question.id: (number % 7) / 3 - 1 for number, question in enumerate(questions)}
    )
    return exam


def copied(exam, copier, source, share, seed=1):
    """The copier answers such a share of the questions as the source did."""
    chance = Random(seed)
    theirs, ours = (
        exam.attempts[source].submission.answers,
        exam.attempts[copier].submission.answers,
    )
    mixed = {id: theirs[id] if chance.random() < share else answer for id, answer in ours.items()}
    submission = exam.attempts[copier].submission
    changed = type(submission)(submission.items, mixed, {})
    exam.attempts[copier] = exam.attempts[copier]._replace(submission=changed)
    return [exam.attempts[index].summary.attempt_id for index in (copier, source)]


def weakest(exam):
    """The index of the attempt with the most wrong answers."""
    wrong = [
        sum(answer != RIGHT for answer in attempt.submission.answers.values())
        for attempt in exam.attempts
    ]
    return wrong.index(max(wrong))


def test_copied_errors_are_flagged_in_both_attempts():
    flagged = 0
    for seed in range(10):
        exam = exam_of(seed)
        source = weakest(exam)
        copier, source_id = copied(exam, (source + 1) % 60, source, share=0.9)

        shared = shared_errors(exam.test, exam.attempts, {})

        flagged += set(shared) == {copier, source_id}
        for flag in shared.get(copier, []):
            assert isinstance(flag, SharedErrors)
            assert flag.same <= flag.both_wrong
            assert flag.chance <= FALSE_ALARMS
    assert flagged >= 8


def test_honest_candidates_are_hardly_ever_flagged():
    """Of 25 exams of 60 candidates at most 2: more would come about once in 500 times."""
    alarms = sum(
        bool(shared_errors(exam.test, exam.attempts, {})) for exam in map(exam_of, range(25))
    )

    assert alarms <= 2


def test_the_same_errors_in_two_attempts_of_one_member_are_not_flagged():
    exam = exam_of(3)
    source = weakest(exam)
    copied(exam, (source + 1) % 60, source, share=1.0)
    member_id = exam.attempts[source].summary.member_id
    again = exam.attempts[(source + 1) % 60]
    again = again._replace(summary=again.summary._replace(member_id=member_id, number=2))
    exam.attempts[(source + 1) % 60] = again

    assert shared_errors(exam.test, exam.attempts, {}) == {}


def test_few_candidates_are_never_flagged_for_shared_errors():
    exam = exam_of(4, candidates=9)
    copied(exam, 1, 0, share=1.0)

    assert shared_errors(exam.test, exam.attempts, {}) == {}


def test_the_same_wrong_number_in_another_notation_is_the_same_error():
    questions = [numeric(f"n{number}") for number in range(8)]
    exam = SimulatedExam(a_test_of(questions))
    for person in range(40):
        value = (
            Decimal("77.0") if person == 0 else Decimal(77) if person == 1 else Decimal(person + 20)
        )
        exam.take(lambda question, value=value: NumericAnswer(value + questions.index(question)))

    shared = shared_errors(exam.test, exam.attempts, {})

    assert set(shared) == {attempt.summary.attempt_id for attempt in exam.attempts[:2]}


def test_all_flags_are_listed_by_attempt():
    test, attempt = ended_attempt({ONE: RIGHT}, {ONE: 2}, device_digest="a")

    assert integrity_flags(test, [attempt], {}) == {
        attempt.summary.attempt_id: [TooFast(ONE.id, 2)]
    }
