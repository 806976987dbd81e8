"""A question that suddenly became easy is suspected; one that did not is not, nearly always."""

from datetime import timedelta

import pytest

from projections.assessments.item_analysis.exposure import FALSE_ALARMS, easier_since
from projections.assessments.item_analysis.question_figures import Flag
from tests.projections.assessments.item_analysis.simulated_candidates import (
    FIRST_DAY,
    Hall,
    a_test_of,
    single,
)

TAKERS = 200
EVERY = timedelta(hours=6)
LEAKED_AT = FIRST_DAY + 120 * EVERY


def hall_of(seed, shift=lambda *_: 0.0, difficulties=(-2, -1, -0.5, 0, 0, 0.5, 1, 1.5, 2, 3)):
    questions = [single(f"q{number}") for number in range(len(difficulties))]
    hall = Hall(a_test_of(questions), seed)
    difficulty = {each.id: b for each, b in zip(questions, difficulties, strict=True)}
    hall.rasch(TAKERS, difficulty, EVERY, shift)
    return hall


def leaked(title):
    """From a day on everybody has seen this question."""
    return lambda question, at: 4.0 if question.title == title and at >= LEAKED_AT else 0.0


def suspected(figures):
    return [each.question.title for each in figures.questions if each.leak]


@pytest.mark.parametrize("seed", range(5))
def test_a_leak_is_found_near_its_day(seed):
    figures = hall_of(seed, leaked("q5")).figures()

    [found] = [each for each in figures.questions if each.leak]
    assert found.question.title == "q5"
    assert Flag.SUDDENLY_EASY in found.flags
    assert abs(found.leak.since - LEAKED_AT.date()) <= timedelta(days=5)
    assert found.leak.after - found.leak.before > 0.3
    assert found.leak.n_before + found.leak.n_after == TAKERS
    assert found.leak.chance < FALSE_ALARMS


@pytest.mark.slow
def test_most_leaks_of_an_average_question_are_found():
    found = [suspected(hall_of(seed, leaked("q4")).figures()) for seed in range(40)]

    assert sum(titles == ["q4"] for titles in found) >= 36


@pytest.mark.slow
def test_without_a_leak_hardly_any_test_has_one_suspected():
    """
    Of 500 tests of ten questions, from very easy to very hard, one in a hundred may: 5.

    More than 11 would come about once in a hundred if the rate were as stated.
    """
    alarms = 0
    for seed in range(500):
        figures = hall_of(1000 + seed).figures()
        alarms += bool(suspected(figures) or figures.leak)

    assert alarms <= 11


def test_better_takers_show_for_the_whole_test_and_hardly_for_a_question():
    """All questions become easier by one and a half standard deviations of the takers' ability."""

    def better(_question, at):
        return 1.5 if at >= LEAKED_AT else 0.0

    found = [hall_of(seed, better).figures() for seed in range(10)]

    # Of a hundred questions; the rest of a short test measures ability with an error.
    assert sum(len(suspected(figures)) for figures in found) <= 5
    assert sum(figures.leak is not None for figures in found) >= 9


def test_of_few_attempts_nothing_is_suspected():
    hall = hall_of(3, leaked("q4"))
    hall.papers = hall.papers[106:134]

    assert suspected(hall.figures()) == []


def test_a_question_that_became_harder_is_no_leak():
    hall = hall_of(4, lambda question, at: -leaked("q4")(question, at))

    assert suspected(hall.figures()) == []


def test_a_question_everybody_gets_right_changes_nothing():
    assert easier_since([], 1) is None
    hall = hall_of(5, lambda *_: 99.0)

    assert suspected(hall.figures()) == []
