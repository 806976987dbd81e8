"""Replaying the events of an attempt gives its state, after any commands."""

from hypothesis import given as forall
from hypothesis import settings
from hypothesis import strategies as st

from domain.assessments.answers import ChoiceAnswer, TextAnswer
from domain.assessments.attempt_context import CandidateAnswer, ReviewOutcome
from domain.errors import Refused
from domain.reasons import AppealOutcome
from tests.domain.assessments.attempt_examples import (
    FAILING_RESULT,
    PASSING_RESULT,
    REVIEWER,
    STARTED,
    attempt,
    decide,
)
from tests.domain.assessments.question_bank import (
    FREE,
    HALF,
    NO,
    SINGLE,
    TEXT,
    YES,
    question,
    question_id,
)
from tests.support.history import happened
from tests.support.people import MANAGER, after

commands = st.one_of(
    st.builds(
        lambda question_id, answer, saves: (
            lambda running, at: running.save_answer(CandidateAnswer(question_id, answer, saves), at)
        ),
        st.sampled_from([SINGLE.id, question(9).id, FREE.id, question_id(999)]),
        st.sampled_from([ChoiceAnswer(("a",)), ChoiceAnswer(()), YES, NO, TextAnswer(TEXT, 9)]),
        st.integers(0, 3),
    ),
    st.just(lambda running, at: running.submit(at)),
    st.just(lambda running, at: running.time_out(at)),
    st.just(lambda running, at: running.grade_answer(FREE.id, HALF, MANAGER, at)),
    st.sampled_from([PASSING_RESULT, FAILING_RESULT]).map(
        lambda result: lambda running, at: running.record_result(result, None, at)
    ),
    st.just(lambda running, at: running.appeal(TEXT, 9, at)),
    st.sampled_from([*ReviewOutcome, *AppealOutcome]).map(
        lambda outcome: lambda running, at: decide(running, outcome, TEXT, REVIEWER, at)
    ),
)


@settings(max_examples=60, deadline=None)
@forall(st.lists(st.tuples(commands, st.integers(0, 100)), max_size=15))
def test_replaying_the_events_of_an_attempt_gives_the_same_state(steps):
    original, seconds = attempt(STARTED), 0

    for command, pause in steps:
        seconds += pause
        before = (original.version, vars(attempt(STARTED, *happened(original))))
        try:
            command(original, after(seconds))
        except Refused:
            assert before == (original.version, vars(attempt(STARTED, *happened(original))))

    replayed = attempt(STARTED, *happened(original))
    assert vars(replayed) == vars(original) | {"pending_events": []}
