"""Whatever is handed in: no figure leaves its bounds, and none is told of too few."""

from dataclasses import fields, is_dataclass
from datetime import timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.assessments.answers import ChoiceAnswer, NumericAnswer, OrderingAnswer
from domain.assessments.assessment_rules import AssessmentRules, Selection
from projections.assessments.item_analysis.figure import FEWEST, FEWEST_PAIRED, Figure
from tests.projections.assessments.item_analysis.simulated_candidates import (
    FIRST_DAY,
    Hall,
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
ROOMS = st.lists(ANSWERS, max_size=40)
RULES = st.sampled_from(
    [
        AssessmentRules((Selection("a"), Selection("b")), 60, 600),
        AssessmentRules((Selection("a", 2), Selection("b", 1)), 60, 600),
        AssessmentRules((Selection("a", 1),), 60, 600),
    ]
)


def figures_in(thing):
    """Every Figure there is in a report, wherever it lies."""
    if isinstance(thing, Figure):
        yield thing
    elif isinstance(thing, tuple):
        for each in thing:
            yield from figures_in(each)
    elif isinstance(thing, dict):
        yield from figures_in(tuple(thing.values()))
    elif is_dataclass(thing):
        yield from figures_in(tuple(getattr(thing, each.name) for each in fields(thing)))


def sat(room, rules):
    hall = Hall(a_test_of(QUESTIONS, rules))
    ids = [question.id for question in QUESTIONS]
    for number, said in enumerate(room):
        answers = dict(zip(ids, said, strict=True))
        at = FIRST_DAY + number * timedelta(hours=7)
        hall.sit(lambda question, answers=answers: answers[question.id], at)
    return hall.figures()


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(ROOMS, RULES)
def test_no_figure_leaves_its_bounds(room, rules):
    report = sat(room, rules)

    for each in report.questions:
        for figure in (each.facility, each.intended_weight, each.effective_weight, each.deviation):
            assert figure.value is None or 0 <= figure.value <= 1
        for figure in (each.discrimination, each.efficiency):
            assert figure.value is None or figure.value <= 1
        assert each.discrimination.value is None or each.discrimination.value >= -1
        assert each.guess is None or 0 <= each.guess <= 1
        if each.interval:
            assert -1 <= each.interval.low <= each.discrimination.value <= each.interval.high <= 1
    for figure in figures_in(report):
        assert figure.value is None or figure.value <= 1


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(ROOMS, RULES)
def test_a_figure_has_a_value_or_a_reason_and_no_value_of_too_few(room, rules):
    report = sat(room, rules)

    for figure in figures_in(report):
        assert (figure.value is None) == (figure.why is not None)
    for each in report.questions:
        assert each.n >= FEWEST or each.facility.value is None
        assert each.n >= FEWEST_PAIRED or each.discrimination.value is None
        assert each.n >= FEWEST_PAIRED or not each.flags


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(ROOMS)
def test_each_choice_was_made_as_often_as_it_was_made(room):
    report = sat(room, AssessmentRules((Selection("a"), Selection("b")), 60, 600))

    for each in report.questions:
        counted = each.distractors
        if each.question.title in ("one", "two"):
            assert sum(one.n for one in counted.counts) + counted.unanswered.n == each.n
        for one in counted.counts:
            assert one.upper + one.lower <= one.n <= each.n
            assert max(one.upper, one.lower) <= counted.a_third
