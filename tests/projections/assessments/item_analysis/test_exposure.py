"""A question that suddenly became easy is reported; one that did not is not, nearly always."""

from datetime import timedelta

import pytest

from projections.assessments.item_analysis.exposure import FALSE_ALARMS, easier_since
from projections.assessments.item_analysis.question_figures import Flag
from tests.projections.assessments.item_analysis.simulated_candidates import (
    FIRST_DAY,
    SimulatedExam,
    a_test_of,
    single,
)

CANDIDATES = 200
EVERY = timedelta(hours=6)
EXPOSED_AT = FIRST_DAY + 120 * EVERY


def exam_of(seed, shift=lambda *_: 0.0, difficulties=(-2, -1, -0.5, 0, 0, 0.5, 1, 1.5, 2, 3)):
    questions = [single(f"q{number}") for number in range(len(difficulties))]
    exam = SimulatedExam(a_test_of(questions), seed)
    difficulty = {question.id: b for question, b in zip(questions, difficulties, strict=True)}
    exam.rasch(CANDIDATES, difficulty, EVERY, shift)
    return exam


def exposed(title):
    """From a day on all candidates know this question."""
    return lambda question, at: 4.0 if question.title == title and at >= EXPOSED_AT else 0.0


def exposed_titles(figures):
    return [question.question.title for question in figures.questions if question.item_exposure]


@pytest.mark.parametrize("seed", range(5))
def test_exposure_is_found_near_its_day(seed):
    figures = exam_of(seed, exposed("q5")).figures()

    [found] = [question for question in figures.questions if question.item_exposure]
    assert found.question.title == "q5"
    assert Flag.SUDDENLY_EASY in found.flags
    assert abs(found.item_exposure.since - EXPOSED_AT.date()) <= timedelta(days=5)
    assert found.item_exposure.after - found.item_exposure.before > 0.3
    assert found.item_exposure.n_before + found.item_exposure.n_after == CANDIDATES
    assert found.item_exposure.chance < FALSE_ALARMS


@pytest.mark.slow
def test_most_exposures_of_an_average_question_are_found():
    found = [exposed_titles(exam_of(seed, exposed("q4")).figures()) for seed in range(40)]

    assert sum(titles == ["q4"] for titles in found) >= 36


@pytest.mark.slow
def test_without_exposure_hardly_any_test_has_one_reported():
    """
    Of 500 tests of ten questions, from very easy to very hard, one in a hundred may: 5.

    More than 11 would come about once in a hundred if the rate were as stated.
    """
    alarms = 0
    for seed in range(500):
        figures = exam_of(1000 + seed).figures()
        alarms += bool(exposed_titles(figures) or figures.item_exposure)

    assert alarms <= 11


def test_stronger_candidates_show_for_the_whole_test_and_hardly_for_a_question():
    """All questions become easier by one and a half standard deviations of ability."""

    def better(_question, at):
        return 1.5 if at >= EXPOSED_AT else 0.0

    found = [exam_of(seed, better).figures() for seed in range(10)]

    # Of a hundred questions; the rest of a short test measures ability with an error.
    assert sum(len(exposed_titles(figures)) for figures in found) <= 5
    assert sum(figures.item_exposure is not None for figures in found) >= 9


def test_few_attempts_report_no_exposure():
    exam = exam_of(3, exposed("q4"))
    exam.attempts = exam.attempts[106:134]

    assert exposed_titles(exam.figures()) == []


def test_a_question_that_became_harder_is_not_exposed():
    exam = exam_of(4, lambda question, at: -exposed("q4")(question, at))

    assert exposed_titles(exam.figures()) == []


def test_a_question_that_all_answer_rightly_is_not_exposed():
    assert easier_since([], 1) is None
    exam = exam_of(5, lambda *_: 99.0)

    assert exposed_titles(exam.figures()) == []
