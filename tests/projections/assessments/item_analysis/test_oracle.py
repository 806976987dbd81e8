"""The statistics agree with an independent computation, on 200 simulated candidates."""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

import pytest

from domain.assessments.assessment_rules import AssessmentRules, Selection
from domain.assessments.grading import marks_of
from projections.assessments.item_analysis.figure import MissingReason
from tests.projections.assessments.item_analysis import oracle
from tests.projections.assessments.item_analysis.simulated_candidates import (
    SimulatedExam,
    a_test_of,
    multiple,
    numeric,
    ordering,
    single,
)

CANDIDATES = 200
CLOSE = 1e-12


def bank():
    """Twelve questions of two topics, some worth more; several give part of the points."""
    questions = [single(f"s{number}", "batteries", Decimal(1 + number % 2)) for number in range(6)]
    questions += [multiple("m1", "safety"), multiple("m2", "safety", Decimal("2.5"))]
    questions += [numeric("n1", "safety", Decimal(3)), ordering("o1", "safety")]
    return [*questions, single("s6", "safety"), single("s7", "safety", Decimal("0.5"))]


def exam_of(rules=None, seed=1):
    questions = bank()
    exam = SimulatedExam(a_test_of(questions, rules), seed)
    exam.rasch(
        CANDIDATES, {question.id: number / 3 - 2 for number, question in enumerate(questions)}
    )
    return exam


def as_oracle_reads(exam):
    """The attempts for the oracle: by position, the k-th of a topic in the edition's order."""
    order = [revision.question_id for revision in exam.test.editions[0].questions]
    attempts = []
    for attempt in exam.attempts:
        rows, used = {}, defaultdict(int)
        marks = marks_of(exam.test, attempt.submission, 0, {})
        for mark in sorted(marks, key=lambda mark: order.index(mark.question_id)):
            earned = Fraction(mark.points) * Fraction(mark.percent) / 100
            rows[mark.topic, used[mark.topic]] = mark.question_id, earned, Fraction(mark.points)
            used[mark.topic] += 1
        attempts.append(rows)
    return attempts


@pytest.fixture(scope="module", params=[None, (4, 3)], ids=["all asked", "drawn"])
def exam(request):
    if request.param is None:
        return exam_of()
    selections = zip(("batteries", "safety"), request.param, strict=True)
    return exam_of(
        AssessmentRules(tuple(Selection(*selection) for selection in selections), 60, 600), seed=2
    )


@pytest.fixture(scope="module")
def attempts(exam):
    return as_oracle_reads(exam)


@pytest.fixture(scope="module")
def figures(exam):
    return exam.figures()


def test_the_whole_test(figures, attempts):
    assert figures.n == figures.consistency.n == CANDIDATES
    values = figures.mean.value, figures.deviation.value
    assert values == pytest.approx(oracle.whole(attempts), rel=CLOSE)


def test_the_internal_consistency(figures, attempts):
    consistency = figures.consistency

    assert consistency.alpha.value == pytest.approx(oracle.cic(attempts), rel=CLOSE)
    assert consistency.error_ratio.value == pytest.approx(oracle.error_ratio(attempts), rel=CLOSE)
    assert consistency.standard_error.value == pytest.approx(
        oracle.standard_error(attempts), rel=CLOSE
    )


def test_every_question(figures, attempts):
    assert len(figures.questions) == 12
    for question in figures.questions:
        values = (
            question.facility.value,
            question.deviation.value,
            question.intended_weight.value,
            question.discrimination.value,
            question.efficiency.value,
        )
        formulas = (
            oracle.facility,
            oracle.deviation,
            oracle.intended_weight,
            oracle.discrimination,
            oracle.efficiency,
        )
        expected = tuple(formula(question.revision.question_id, attempts) for formula in formulas)
        assert values == pytest.approx(expected, rel=CLOSE), question.question.title


def test_a_figure_counts_the_attempts_that_contain_the_question(figures, attempts):
    assert figures.questions
    for question in figures.questions:
        n = len(list(oracle.rows_of(question.revision.question_id, attempts)))
        assert question.n == question.facility.n == question.discrimination.n == n


def test_the_effective_weights_where_all_attempts_are_alike():
    exam = exam_of()
    weights = oracle.effective_weights(as_oracle_reads(exam))
    position_of = {
        rows[position][0]: position for rows in as_oracle_reads(exam) for position in rows
    }

    values = {
        question.revision.question_id: question.effective_weight.value
        for question in exam.figures().questions
    }

    assert sum(values.values()) == pytest.approx(1)
    for question_id, weight in values.items():
        assert weight == pytest.approx(weights[position_of[question_id]], rel=CLOSE)


def test_a_question_selected_for_some_has_no_effective_weight():
    exam = exam_of(AssessmentRules((Selection("batteries", 4), Selection("safety")), 60, 600))

    for question in exam.figures().questions:
        is_selected = question.question.topic == "batteries"
        assert (
            question.effective_weight.reason is MissingReason.NOT_SELECTED_FOR_ALL
        ) == is_selected


def test_stronger_candidates_do_better_in_good_questions(figures):
    """The candidates' ability is known: every question measures it, and so do all together."""
    assert all(question.discrimination.value > 0 for question in figures.questions)
    assert figures.consistency.alpha.value > 0.4


def test_the_facility_follows_the_difficulty():
    exam = exam_of()

    easiest, *_, hardest = [
        question.facility.value
        for question in exam.figures().questions
        if question.question.topic != "safety"
    ]

    assert easiest > 0.75
    assert hardest < easiest - 0.2
