"""Properties of every change of an answer key, for any answers."""

from uuid import UUID

from hypothesis import given as forall
from hypothesis import settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.assessments.assessment import Assessment
from domain.assessments.attempt import Attempt
from domain.assessments.grading import result_of
from domain.assessments.question_types.choice import TrueFalse
from domain.assessments.regrading import RegradingCommands
from domain.assessments.selection import select_items
from tests.domain.assessments.attempt_examples import STARTED
from tests.domain.assessments.question_bank import (
    NO,
    RULES,
    TEST,
    YES,
    open_test,
    published,
    question,
    question_id,
    revision,
)
from tests.support.history import given
from tests.support.people import MANAGER, after

QUESTIONS = [question(n, points=n) for n in range(1, 6)]
often = settings(max_examples=50, deadline=None)
several = st.lists(
    st.dictionaries(st.integers(1, 5), st.booleans(), max_size=5), min_size=1, max_size=6
)


class FakeLog:
    """A log from which attempts and one test can be loaded."""

    def __init__(self, attempts):
        self._attempts = attempts

    def load(self, aggregate_type, id):
        return (
            given(Assessment, *published(*QUESTIONS), id=TEST)
            if aggregate_type is Assessment
            else self._attempts[id]
        )


def graded_attempt(number, said):
    """An attempt with these answers and its result."""
    test = open_test(*QUESTIONS)
    attempt = Attempt(UUID(int=number))
    attempt.start(
        replace(
            STARTED,
            attempt_number=number,
            attempt_in_cycle=number,
            seed=number,
            items=select_items(test, test.editions[0], number),
        )
    )
    for n, so in said.items():
        answer = YES if so else NO
        attempt.replay(Attempt.AnswerSaved(at=after(9), question_id=question_id(n), answer=answer))
    attempt.submit(after(60))
    attempt.record_result(result_of(test, attempt.submission, RULES, {}), None, after(60))
    return attempt


def crossings(answers_of_people, change):
    attempts = {
        UUID(int=number): graded_attempt(number, said)
        for number, said in enumerate(answers_of_people, start=1)
    }
    return RegradingCommands(FakeLog(attempts), None).preview(TEST, change, list(attempts))


@often
@forall(several)
def test_a_change_without_effect_has_no_crossings(answers_of_people):
    assert crossings(answers_of_people, lambda _: None) == []


@often
@forall(several, st.integers(1, 5))
def test_a_key_changed_and_changed_back_has_no_crossings(answers_of_people, n):
    def there_and_back(test):
        for so in (False, True):
            test.correct_answer_key(revision(n), TrueFalse(answer=so), "wrong", MANAGER, after(99))

    assert crossings(answers_of_people, there_and_back) == []


@often
@forall(several, st.integers(1, 5))
def test_each_crossing_has_scores_on_both_sides_of_the_pass_mark(answers_of_people, n):
    def void(test):
        test.void_question(question_id(n), "wrong", MANAGER, after(99))

    for crossing in crossings(answers_of_people, void):
        low, high = sorted((crossing.before.percent, crossing.after.percent))
        assert low < RULES.pass_percent <= high
