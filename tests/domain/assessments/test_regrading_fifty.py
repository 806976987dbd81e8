"""Fifty attempts at a test of which question 7 is voided."""

from random import Random
from uuid import UUID

import pytest

from domain.assessments.question_types.choice import TrueFalse
from tests.domain.assessments.assessment_fixture import qualifications
from tests.domain.assessments.question_bank import NO, TEST, YES, question, question_id
from tests.support.people import MANAGER, after

PEOPLE = range(1, 51)
SO = {n: n % 3 != 0 for n in range(1, 11)}
"""The correct answer, by question."""
POINTS = {n: 1 + n % 4 for n in SO}
PASS_PERCENT = 60
ATTEMPTS = {person: UUID(int=1000 + person) for person in PEOPLE}


def passes(said, void=()):
    """The oracle: sums of whole numbers, without code of the product."""
    counting = [n for n in SO if n not in void]
    earned = sum(POINTS[n] for n in counting if said.get(n) == SO[n])
    return 100 * earned >= PASS_PERCENT * sum(POINTS[n] for n in counting)


@pytest.fixture
def fifty(school):
    """The answers of fifty people of different knowledge, who skipped some questions."""
    rng = Random(7)
    questions = {n: question(n, TrueFalse(answer=so), points=POINTS[n]) for n, so in SO.items()}
    school.publish(*questions.values())
    answers_by_person = {}
    for person in PEOPLE:
        knows = rng.choice((0.5, 0.6, 0.8))
        answered = {
            n: so if rng.random() < knows else not so for n, so in SO.items() if rng.random() < 0.95
        }
        school.join(UUID(int=person))
        answers = {questions[n]: YES if so else NO for n, so in answered.items()}
        school.take(ATTEMPTS[person], answers, UUID(int=person))
        answers_by_person[person] = answered
    return answers_by_person


def void_7(test):
    test.void_question(question_id(7), "two answers are right", MANAGER, after(5000))


def qualified(school):
    return {person for person in PEOPLE if qualifications(school, UUID(int=person))}


def stored(school):
    """All rows of the attempts in the log."""
    theirs = {id.bytes for id in ATTEMPTS.values()}
    return [row for row in school.log.all_rows() if row.stream in theirs]


@pytest.mark.parametrize("revoke", [False, True], ids=["keep", "revoke"])
def test_voiding_question_7_crosses_exactly_the_expected_members(school, fifty, revoke):
    ids = list(ATTEMPTS.values())
    passed = {person for person, said in fifty.items() if passes(said)}
    would = {person for person, said in fifty.items() if passes(said, void={7})}
    up, down = would - passed, passed - would
    assert len(up) >= 2
    assert len(down) >= 2
    assert qualified(school) == passed
    before = stored(school)

    crossings = school.regrading.preview(TEST, void_7, ids)
    school.regrading.change_key(TEST, void_7, ids, MANAGER, after(5000), revoke=revoke)

    assert {crossing.member_id.int for crossing in crossings if crossing.after.passed} == up
    assert {crossing.member_id.int for crossing in crossings if not crossing.after.passed} == down
    assert len(crossings) == len(up) + len(down)
    assert qualified(school) == (would if revoke else would | down)
    assert stored(school) == before
