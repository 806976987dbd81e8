"""Whatever happens to an attempt, it can be told again."""

from hypothesis import given as forall
from hypothesis import settings
from hypothesis import strategies as st

from domain.assessments.answers import ChoiceAnswer, TextAnswer
from domain.assessments.attempt_context import CandidateAnswer, ReviewOutcome
from domain.errors import Refused
from domain.reasons import AppealOutcome
from tests.domain.assessments.attempt_examples import (
    ENOUGH,
    JUDGE,
    NOT_ENOUGH,
    STARTED,
    attempt,
    judge,
)
from tests.domain.assessments.question_bank import (
    FREE,
    HALF,
    NO,
    SINGLE,
    TEXT,
    YES,
    number,
    question,
)
from tests.support.history import happened
from tests.support.people import MANAGER, after

deeds = st.one_of(
    st.builds(
        lambda asked, answer, saves: (
            lambda one, at: one.save_answer(CandidateAnswer(asked, answer, saves), at)
        ),
        st.sampled_from([SINGLE.id, question(9).id, FREE.id, number(999)]),
        st.sampled_from([ChoiceAnswer(("a",)), ChoiceAnswer(()), YES, NO, TextAnswer(TEXT, 9)]),
        st.integers(0, 3),
    ),
    st.just(lambda one, at: one.submit(at)),
    st.just(lambda one, at: one.time_out(at)),
    st.just(lambda one, at: one.grade_answer(FREE.id, HALF, MANAGER, at)),
    st.sampled_from([ENOUGH, NOT_ENOUGH]).map(
        lambda result: lambda one, at: one.record_result(result, None, at)
    ),
    st.just(lambda one, at: one.appeal(TEXT, 9, at)),
    st.sampled_from([*ReviewOutcome, *AppealOutcome]).map(
        lambda outcome: lambda one, at: judge(one, outcome, TEXT, JUDGE, at)
    ),
)


@settings(max_examples=60, deadline=None)
@forall(st.lists(st.tuples(deeds, st.integers(0, 100)), max_size=15))
def test_the_events_of_an_attempt_told_again_make_the_same_state(story):
    lived, seconds = attempt(STARTED), 0

    for deed, pause in story:
        seconds += pause
        before = (lived.version, vars(attempt(STARTED, *happened(lived))))
        try:
            deed(lived, after(seconds))
        except Refused:
            assert before == (lived.version, vars(attempt(STARTED, *happened(lived))))

    told = attempt(STARTED, *happened(lived))
    assert vars(told) == vars(lived) | {"pending_events": []}
