"""What holds of every change of a key, whoever answered whatever."""

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
    number,
    open_test,
    published,
    question,
    revision,
)
from tests.support.history import given
from tests.support.people import MANAGER, after

QUESTIONS = [question(n, points=n) for n in range(1, 6)]
often = settings(max_examples=50, deadline=None)
several = st.lists(
    st.dictionaries(st.integers(1, 5), st.booleans(), max_size=5), min_size=1, max_size=6
)


class Remembered:
    """A log that only remembers: what there is to load."""

    def __init__(self, attempts):
        self._attempts = attempts

    def load(self, kind, id):
        return (
            given(Assessment, *published(*QUESTIONS), id=TEST)
            if kind is Assessment
            else self._attempts[id]
        )


def taken(attempt_in_cycle, said):
    """An attempt of which the result was told, with these answers."""
    test = open_test(*QUESTIONS)
    attempt = Attempt(UUID(int=attempt_in_cycle))
    attempt.start(
        replace(
            STARTED,
            attempt_number=attempt_in_cycle,
            attempt_in_cycle=attempt_in_cycle,
            seed=attempt_in_cycle,
            items=select_items(test, test.editions[0], attempt_in_cycle),
        )
    )
    for n, so in said.items():
        answer = YES if so else NO
        attempt.replay(Attempt.AnswerSaved(at=after(9), question_id=number(n), answer=answer))
    attempt.submit(after(60))
    attempt.record_result(result_of(test, attempt.submission, RULES, {}), None, after(60))
    return attempt


def crossings(everybody, change):
    attempts = {
        UUID(int=attempt_in_cycle): taken(attempt_in_cycle, said)
        for attempt_in_cycle, said in enumerate(everybody, start=1)
    }
    return RegradingCommands(Remembered(attempts), None).preview(TEST, change, list(attempts))


@often
@forall(several)
def test_a_change_that_changes_nothing_crosses_nobody(everybody):
    assert crossings(everybody, lambda _: None) == []


@often
@forall(several, st.integers(1, 5))
def test_a_key_that_is_changed_and_changed_back_crosses_nobody(everybody, n):
    def there_and_back(test):
        for so in (False, True):
            test.correct_answer_key(revision(n), TrueFalse(answer=so), "wrong", MANAGER, after(99))

    assert crossings(everybody, there_and_back) == []


@often
@forall(several, st.integers(1, 5))
def test_who_crosses_has_a_score_on_either_side_of_the_pass_mark(everybody, n):
    def void(test):
        test.void_question(number(n), "wrong", MANAGER, after(99))

    for each in crossings(everybody, void):
        low, high = sorted((each.before.percent, each.after.percent))
        assert low < RULES.pass_percent <= high
