"""Which attempts count, under which key, and what stands out."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from domain.assessments.answers import ChoiceAnswer, MatchingAnswer, NumericAnswer, OrderingAnswer
from domain.assessments.assessment import QuestionRevision
from domain.assessments.assessment_rules import AssessmentRules, Selection
from domain.assessments.attempt_context import ReviewOutcome
from domain.assessments.question_types.choice import Choice, Single, TrueFalse
from domain.assessments.question_types.entry import AcceptedText, FreeText, ShortText
from domain.assessments.question_types.ordering_matching import Matching, Pair
from projections.assessments.item_analysis.distractors import distractors
from projections.assessments.item_analysis.figure import MissingReason
from projections.assessments.item_analysis.question_figures import Flag, random_guess
from projections.assessments.item_analysis.scored_attempt import (
    AttemptChoice,
    changes_as_of,
    scored_attempts,
)
from tests.projections.assessments.item_analysis.simulated_candidates import (
    FIRST_DAY,
    NOTHING,
    WHOLE,
    SimulatedExam,
    a_test_of,
    multiple,
    numeric,
    ordering,
    single,
)
from tests.support.assessment_candidates import ATTEMPT, RIGHT, TEST, VOLTAGE, Exam
from tests.support.people import MANAGER, after

ONE, TWO, THREE = single("one"), single("two"), single("three")


def exam_of(*questions, rules=None):
    return SimulatedExam(a_test_of(questions or (ONE, TWO, THREE), rules))


def take(exam, right, at=FIRST_DAY, **kwargs):
    """A candidate who gets these right, and chooses b elsewhere."""
    exam.take(lambda question: ChoiceAnswer(("a" if question in right else "b",)), at, **kwargs)


def facilities(figures):
    return [question.facility.value for question in figures.questions]


def test_only_first_attempts_count_unless_one_asks_for_others():
    exam = exam_of()
    for number in range(10):
        person = UUID(int=number, version=4)
        take(exam, [ONE], member=person)
        take(exam, [ONE, TWO], member=person, number=2)
        take(exam, [], member=person, number=3)

    assert facilities(exam.figures()) == [1.0, 0.0, 0.0]
    assert facilities(exam.figures(AttemptChoice.HIGHEST)) == [1.0, 1.0, 0.0]
    assert facilities(exam.figures(AttemptChoice.ALL)) == pytest.approx([2 / 3, 1 / 3, 0.0])
    assert [exam.figures(which).n for which in AttemptChoice] == [10, 10, 30]


def test_an_annulled_attempt_and_one_without_a_result_do_not_count():
    exam = exam_of()
    for _ in range(12):
        take(exam, [ONE])
    first, second, *others = exam.attempts
    annulled = first._replace(summary=first.summary._replace(outcome=ReviewOutcome.ANNULLED.value))
    waiting = second._replace(summary=second.summary._replace(passed=None))

    exam.attempts = [annulled, waiting, *others]

    assert exam.figures().n == 10


def test_below_ten_attempts_there_is_no_figure():
    exam = exam_of()
    for _ in range(9):
        take(exam, [ONE])

    [one, *_] = exam.figures().questions

    assert (one.n, one.facility) == (9, (None, 9, MissingReason.TOO_FEW))
    assert (
        one.deviation.reason
        is one.discrimination.reason
        is one.effective_weight.reason
        is MissingReason.TOO_FEW
    )
    assert one.intended_weight.value == pytest.approx(1 / 3)


def test_a_question_that_all_answer_alike_discriminates_nothing():
    exam = exam_of()
    for _ in range(30):
        take(exam, [ONE])

    figures = exam.figures()

    assert {question.discrimination.reason for question in figures.questions} == {
        MissingReason.NO_VARIANCE
    }
    assert {question.efficiency.reason for question in figures.questions} == {
        MissingReason.NO_VARIANCE
    }
    assert figures.consistency.alpha.reason is MissingReason.NO_VARIANCE
    assert [question.flags for question in figures.questions] == [(Flag.TOO_EASY,), (), ()]


def test_a_test_of_one_question_is_consistent_with_nothing():
    exam = exam_of(ONE)
    for number in range(30):
        take(exam, [ONE] if number % 2 else [])

    figures = exam.figures()

    assert figures.consistency.alpha.reason is MissingReason.ONE_QUESTION
    assert figures.questions[0].discrimination.reason is MissingReason.ONE_QUESTION


def test_contradicting_questions_have_no_error_ratio():
    exam = exam_of(ONE, TWO)
    for number in range(30):
        take(exam, ([ONE], [TWO], [TWO], [ONE, TWO])[number % 4])

    figures = exam.figures()

    assert figures.consistency.alpha.value < 0
    assert figures.consistency.error_ratio.reason is MissingReason.NEGATIVE
    assert figures.consistency.standard_error.value is None


def test_a_question_in_which_the_best_do_worst_is_flagged():
    exam = exam_of()
    for number in range(30):
        take(exam, [ONE] if number % 2 else [TWO, THREE])

    one, two, _ = exam.figures().questions

    assert one.flags == (Flag.AGAINST_THE_REST,)
    assert one.discrimination.value == -1
    assert one.interval == (-1, -1)
    assert two.flags == ()


def test_a_new_key_changes_the_figures_from_when_it_is_known():
    exam = exam_of()
    for _ in range(12):
        take(exam, [ONE])
    key = Single((Choice("a", "right", NOTHING), *TWO.answer_key.choices[1:]))
    right = Single((key.choices[0], Choice("b", "wrong b", WHOLE), *key.choices[2:]))
    exam.test.correct_answer_key(
        QuestionRevision(TWO.id, 1), right, "It was b.", MANAGER, FIRST_DAY
    )

    assert facilities(exam.figures(key_version=0)) == [1.0, 0.0, 0.0]
    assert facilities(exam.figures()) == [1.0, 1.0, 0.0]


def test_a_voided_question_is_left_out_and_so_are_attempts_of_nothing_else():
    exam = exam_of(rules=AssessmentRules((Selection("all", 1),), 60, 600))
    for _ in range(60):
        take(exam, [])
    exam.test.void_question(ONE.id, "It was unclear.", MANAGER, FIRST_DAY)

    figures = exam.figures()

    assert [question.question.title for question in figures.questions] == ["two", "three"]
    assert figures.n == sum(question.n for question in figures.questions) < 60


def test_changes_of_the_key_are_known_from_when_they_were_recorded(market):
    exam = Exam(market)
    exam.publish()
    exam.joined()
    exam.started()
    exam.answered(RIGHT)
    exam.submitted()
    before = market.log.history(TEST)[-1].recorded_at

    market.regrading.change_key(
        TEST,
        lambda test: test.void_question(VOLTAGE.id, "Some have 24 V.", MANAGER, after(300)),
        [ATTEMPT],
        MANAGER,
        after(300),
    )

    history = market.log.history(TEST)
    assert changes_as_of(history, None) == 1
    assert changes_as_of(history, before) == 0
    assert changes_as_of(history, history[-1].recorded_at) == 1


def test_thirds_are_made_by_the_rest_of_the_test():
    exam = exam_of()
    for number in range(30):
        take(exam, ([ONE, TWO, THREE], [ONE, TWO], [])[number // 10])
    attempts = scored_attempts(exam.test, exam.attempts, 0, {}, AttemptChoice.FIRST)

    found = distractors(ONE.answer_key, attempts, QuestionRevision(ONE.id, 1))

    counts = {count.key: (count.n, count.upper, count.lower) for count in found.counts}
    assert counts == {"a": (20, 10, 0), "b": (10, 0, 10), "c": (0, 0, 0), "d": (0, 0, 0)}
    assert found.a_third == 10
    assert found.counts[0].percent == 100


def test_a_missing_answer_is_counted_as_unanswered():
    exam = exam_of(ONE)
    exam.take(lambda _question: None)
    exam.take(lambda _question: ChoiceAnswer(()))

    assert exam.figures().questions[0].distractors.unanswered.n == 2


MATCH = Matching((Pair("k", "cold", "heater"), Pair("l", "dark", "lamp"), Pair("m", "", "lamp")))


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        (numeric("n"), NumericAnswer(Decimal("13.0")), [("13", 50)]),
        (multiple("m"), ChoiceAnswer(("a", "c")), [("a", 50), ("c", -50)]),
        (
            ordering("o"),
            OrderingAnswer(("b", "a", "c", "d")),
            [("c>d", 100), ("b>a", 0), ("a>c", 0)],
        ),
    ],
)
def test_other_answers_are_counted_in_their_parts(question, answer, expected):
    exam = exam_of(question)
    exam.take(lambda _question: answer)

    [figures] = exam.figures().questions

    counts = [(count.key, count.percent) for count in figures.distractors.counts if count.n]
    assert sorted(counts) == sorted(expected)


def test_a_match_is_counted_by_pair_and_right_is_right_twice():
    question = ONE.__class__(ONE.id, "all", "m", "?", MATCH)
    exam = exam_of(question)
    exam.take(lambda _question: MatchingAnswer({"k": "l", "l": "m"}))

    [figures] = exam.figures().questions

    counted = {count.key: (count.percent, count.n) for count in figures.distractors.counts}
    assert counted == {"k>k": (100, 0), "l>l": (100, 0), "l>m": (100, 1), "k>l": (0, 1)}


@pytest.mark.parametrize(
    ("answer_key", "guess"),
    [
        (ONE.answer_key, 1 / 4),
        (Single((Choice("a", "a", WHOLE), Choice("b", "b", Decimal(-100)))), 1 / 2),
        (TrueFalse(answer=True), 1 / 2),
        (multiple("m").answer_key, None),
        (numeric("n").answer_key, 0),
        (FreeText("guide"), 0),
        (ShortText((AcceptedText("12 V"), AcceptedText("*", Decimal(20)))), 0.2),
        (ShortText((AcceptedText("12 V"),)), 0),
        (MATCH, (1 / 3 + 2 / 3) / 2),
        (ordering("o").answer_key, 1 / 4),
    ],
)
def test_what_guessing_would_earn(answer_key, guess):
    assert random_guess(answer_key) == pytest.approx(guess)


def test_days_are_those_of_the_zone():
    exam = exam_of()
    take(exam, [], FIRST_DAY + timedelta(hours=15))

    assert exam.figures(zone="UTC").first_day == FIRST_DAY.date()
    assert exam.figures(zone="Asia/Tokyo").last_day == FIRST_DAY.date() + timedelta(days=1)


def test_a_test_without_attempts_has_no_figures():
    figures = exam_of().figures()

    assert (figures.n, figures.questions, figures.item_exposure) == (0, (), None)
    assert figures.mean.reason is figures.consistency.alpha.reason is MissingReason.TOO_FEW
