"""Whatever the answers: no figure leaves its bounds, and none is computed of too few attempts."""

from dataclasses import fields, is_dataclass
from datetime import timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.assessments.answers import ChoiceAnswer, NumericAnswer, OrderingAnswer
from domain.assessments.assessment_rules import AssessmentRules, Selection
from projections.assessments.item_analysis.figure import MIN_ATTEMPTS, MIN_PAIRED_ATTEMPTS, Figure
from tests.projections.assessments.item_analysis.simulated_candidates import (
    FIRST_DAY,
    SimulatedExam,
    a_test_of,
    multiple,
    numeric,
    ordering,
    single,
)

QUESTIONS = [
    single("one", "a", Decimal("0.333")),
    single("two", "a", Decimal(7)),
    multiple("three", "a"),
    numeric("four", "b"),
    ordering("five", "b", Decimal("2.5")),
]
choices = st.lists(st.sampled_from("abcd"), unique=True, max_size=4).map(tuple)
ANSWERS = st.tuples(
    choices.map(lambda keys: ChoiceAnswer(keys[:1])),
    choices.map(lambda keys: ChoiceAnswer(keys[:1])),
    choices.map(ChoiceAnswer),
    st.sampled_from([None, 10, 12, 99]).map(lambda value: NumericAnswer(value and Decimal(value))),
    st.permutations("abcd").map(lambda keys: OrderingAnswer(tuple(keys))),
)
CANDIDATES = st.lists(ANSWERS, max_size=40)
RULES = st.sampled_from(
    [
        AssessmentRules((Selection("a"), Selection("b")), 60, 600),
        AssessmentRules((Selection("a", 2), Selection("b", 1)), 60, 600),
        AssessmentRules((Selection("a", 1),), 60, 600),
    ]
)


def figures_in(value):
    """Every Figure in a report, however deep."""
    if isinstance(value, Figure):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from figures_in(part)
    elif isinstance(value, dict):
        yield from figures_in(tuple(value.values()))
    elif is_dataclass(value):
        yield from figures_in(tuple(getattr(value, part.name) for part in fields(value)))


def report_of(candidates, rules):
    exam = SimulatedExam(a_test_of(QUESTIONS, rules))
    ids = [question.id for question in QUESTIONS]
    for number, chosen in enumerate(candidates):
        answers = dict(zip(ids, chosen, strict=True))
        at = FIRST_DAY + number * timedelta(hours=7)
        exam.take(lambda question, answers=answers: answers[question.id], at)
    return exam.figures()


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(CANDIDATES, RULES)
def test_no_figure_leaves_its_bounds(candidates, rules):
    report = report_of(candidates, rules)

    for question in report.questions:
        for figure in (
            question.facility,
            question.intended_weight,
            question.effective_weight,
            question.deviation,
        ):
            assert figure.value is None or 0 <= figure.value <= 1
        for figure in (question.discrimination, question.efficiency):
            assert figure.value is None or figure.value <= 1
        assert question.discrimination.value is None or question.discrimination.value >= -1
        assert question.guess is None or 0 <= question.guess <= 1
        if question.interval:
            assert (
                -1
                <= question.interval.low
                <= question.discrimination.value
                <= question.interval.high
                <= 1
            )
    for figure in figures_in(report):
        assert figure.value is None or figure.value <= 1


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(CANDIDATES, RULES)
def test_a_figure_has_a_value_or_a_reason_and_no_value_of_too_few(candidates, rules):
    report = report_of(candidates, rules)

    for figure in figures_in(report):
        assert (figure.value is None) == (figure.reason is not None)
    for question in report.questions:
        assert question.n >= MIN_ATTEMPTS or question.facility.value is None
        assert question.n >= MIN_PAIRED_ATTEMPTS or question.discrimination.value is None
        assert question.n >= MIN_PAIRED_ATTEMPTS or not question.flags


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(CANDIDATES)
def test_choices_are_counted_as_often_as_they_were_made(candidates):
    report = report_of(candidates, AssessmentRules((Selection("a"), Selection("b")), 60, 600))

    for question in report.questions:
        counted = question.distractors
        if question.question.title in ("one", "two"):
            assert sum(count.n for count in counted.counts) + counted.unanswered.n == question.n
        for count in counted.counts:
            assert count.upper + count.lower <= count.n <= question.n
            assert max(count.upper, count.lower) <= counted.a_third
