"""The shop's test, and how people of a known ability answer it."""

from collections import Counter
from datetime import UTC, datetime
from statistics import fmean
from uuid import UUID

import pytest

from domain.assessments.answers import Written
from domain.assessments.grading import Sheet, marks_of
from domain.assessments.question import KINDS, objections
from domain.assessments.question_types.entry import FreeText
from domain.simulation.rng import chance
from web.demo.brands.camping_shop.answer_simulator import knows, stored_result
from web.demo.brands.camping_shop.assessment import (
    DIFFICULTY,
    IN_WORDS,
    MISLEADING,
    RULES,
    planned_test,
)
from web.demo.brands.camping_shop.attempt_plan import Plan, Taker, plan_attempt

A_BRAND = UUID("b0000000-0000-4000-8000-000000000009")
ADVISER = UUID("a0000000-0000-4000-8000-000000000009")
SUBJECT = UUID("50000000-0000-4000-8000-000000000009")
NOON = datetime(2016, 9, 26, 12, tzinfo=UTC)
TEST = planned_test(A_BRAND, SUBJECT, ADVISER, NOON)
QUESTIONS = TEST.drafted()
MARKED_AT_ONCE = [each for each in QUESTIONS if not isinstance(each.kind, FreeText)]


def taker(ability, number=1):
    return Taker(UUID(int=number), ability, "device")


def earned(question, answer):
    """What an answer to one question earns, in percent."""
    text = {}
    if isinstance(answer, str):
        text = {UUID(int=9): answer}
        answer = Written(UUID(int=9), len(answer))
    plan = next(
        each
        for number in range(50)
        if question.id in (each := plan_attempt(TEST, taker(0, number), 1, passing=None)).said
    )
    marks = marks_of(TEST, Sheet(plan.drawn, {question.id: answer}, {}), 0, text)
    return next(mark.percent for mark in marks if mark.question_id == question.id)


def test_the_bank_has_at_least_twelve_questions_of_all_kinds_and_three_topics():
    assert len(QUESTIONS) >= 12
    assert {each.kind.kind for each in QUESTIONS} == set(KINDS)
    assert {each.topic for each in QUESTIONS} == {draw.topic for draw in RULES.draws}
    assert len(RULES.draws) == 3


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda each: each.title)
def test_each_question_makes_sense_and_explains_its_answer(question):
    assert list(objections(question)) == []
    assert question.explanation


def test_the_rules_draw_limit_and_lapse():
    assert any(draw.count for draw in RULES.draws)
    assert any(draw.pass_percent for draw in RULES.draws)
    assert None not in (RULES.attempts_allowed, RULES.valid_days)
    assert RULES.retry_after_s > 0


def test_what_is_said_of_the_questions_is_said_of_those_in_the_bank():
    titles = {each.title for each in QUESTIONS}

    assert set(DIFFICULTY) == titles
    assert set(MISLEADING) | set(IN_WORDS) <= titles


@pytest.mark.parametrize("question", MARKED_AT_ONCE, ids=lambda each: each.title)
def test_who_knows_earns_all_points_and_who_does_not_earns_fewer(question):
    for number in range(12):
        luck = chance("try", number)

        assert earned(question, stored_result(question, luck, right=True)) == 100
        assert earned(question, stored_result(question, luck, right=False)) < 100


def test_the_more_able_know_more_but_where_it_misleads():
    def share(ability, question):
        return fmean(knows(ability, question, chance(question.title, n)) for n in range(400))

    for question in QUESTIONS:
        gain = share(1.5, question) - share(-1.5, question)
        if question.title in MISLEADING:
            assert gain < -0.2
        else:
            assert gain >= 0


@pytest.mark.parametrize("ability", [-3.0, 0.0, 3.0])
@pytest.mark.parametrize("passing", [True, False])
def test_an_attempt_comes_out_as_it_has_to(ability, passing):
    assert plan_attempt(TEST, taker(ability), 1, passing=passing).passes(TEST) is passing


def test_without_that_it_comes_as_the_ability_makes_likely():
    passed = Counter(
        (ability, plan_attempt(TEST, taker(ability, number), 1, passing=None).passes(TEST))
        for ability in (-2.0, 2.0)
        for number in range(20)
    )

    assert passed[2.0, True] > 17
    assert passed[-2.0, True] < 3


def test_who_copies_says_the_same_wherever_the_same_is_asked():
    other = plan_attempt(TEST, taker(0.5, 1), 1, passing=True)

    copy = plan_attempt(TEST, taker(0.5, 2), 1, passing=None, copied=other)

    both = copy.said.keys() & other.said.keys()
    assert {id: copy.said[id] for id in both} == {id: other.said[id] for id in both}
    assert len(both) > 10
    assert (copy.seed, copy.attempt_id) != (other.seed, other.attempt_id)
    assert isinstance(copy, Plan)
