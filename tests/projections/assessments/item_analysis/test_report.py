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
from projections.assessments.item_analysis.figure import Why
from projections.assessments.item_analysis.guessing import random_guess
from projections.assessments.item_analysis.question_figures import Flag
from projections.assessments.item_analysis.scored_attempt import Which, changes_as_of, papers_of
from tests.projections.assessments.item_analysis.simulated_candidates import (
    FIRST_DAY,
    NOTHING,
    WHOLE,
    Hall,
    a_test_of,
    multiple,
    numeric,
    ordering,
    single,
)
from tests.support.assessment_candidates import ATTEMPT, RIGHT, TEST, VOLTAGE, Exam
from tests.support.people import MANAGER, after

ONE, TWO, THREE = single("one"), single("two"), single("three")


def hall_of(*questions, rules=None):
    return Hall(a_test_of(questions or (ONE, TWO, THREE), rules))


def sit(hall, right, at=FIRST_DAY, **kwargs):
    """Somebody who gets these right, and chooses b elsewhere."""
    hall.sit(lambda question: ChoiceAnswer(("a" if question in right else "b",)), at, **kwargs)


def facilities(figures):
    return [each.facility.value for each in figures.questions]


def test_only_first_attempts_count_unless_one_asks_for_others():
    hall = hall_of()
    for number in range(10):
        person = UUID(int=number, version=4)
        sit(hall, [ONE], member=person)
        sit(hall, [ONE, TWO], member=person, number=2)
        sit(hall, [], member=person, number=3)

    assert facilities(hall.figures()) == [1.0, 0.0, 0.0]
    assert facilities(hall.figures(Which.HIGHEST)) == [1.0, 1.0, 0.0]
    assert facilities(hall.figures(Which.ALL)) == pytest.approx([2 / 3, 1 / 3, 0.0])
    assert [hall.figures(which).n for which in Which] == [10, 10, 30]


def test_an_annulled_attempt_and_one_without_a_result_do_not_count():
    hall = hall_of()
    for _ in range(12):
        sit(hall, [ONE])
    first, second, *others = hall.papers
    annulled = first._replace(taken=first.taken._replace(outcome=ReviewOutcome.ANNULLED.value))
    waiting = second._replace(taken=second.taken._replace(passed=None))

    hall.papers = [annulled, waiting, *others]

    assert hall.figures().n == 10


def test_below_ten_attempts_no_figure_is_told():
    hall = hall_of()
    for _ in range(9):
        sit(hall, [ONE])

    [one, *_] = hall.figures().questions

    assert (one.n, one.facility) == (9, (None, 9, Why.TOO_FEW))
    assert one.deviation.why is one.discrimination.why is one.effective_weight.why is Why.TOO_FEW
    assert one.intended_weight.value == pytest.approx(1 / 3)


def test_what_everybody_answers_alike_discriminates_nothing():
    hall = hall_of()
    for _ in range(30):
        sit(hall, [ONE])

    figures = hall.figures()

    assert {each.discrimination.why for each in figures.questions} == {Why.NO_VARIANCE}
    assert {each.efficiency.why for each in figures.questions} == {Why.NO_VARIANCE}
    assert figures.consistency.alpha.why is Why.NO_VARIANCE
    assert [each.flags for each in figures.questions] == [(Flag.TOO_EASY,), (), ()]


def test_a_test_of_one_question_is_consistent_with_nothing():
    hall = hall_of(ONE)
    for number in range(30):
        sit(hall, [ONE] if number % 2 else [])

    figures = hall.figures()

    assert figures.consistency.alpha.why is Why.ONE_QUESTION
    assert figures.questions[0].discrimination.why is Why.ONE_QUESTION


def test_questions_that_contradict_each_other_have_no_error_ratio():
    hall = hall_of(ONE, TWO)
    for number in range(30):
        sit(hall, ([ONE], [TWO], [TWO], [ONE, TWO])[number % 4])

    figures = hall.figures()

    assert figures.consistency.alpha.value < 0
    assert figures.consistency.error_ratio.why is Why.NEGATIVE
    assert figures.consistency.standard_error.value is None


def test_a_question_in_which_the_best_do_worst_is_pointed_out():
    hall = hall_of()
    for number in range(30):
        sit(hall, [ONE] if number % 2 else [TWO, THREE])

    one, two, _ = hall.figures().questions

    assert one.flags == (Flag.AGAINST_THE_REST,)
    assert one.discrimination.value == -1
    assert one.interval == (-1, -1)
    assert two.flags == ()


def test_a_new_key_changes_the_figures_from_when_it_is_known():
    hall = hall_of()
    for _ in range(12):
        sit(hall, [ONE])
    key = Single((Choice("a", "right", NOTHING), *TWO.answer_key.choices[1:]))
    right = Single((key.choices[0], Choice("b", "wrong b", WHOLE), *key.choices[2:]))
    hall.test.correct_answer_key(
        QuestionRevision(TWO.id, 1), right, "It was b.", MANAGER, FIRST_DAY
    )

    assert facilities(hall.figures(key_version=0)) == [1.0, 0.0, 0.0]
    assert facilities(hall.figures()) == [1.0, 1.0, 0.0]


def test_a_voided_question_is_left_out_and_so_are_papers_of_nothing_else():
    hall = hall_of(rules=AssessmentRules((Selection("all", 1),), 60, 600))
    for _ in range(60):
        sit(hall, [])
    hall.test.void_question(ONE.id, "It was unclear.", MANAGER, FIRST_DAY)

    figures = hall.figures()

    assert [each.question.title for each in figures.questions] == ["two", "three"]
    assert figures.n == sum(each.n for each in figures.questions) < 60


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
    hall = hall_of()
    for number in range(30):
        sit(hall, ([ONE, TWO, THREE], [ONE, TWO], [])[number // 10])
    papers = papers_of(hall.test, hall.papers, 0, {}, Which.FIRST)

    found = distractors(ONE.answer_key, papers, QuestionRevision(ONE.id, 1))

    counts = {each.key: (each.n, each.upper, each.lower) for each in found.counts}
    assert counts == {"a": (20, 10, 0), "b": (10, 0, 10), "c": (0, 0, 0), "d": (0, 0, 0)}
    assert found.a_third == 10
    assert found.counts[0].percent == 100


def test_an_answer_that_was_not_given_is_counted_as_none():
    hall = hall_of(ONE)
    hall.sit(lambda _question: None)
    hall.sit(lambda _question: ChoiceAnswer(()))

    assert hall.figures().questions[0].distractors.unanswered.n == 2


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
    hall = hall_of(question)
    hall.sit(lambda _question: answer)

    [figures] = hall.figures().questions

    given = [(each.key, each.percent) for each in figures.distractors.counts if each.n]
    assert sorted(given) == sorted(expected)


def test_a_match_is_counted_by_pair_and_right_is_right_twice():
    question = ONE.__class__(ONE.id, "all", "m", "?", MATCH)
    hall = hall_of(question)
    hall.sit(lambda _question: MatchingAnswer({"k": "l", "l": "m"}))

    [figures] = hall.figures().questions

    counted = {each.key: (each.percent, each.n) for each in figures.distractors.counts}
    assert counted == {"k>k": (100, 0), "l>l": (100, 0), "l>m": (100, 1), "k>l": (0, 1)}


@pytest.mark.parametrize(
    ("kind", "guess"),
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
def test_what_guessing_would_earn(kind, guess):
    assert random_guess(kind) == pytest.approx(guess)


def test_days_are_those_of_the_zone():
    hall = hall_of()
    sit(hall, [], FIRST_DAY + timedelta(hours=15))

    assert hall.figures(zone="UTC").first_day == FIRST_DAY.date()
    assert hall.figures(zone="Asia/Tokyo").last_day == FIRST_DAY.date() + timedelta(days=1)


def test_nothing_was_handed_in_yet():
    figures = hall_of().figures()

    assert (figures.n, figures.questions, figures.leak) == (0, (), None)
    assert figures.mean.why is figures.consistency.alpha.why is Why.TOO_FEW
