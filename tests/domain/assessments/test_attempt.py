"""An attempt at a test: the questions drawn for one person, their answers, and the clock."""

import pytest
from msgspec.structs import replace

from domain.assessments.answers import ChoiceAnswer, TextAnswer
from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import AttemptStatus, SubmittedAnswer
from domain.errors import Invalid, NotFound, NotNow
from tests.domain.assessments.attempt_examples import (
    STARTED,
    SUBMITTED,
    TIMED_OUT,
    answered,
    attempt,
)
from tests.domain.assessments.question_bank import (
    ATTEMPT,
    FREE,
    NUMERIC,
    SHORT,
    SINGLE,
    TEXT,
    YES,
    number,
)
from tests.support.history import happened
from tests.support.people import EXPERT, after

# The start.


def test_a_person_starts_an_attempt_with_what_was_drawn_and_a_deadline():
    new = attempt()

    new.start(STARTED)

    assert happened(new) == [STARTED]
    assert (new.status, new.by, new.time_is_over_at) == (AttemptStatus.RUNNING, EXPERT, after(600))


def test_an_attempt_is_started_once():
    running = attempt(STARTED)

    with pytest.raises(NotNow, match="This attempt has already been started"):
        running.start(replace(STARTED, seed=8))

    assert happened(running) == []


def test_nobody_starts_an_attempt_that_asks_nothing():
    new = attempt()

    with pytest.raises(NotNow, match="This test no longer has any questions that count"):
        new.start(replace(STARTED, items=()))

    assert happened(new) == []


# Answers.


def test_each_answer_is_saved_and_the_last_one_counts():
    running = attempt(STARTED)

    running.answer(SubmittedAnswer(SINGLE.id, ChoiceAnswer(("b",)), 0), after(60))
    running.answer(SubmittedAnswer(SINGLE.id, ChoiceAnswer(("a",)), 1), after(90))

    assert happened(running) == [
        answered(SINGLE, ChoiceAnswer(("b",)), 60),
        answered(SINGLE, ChoiceAnswer(("a",)), 90),
    ]
    assert running.answers == {SINGLE.id: ChoiceAnswer(("a",))}


@pytest.mark.parametrize("after_saves", [0, 1, 5])
def test_the_same_answer_again_is_no_news_whatever_its_browser_had_seen(after_saves):
    running = attempt(STARTED, answered(SINGLE, ChoiceAnswer(("a",))))

    running.answer(SubmittedAnswer(SINGLE.id, ChoiceAnswer(("a",)), after_saves), after(61))

    assert happened(running) == []


@pytest.mark.parametrize("after_saves", [0, 1, 3, -1])
def test_an_answer_of_a_tab_that_has_not_seen_the_newest_one_undoes_nothing(after_saves):
    running = attempt(
        STARTED, answered(SINGLE, ChoiceAnswer(("b",))), answered(SINGLE, ChoiceAnswer(("a",)))
    )

    with pytest.raises(NotNow, match="perhaps in another tab"):
        running.answer(SubmittedAnswer(SINGLE.id, ChoiceAnswer(("b",)), after_saves), after(90))

    assert happened(running) == []


def test_an_answer_may_be_taken_back():
    running = attempt(STARTED, answered(SINGLE, ChoiceAnswer(("a",))))

    running.answer(SubmittedAnswer(SINGLE.id, ChoiceAnswer(()), 1), after(90))

    assert running.answers == {SINGLE.id: ChoiceAnswer(())}


@pytest.mark.parametrize("guessed", [NUMERIC.id, number(999), ATTEMPT])
def test_who_guesses_the_id_of_a_question_finds_none(guessed):
    running = attempt(STARTED)

    with pytest.raises(NotFound, match="This question is not part of this attempt"):
        running.answer(SubmittedAnswer(guessed, YES, 0), after(60))

    assert happened(running) == []


@pytest.mark.parametrize(
    ("asked", "answer", "sentence"),
    [
        (SINGLE, ChoiceAnswer(("a", "b")), "Choose only one answer"),
        (SINGLE, ChoiceAnswer(("z",)), "This was not one of the choices"),
        (SINGLE, TextAnswer(TEXT, 3), "This type of answer does not fit the question"),
        (FREE, TextAnswer(TEXT, 501), "Use at most 500 characters"),
        (SHORT, ChoiceAnswer(("a",)), "This type of answer does not fit the question"),
    ],
    ids=["two of one", "none of them", "another kind", "too long", "chosen in words"],
)
def test_what_is_no_answer_to_the_question_is_not_saved(asked, answer, sentence):
    running = attempt(STARTED)

    with pytest.raises(Invalid, match=sentence):
        running.answer(SubmittedAnswer(asked.id, answer, 0), after(60))

    assert happened(running) == []


# The clock.


def test_an_answer_counts_up_to_the_last_moment():
    running = attempt(STARTED)

    running.answer(SubmittedAnswer(SINGLE.id, ChoiceAnswer(("a",)), 0), after(600))

    assert happened(running) == [answered(SINGLE, ChoiceAnswer(("a",)), 600)]


def test_an_answer_that_comes_late_is_not_saved():
    running = attempt(STARTED)

    with pytest.raises(NotNow, match="Time is up for this attempt"):
        running.answer(SubmittedAnswer(SINGLE.id, ChoiceAnswer(("a",)), 0), after(600.001))

    assert happened(running) == []


@pytest.mark.parametrize("end", [SUBMITTED, TIMED_OUT])
def test_nothing_is_answered_after_the_end(end):
    ended = attempt(STARTED, end)

    with pytest.raises(NotNow, match="This attempt has already been submitted"):
        ended.answer(SubmittedAnswer(SINGLE.id, ChoiceAnswer(("a",)), 0), after(301))

    assert happened(ended) == []


def test_an_attempt_is_handed_in():
    running = attempt(STARTED)

    running.submit(after(300))

    assert happened(running) == [SUBMITTED]
    assert (running.status, running.ended_at) == (AttemptStatus.ENDED, after(300))


def test_who_hands_in_at_the_last_moment_is_in_time():
    running = attempt(STARTED)

    running.submit(after(600))

    assert happened(running) == [Attempt.Submitted(at=after(600))]


def test_who_hands_in_late_has_handed_in_what_was_saved_when_the_time_was_over():
    running = attempt(STARTED, answered(SINGLE, ChoiceAnswer(("a",))))

    running.submit(after(9000))

    assert happened(running) == [TIMED_OUT]
    assert running.ended_at == after(600)


@pytest.mark.parametrize("end", [SUBMITTED, TIMED_OUT])
def test_handing_in_twice_is_handing_in(end):
    ended = attempt(STARTED, end)

    ended.submit(after(301))
    ended.submit(after(9000))
    ended.time_out(after(9000))

    assert happened(ended) == []


def test_the_time_is_over_when_the_server_says_so_and_not_before():
    running = attempt(STARTED)

    running.time_out(after(600))
    assert happened(running) == []
    running.time_out(after(601))

    assert happened(running) == [TIMED_OUT]
