"""What holds of every change of a key, whoever answered whatever."""

from uuid import UUID

from hypothesis import given as forall
from hypothesis import settings
from hypothesis import strategies as st

from domain.assessments.assessment import Test
from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import Beginning
from domain.assessments.grading import result_of
from domain.assessments.question_types.choice import TrueFalse
from domain.assessments.regrading import Rescoring
from domain.assessments.selection import draw
from tests.domain.assessments.question_bank import (
    NO,
    RULES,
    TEST,
    YES,
    number,
    open_test,
    published,
    question,
    ref,
)
from tests.support.history import given
from tests.support.people import BRAND, ELECTRICITY, EXPERT, MANAGER, after

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
        return given(Test, *published(*QUESTIONS), id=TEST) if kind is Test else self._attempts[id]


def taken(nth, said):
    """An attempt of which the result was told, with these answers."""
    test = open_test(*QUESTIONS)
    beginning = Beginning(TEST, 1, ELECTRICITY, BRAND, EXPERT, nth, nth)
    attempt = Attempt(UUID(int=nth))
    drawn = draw(test, test.editions[0], nth)
    attempt.start(beginning, nth, drawn, after(600), None, after(0))
    for n, so in said.items():
        answer = YES if so else NO
        attempt.replay(Attempt.Answered(at=after(9), question_id=number(n), answer=answer))
    attempt.submit(after(60))
    attempt.tell_result(result_of(test, attempt.sheet, RULES, {}), None, after(60))
    return attempt


def crossings(everybody, change):
    attempts = {UUID(int=nth): taken(nth, said) for nth, said in enumerate(everybody, start=1)}
    return Rescoring(Remembered(attempts), None).preview(TEST, change, list(attempts))


@often
@forall(several)
def test_a_change_that_changes_nothing_crosses_nobody(everybody):
    assert crossings(everybody, lambda _: None) == []


@often
@forall(several, st.integers(1, 5))
def test_a_key_that_is_changed_and_changed_back_crosses_nobody(everybody, n):
    def there_and_back(test):
        for so in (False, True):
            test.rekey_question(ref(n), TrueFalse(answer=so), "wrong", MANAGER, after(99))

    assert crossings(everybody, there_and_back) == []


@often
@forall(several, st.integers(1, 5))
def test_who_crosses_has_a_score_on_either_side_of_the_pass_mark(everybody, n):
    def void(test):
        test.void_question(number(n), "wrong", MANAGER, after(99))

    for each in crossings(everybody, void):
        low, high = sorted((each.before.percent, each.after.percent))
        assert low < RULES.pass_percent <= high
