"""What is pointed out to a person: haste, one device for two accounts, mistakes in common."""

from datetime import timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

import pytest

from domain.assessments.answers import ChoiceAnswer, NumericAnswer
from domain.assessments.assessment_rules import AssessmentRules, Selection
from projections.assessments.integrity_flags import (
    FALSE_ALARMS,
    Hasty,
    SameDevice,
    SharedMistakes,
    at_least,
    hasty,
    same_device,
    shared_mistakes,
    suspicions,
)
from tests.projections.assessments.item_analysis.simulated_candidates import (
    FIRST_DAY,
    Hall,
    a_test_of,
    numeric,
    single,
)

ONE, TWO, THREE = single("one"), single("two"), single("three")
RULES = AssessmentRules((Selection("all"),), 60, 600, min_plausible_s=5)
RIGHT, WRONG = ChoiceAnswer(("a",)), ChoiceAnswer(("b",))


def handed_in(answers, first, last=None, rules=RULES, device_digest=None):
    """answers and seconds after the start, by question."""
    hall = Hall(a_test_of([ONE, TWO, THREE], rules))
    hall.sit(answers.get)
    [handed] = hall.papers
    at = {question.id: FIRST_DAY + timedelta(seconds=s) for question, s in first.items()}
    changed = {
        question.id: FIRST_DAY + timedelta(seconds=s) for question, s in (last or {}).items()
    }
    taken = handed.taken._replace(device_digest=device_digest)
    return hall.test, handed._replace(taken=taken, first_saved_at=at, saved_at={**at, **changed})


def test_a_right_answer_right_after_the_one_before_is_hasty():
    test, handed = handed_in({ONE: RIGHT, TWO: RIGHT, THREE: RIGHT}, {ONE: 20, TWO: 23, THREE: 40})

    assert list(hasty(test, handed, {})) == [Hasty(TWO.id, 3)]


def test_so_is_one_right_after_the_start():
    test, handed = handed_in({ONE: RIGHT}, {ONE: 2})

    assert list(hasty(test, handed, {})) == [Hasty(ONE.id, 2)]


def test_a_wrong_answer_is_never_hasty():
    test, handed = handed_in({ONE: WRONG}, {ONE: 2})

    assert list(hasty(test, handed, {})) == []


def test_answers_saved_together_share_the_time_since_the_one_before():
    test, handed = handed_in({ONE: RIGHT, TWO: RIGHT, THREE: RIGHT}, {ONE: 30, TWO: 30, THREE: 30})

    assert list(hasty(test, handed, {})) == []


def test_one_that_was_changed_since_was_not_right_at_once():
    test, handed = handed_in({ONE: RIGHT}, {ONE: 2}, last={ONE: 90})

    assert list(hasty(test, handed, {})) == []


def test_where_the_rules_name_no_time_nobody_is_hasty():
    test, handed = handed_in(
        {ONE: RIGHT}, {ONE: 1}, rules=AssessmentRules((Selection("all"),), 60, 600)
    )

    assert list(hasty(test, handed, {})) == []


def test_one_device_for_two_accounts_is_pointed_out_in_both():
    (_, one), (_, other), (_, third) = [handed_in({}, {}, device_digest=name) for name in "aab"]
    other = other._replace(
        taken=other.taken._replace(member_id=UUID(int=7), attempt_id=UUID(int=8))
    )
    taken = [one.taken, other.taken, third.taken]

    assert same_device(taken) == {
        one.taken.attempt_id: SameDevice((UUID(int=8),)),
        UUID(int=8): SameDevice((one.taken.attempt_id,)),
    }


def test_one_person_may_use_one_device_twice():
    _, one = handed_in({}, {}, device_digest="a")
    again = one.taken._replace(attempt_id=UUID(int=8), number=2)

    assert same_device([one.taken, again]) == {}


def test_the_chance_of_so_many_successes_is_that_of_the_binomial_distribution():
    assert at_least(18, [0.25] * 20) == pytest.approx(1.6106e-9, rel=1e-3)  # the paper's example
    assert at_least(0, [0.1, 0.9]) == pytest.approx(1)
    assert at_least(2, [0.1, 0.9]) == pytest.approx(0.09)
    assert at_least(3, [0.1, 0.9]) == 0


def room(seed, people=60, questions=30):
    """People of normal ability; the first wrong answer is twice as popular as others."""
    asked = [single(f"q{number}") for number in range(questions)]
    hall = Hall(a_test_of(asked), seed)
    hall.rasch(people, {each.id: (number % 7) / 3 - 1 for number, each in enumerate(asked)})
    return hall


def copied(hall, copier, source, share, seed=1):
    """The copier answers such a share of the questions as the source did."""
    chance = Random(seed)
    theirs, ours = hall.papers[source].submission.answers, hall.papers[copier].submission.answers
    mixed = {id: theirs[id] if chance.random() < share else said for id, said in ours.items()}
    sheet = hall.papers[copier].submission
    changed = type(sheet)(sheet.items, mixed, {})
    hall.papers[copier] = hall.papers[copier]._replace(submission=changed)
    return [hall.papers[each].taken.attempt_id for each in (copier, source)]


def weak_one(hall):
    """Somebody with many mistakes to be copied."""
    wrong = [
        sum(said != RIGHT for said in each.submission.answers.values()) for each in hall.papers
    ]
    return wrong.index(max(wrong))


def test_who_copies_mistakes_is_pointed_out_with_whom():
    found = 0
    for seed in range(10):
        hall = room(seed)
        source = weak_one(hall)
        copier, source_id = copied(hall, (source + 1) % 60, source, share=0.9)

        shared = shared_mistakes(hall.test, hall.papers, {})

        found += set(shared) == {copier, source_id}
        for each in shared.get(copier, []):
            assert isinstance(each, SharedMistakes)
            assert each.same <= each.both_wrong
            assert each.chance <= FALSE_ALARMS
    assert found >= 8


def test_honest_people_are_hardly_ever_pointed_out():
    """Of 25 rooms of 60 people at most 2: more would come about once in five hundred times."""
    alarms = sum(bool(shared_mistakes(hall.test, hall.papers, {})) for hall in map(room, range(25)))

    assert alarms <= 2


def test_the_mistakes_of_one_person_in_two_attempts_are_their_own():
    hall = room(3)
    source = weak_one(hall)
    copied(hall, (source + 1) % 60, source, share=1.0)
    member_id = hall.papers[source].taken.member_id
    again = hall.papers[(source + 1) % 60]
    again = again._replace(taken=again.taken._replace(member_id=member_id, number=2))
    hall.papers[(source + 1) % 60] = again

    assert shared_mistakes(hall.test, hall.papers, {}) == {}


def test_of_few_people_nothing_is_said():
    hall = room(4, people=9)
    copied(hall, 1, 0, share=1.0)

    assert shared_mistakes(hall.test, hall.papers, {}) == {}


def test_the_same_wrong_number_however_it_is_written_is_the_same_mistake():
    asked = [numeric(f"n{number}") for number in range(8)]
    hall = Hall(a_test_of(asked))
    for person in range(40):
        value = (
            Decimal("77.0") if person == 0 else Decimal(77) if person == 1 else Decimal(person + 20)
        )
        hall.sit(lambda question, value=value: NumericAnswer(value + asked.index(question)))

    shared = shared_mistakes(hall.test, hall.papers, {})

    assert set(shared) == {each.taken.attempt_id for each in hall.papers[:2]}


def test_all_there_is_to_look_at_by_attempt():
    test, handed = handed_in({ONE: RIGHT}, {ONE: 2}, device_digest="a")

    assert suspicions(test, [handed], {}) == {handed.taken.attempt_id: [Hasty(ONE.id, 2)]}
