"""The statistics agree with an independent computation, on 200 simulated takers."""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

import pytest

from domain.assessments.assessment_rules import AssessmentRules, Selection
from domain.assessments.grading import marks_of
from projections.assessments.item_analysis.figure import Why
from tests.projections.assessments.item_analysis import oracle
from tests.projections.assessments.item_analysis.simulated_candidates import (
    Hall,
    a_test_of,
    multiple,
    numeric,
    ordering,
    single,
)

TAKERS = 200
CLOSE = 1e-12


def bank():
    """Twelve questions of two topics, some worth more; several give part of the points."""
    questions = [single(f"s{number}", "batteries", Decimal(1 + number % 2)) for number in range(6)]
    questions += [multiple("m1", "safety"), multiple("m2", "safety", Decimal("2.5"))]
    questions += [numeric("n1", "safety", Decimal(3)), ordering("o1", "safety")]
    return [*questions, single("s6", "safety"), single("s7", "safety", Decimal("0.5"))]


def hall_of(rules=None, seed=1):
    questions = bank()
    hall = Hall(a_test_of(questions, rules), seed)
    hall.rasch(TAKERS, {each.id: number / 3 - 2 for number, each in enumerate(questions)})
    return hall


def as_oracle_reads(hall):
    """The papers for the oracle: by position, the k-th of a topic in the order of the edition."""
    order = [revision.question_id for revision in hall.test.editions[0].questions]
    papers = []
    for handed in hall.papers:
        paper, used = {}, defaultdict(int)
        marks = marks_of(hall.test, handed.submission, 0, {})
        for mark in sorted(marks, key=lambda each: order.index(each.question_id)):
            earned = Fraction(mark.points) * Fraction(mark.percent) / 100
            paper[mark.topic, used[mark.topic]] = mark.question_id, earned, Fraction(mark.points)
            used[mark.topic] += 1
        papers.append(paper)
    return papers


@pytest.fixture(scope="module", params=[None, (4, 3)], ids=["all asked", "drawn"])
def hall(request):
    if request.param is None:
        return hall_of()
    some = zip(("batteries", "safety"), request.param, strict=True)
    return hall_of(AssessmentRules(tuple(Selection(*each) for each in some), 60, 600), seed=2)


@pytest.fixture(scope="module")
def papers(hall):
    return as_oracle_reads(hall)


@pytest.fixture(scope="module")
def figures(hall):
    return hall.figures()


def test_the_whole_test(figures, papers):
    assert figures.n == figures.consistency.n == TAKERS
    told = figures.mean.value, figures.deviation.value
    assert told == pytest.approx(oracle.whole(papers), rel=CLOSE)


def test_the_internal_consistency(figures, papers):
    found = figures.consistency

    assert found.alpha.value == pytest.approx(oracle.cic(papers), rel=CLOSE)
    assert found.error_ratio.value == pytest.approx(oracle.error_ratio(papers), rel=CLOSE)
    assert found.standard_error.value == pytest.approx(oracle.standard_error(papers), rel=CLOSE)


def test_every_question(figures, papers):
    assert len(figures.questions) == 12
    for each in figures.questions:
        told = (
            each.facility.value,
            each.deviation.value,
            each.intended_weight.value,
            each.discrimination.value,
            each.efficiency.value,
        )
        formulas = (
            oracle.facility,
            oracle.deviation,
            oracle.intended_weight,
            oracle.discrimination,
            oracle.efficiency,
        )
        expected = tuple(formula(each.revision.question_id, papers) for formula in formulas)
        assert told == pytest.approx(expected, rel=CLOSE), each.question.title


def test_the_number_beside_each_figure_is_that_of_those_who_were_asked(figures, papers):
    for each in figures.questions:
        n = len(list(oracle.asked(each.revision.question_id, papers)))
        assert each.n == each.facility.n == each.discrimination.n == n


def test_the_effective_weights_where_everybody_was_asked():
    hall = hall_of()
    weights = oracle.effective_weights(as_oracle_reads(hall))
    place = {paper[position][0]: position for paper in as_oracle_reads(hall) for position in paper}

    told = {
        each.revision.question_id: each.effective_weight.value for each in hall.figures().questions
    }

    assert sum(told.values()) == pytest.approx(1)
    for question_id, weight in told.items():
        assert weight == pytest.approx(weights[place[question_id]], rel=CLOSE)


def test_a_question_that_was_drawn_for_some_has_no_effective_weight():
    hall = hall_of(AssessmentRules((Selection("batteries", 4), Selection("safety")), 60, 600))

    for each in hall.figures().questions:
        drawn = each.question.topic == "batteries"
        assert (each.effective_weight.why is Why.NOT_DRAWN_FOR_ALL) == drawn


def test_who_knows_more_does_better_where_questions_are_good(figures):
    """The takers' ability is known: every question measures it, and so do all of them together."""
    assert all(each.discrimination.value > 0 for each in figures.questions)
    assert figures.consistency.alpha.value > 0.4


def test_the_facility_follows_the_difficulty():
    hall = hall_of()

    easiest, *_, hardest = [
        each.facility.value for each in hall.figures().questions if each.question.topic != "safety"
    ]

    assert easiest > 0.75
    assert hardest < easiest - 0.2
