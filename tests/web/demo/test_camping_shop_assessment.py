"""The shop's test, and how people of a known ability answer it."""

from collections import Counter
from datetime import UTC, datetime
from statistics import fmean
from uuid import UUID

import pytest

from domain.assessments.answers import TextAnswer
from domain.assessments.grading import SubmittedAttempt, marks_of
from domain.assessments.question import ANSWER_KEY_TYPES, question_errors
from domain.assessments.question_types.entry import FreeText
from domain.simulation import rng_for
from web.demo.brands.camping_shop.assessment import (
    DIFFICULTY,
    MISLEADING,
    RULES,
    TEXT_ANSWERS,
    planned_assessment,
)
from web.demo.brands.camping_shop.attempt_plan import (
    PlannedAttempt,
    SimulatedCandidate,
    knows_answer,
    plan_attempt,
    simulated_answer,
)

A_BRAND = UUID("b0000000-0000-4000-8000-000000000009")
ADVISER = UUID("a0000000-0000-4000-8000-000000000009")
SUBJECT = UUID("50000000-0000-4000-8000-000000000009")
NOON = datetime(2016, 9, 26, 12, tzinfo=UTC)
TEST = planned_assessment(A_BRAND, SUBJECT, ADVISER, NOON)
QUESTIONS = TEST.draft_questions()
MARKED_AT_ONCE = [
    question for question in QUESTIONS if not isinstance(question.answer_key, FreeText)
]


def candidate(ability, number=1):
    return SimulatedCandidate(UUID(int=number), ability, "device")


def earned(question, answer):
    """What an answer to one question earns, in percent."""
    text = {}
    if isinstance(answer, str):
        text = {UUID(int=9): answer}
        answer = TextAnswer(UUID(int=9), len(answer))
    attempts = (plan_attempt(TEST, candidate(0, number), 1, passing=None) for number in range(50))
    attempt = next(attempt for attempt in attempts if question.id in attempt.answers)
    marks = marks_of(TEST, SubmittedAttempt(attempt.items, {question.id: answer}, {}), 0, text)
    return next(mark.percent for mark in marks if mark.question_id == question.id)


def test_the_bank_has_at_least_twelve_questions_of_all_kinds_and_three_topics():
    assert len(QUESTIONS) >= 12
    assert {question.answer_key.question_type for question in QUESTIONS} == set(ANSWER_KEY_TYPES)
    assert {question.topic for question in QUESTIONS} == {
        selection.topic for selection in RULES.selections
    }
    assert len(RULES.selections) == 3


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.title)
def test_each_question_makes_sense_and_explains_its_answer(question):
    assert list(question_errors(question)) == []
    assert question.explanation


def test_the_rules_have_selections_limits_and_a_validity():
    assert any(selection.count for selection in RULES.selections)
    assert any(selection.pass_percent for selection in RULES.selections)
    assert None not in (RULES.attempts_allowed, RULES.valid_days)
    assert RULES.retry_after_s > 0


def test_question_difficulties_name_questions_of_the_bank():
    titles = {question.title for question in QUESTIONS}

    assert set(DIFFICULTY) == titles
    assert set(MISLEADING) | set(TEXT_ANSWERS) <= titles


@pytest.mark.parametrize("question", MARKED_AT_ONCE, ids=lambda question: question.title)
def test_correct_answers_earn_all_points_and_wrong_ones_fewer(question):
    for number in range(12):
        rng = rng_for("try", number)

        assert earned(question, simulated_answer(question, rng, right=True)) == 100
        assert earned(question, simulated_answer(question, rng, right=False)) < 100


def test_higher_ability_means_more_correct_answers_except_misleading_questions():
    def share(ability, question):
        rngs = [rng_for(question.title, number) for number in range(400)]
        return fmean(knows_answer(ability, question, rng) for rng in rngs)

    for question in QUESTIONS:
        gain = share(1.5, question) - share(-1.5, question)
        if question.title in MISLEADING:
            assert gain < -0.2
        else:
            assert gain >= 0


@pytest.mark.parametrize("ability", [-3.0, 0.0, 3.0])
@pytest.mark.parametrize("passing", [True, False])
def test_a_planned_outcome_is_reached(ability, passing):
    assert plan_attempt(TEST, candidate(ability), 1, passing=passing).passes(TEST) is passing


def test_without_a_planned_outcome_ability_decides():
    passed = Counter(
        (ability, plan_attempt(TEST, candidate(ability, number), 1, passing=None).passes(TEST))
        for ability in (-2.0, 2.0)
        for number in range(20)
    )

    assert passed[2.0, True] > 17
    assert passed[-2.0, True] < 3


def test_a_copying_candidate_gives_the_same_answers_to_the_same_questions():
    other = plan_attempt(TEST, candidate(0.5, 1), 1, passing=True)

    copy = plan_attempt(TEST, candidate(0.5, 2), 1, passing=None, copied=other)

    both = copy.answers.keys() & other.answers.keys()
    assert {id: copy.answers[id] for id in both} == {id: other.answers[id] for id in both}
    assert len(both) > 10
    assert (copy.seed, copy.id) != (other.seed, other.id)
    assert isinstance(copy, PlannedAttempt)
