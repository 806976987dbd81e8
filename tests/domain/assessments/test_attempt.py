"""An attempt: its items, its answers and its deadline."""

import pytest
from msgspec.structs import replace

from domain.assessments.answers import ChoiceAnswer, TextAnswer
from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import AttemptStatus, CandidateAnswer
from domain.errors import Invalid, NotFound, NotNow
from tests.domain.assessments.attempt_examples import (
    STARTED,
    SUBMITTED,
    TIMED_OUT,
    answer_saved,
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
    question_id,
)
from tests.support.history import happened
from tests.support.people import EXPERT, after

# The start.


def test_an_attempt_starts_with_its_items_and_a_deadline():
    new = attempt()

    new.start(STARTED)

    assert happened(new) == [STARTED]
    assert (new.status, new.member_id, new.time_is_over_at) == (
        AttemptStatus.RUNNING,
        EXPERT,
        after(600),
    )


def test_an_attempt_is_started_once():
    running = attempt(STARTED)

    with pytest.raises(NotNow, match="This attempt has already been started"):
        running.start(replace(STARTED, seed=8))

    assert happened(running) == []


def test_an_attempt_without_items_is_refused():
    new = attempt()

    with pytest.raises(NotNow, match="This test no longer has any questions that count"):
        new.start(replace(STARTED, items=()))

    assert happened(new) == []


# Answers.


def test_each_answer_is_saved_and_the_last_one_counts():
    running = attempt(STARTED)

    running.save_answer(CandidateAnswer(SINGLE.id, ChoiceAnswer(("b",)), 0), after(60))
    running.save_answer(CandidateAnswer(SINGLE.id, ChoiceAnswer(("a",)), 1), after(90))

    assert happened(running) == [
        answer_saved(SINGLE, ChoiceAnswer(("b",)), 60),
        answer_saved(SINGLE, ChoiceAnswer(("a",)), 90),
    ]
    assert running.answers == {SINGLE.id: ChoiceAnswer(("a",))}


@pytest.mark.parametrize("after_saves", [0, 1, 5])
def test_an_equal_answer_is_not_saved_again(after_saves):
    running = attempt(STARTED, answer_saved(SINGLE, ChoiceAnswer(("a",))))

    running.save_answer(CandidateAnswer(SINGLE.id, ChoiceAnswer(("a",)), after_saves), after(61))

    assert happened(running) == []


@pytest.mark.parametrize("after_saves", [0, 1, 3, -1])
def test_an_answer_from_a_stale_tab_is_refused(after_saves):
    running = attempt(
        STARTED,
        answer_saved(SINGLE, ChoiceAnswer(("b",))),
        answer_saved(SINGLE, ChoiceAnswer(("a",))),
    )

    with pytest.raises(NotNow, match="perhaps in another tab"):
        running.save_answer(
            CandidateAnswer(SINGLE.id, ChoiceAnswer(("b",)), after_saves), after(90)
        )

    assert happened(running) == []


def test_an_answer_may_be_withdrawn():
    running = attempt(STARTED, answer_saved(SINGLE, ChoiceAnswer(("a",))))

    running.save_answer(CandidateAnswer(SINGLE.id, ChoiceAnswer(()), 1), after(90))

    assert running.answers == {SINGLE.id: ChoiceAnswer(())}


@pytest.mark.parametrize("guessed", [NUMERIC.id, question_id(999), ATTEMPT])
def test_a_question_outside_the_attempt_is_not_found(guessed):
    running = attempt(STARTED)

    with pytest.raises(NotFound, match="This question is not part of this attempt"):
        running.save_answer(CandidateAnswer(guessed, YES, 0), after(60))

    assert happened(running) == []


@pytest.mark.parametrize(
    ("unfitting", "answer", "sentence"),
    [
        (SINGLE, ChoiceAnswer(("a", "b")), "Choose only one answer"),
        (SINGLE, ChoiceAnswer(("z",)), "This was not one of the choices"),
        (SINGLE, TextAnswer(TEXT, 3), "This type of answer does not fit the question"),
        (FREE, TextAnswer(TEXT, 501), "Use at most 500 characters"),
        (SHORT, ChoiceAnswer(("a",)), "This type of answer does not fit the question"),
    ],
    ids=["two of one", "none of them", "another kind", "too long", "chosen in words"],
)
def test_an_answer_that_does_not_fit_the_question_is_not_saved(unfitting, answer, sentence):
    running = attempt(STARTED)

    with pytest.raises(Invalid, match=sentence):
        running.save_answer(CandidateAnswer(unfitting.id, answer, 0), after(60))

    assert happened(running) == []


# The deadline.


def test_an_answer_counts_up_to_the_last_moment():
    running = attempt(STARTED)

    running.save_answer(CandidateAnswer(SINGLE.id, ChoiceAnswer(("a",)), 0), after(600))

    assert happened(running) == [answer_saved(SINGLE, ChoiceAnswer(("a",)), 600)]


def test_an_answer_after_the_deadline_is_not_saved():
    running = attempt(STARTED)

    with pytest.raises(NotNow, match="Time is up for this attempt"):
        running.save_answer(CandidateAnswer(SINGLE.id, ChoiceAnswer(("a",)), 0), after(600.001))

    assert happened(running) == []


@pytest.mark.parametrize("end", [SUBMITTED, TIMED_OUT])
def test_no_answer_is_saved_after_the_end(end):
    ended = attempt(STARTED, end)

    with pytest.raises(NotNow, match="This attempt has already been submitted"):
        ended.save_answer(CandidateAnswer(SINGLE.id, ChoiceAnswer(("a",)), 0), after(301))

    assert happened(ended) == []


def test_an_attempt_is_submitted():
    running = attempt(STARTED)

    running.submit(after(300))

    assert happened(running) == [SUBMITTED]
    assert (running.status, running.ended_at) == (AttemptStatus.ENDED, after(300))


def test_submitting_at_the_deadline_is_in_time():
    running = attempt(STARTED)

    running.submit(after(600))

    assert happened(running) == [Attempt.Submitted(at=after(600))]


def test_submitting_late_ends_the_attempt_as_of_its_deadline():
    running = attempt(STARTED, answer_saved(SINGLE, ChoiceAnswer(("a",))))

    running.submit(after(9000))

    assert happened(running) == [TIMED_OUT]
    assert running.ended_at == after(600)


@pytest.mark.parametrize("end", [SUBMITTED, TIMED_OUT])
def test_submitting_twice_changes_nothing(end):
    ended = attempt(STARTED, end)

    ended.submit(after(301))
    ended.submit(after(9000))
    ended.time_out(after(9000))

    assert happened(ended) == []


def test_an_attempt_times_out_after_its_deadline_and_not_before():
    running = attempt(STARTED)

    running.time_out(after(600))
    assert happened(running) == []
    running.time_out(after(601))

    assert happened(running) == [TIMED_OUT]
