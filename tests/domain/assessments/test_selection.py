"""What an attempt asks: lots are drawn with a seed, and the same seed draws the same."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.assessments.assessment_rules import AssessmentRules, Selection
from domain.assessments.question_types.ordering_matching import Item, Ordering
from domain.assessments.selection import select_items
from tests.domain.assessments.question_bank import (
    BATTERIES,
    FREE,
    MATCH,
    MULTIPLE,
    NUMERIC,
    ORDER,
    RIGHT,
    SHORT,
    SINGLE,
    TRUE_FALSE,
    edition,
    number,
    open_test,
    question,
    rekeyed,
    revision,
    voided,
    written,
)

STILL = AssessmentRules((Selection(BATTERIES),), 60, 600, shuffles=False)
TOPICS = ("gas", "fuses", "water")
seeds = st.integers(0, 2**63)
often = settings(max_examples=60, deadline=None)


def drawn(test, seed=1):
    return select_items(test, test.open_edition()[1], seed)


@st.composite
def banks(some):
    """An open test of questions of three topics, with draws from some of them, and void ones."""
    sizes = some(st.lists(st.integers(1, 6), min_size=3, max_size=3))
    questions = [
        question(10 * attempt_in_cycle + each, topic=topic)
        for attempt_in_cycle, (topic, size) in enumerate(zip(TOPICS, sizes, strict=True), start=1)
        for each in range(size)
    ]
    selections = tuple(
        Selection(topic, some(st.none() | st.integers(1, size)))
        for topic, size in zip(TOPICS, sizes, strict=True)
    )[: some(st.integers(1, 3))]
    void = some(st.sets(st.sampled_from(questions), max_size=4))
    rules = AssessmentRules(selections, 60, 600, shuffles=some(st.booleans()))
    key_version = [voided(each.id.int - 9000) for each in void]
    return open_test(*questions, rules=rules, key_version=key_version)


@often
@given(banks(), seeds)
def test_each_topic_has_as_many_as_asked_or_all_that_count(test, seed):
    found = Counter(each.topic for each in drawn(test, seed))

    left = Counter(each.topic for each in test.draft_questions() if each.id not in test.voided())
    for asked in test.editions[-1].rules.selections:
        most = left[asked.topic] if asked.count is None else asked.count
        assert found.pop(asked.topic, 0) == min(most, left[asked.topic])
    assert not found


@often
@given(banks(), seeds)
def test_no_question_is_drawn_twice_none_is_void_and_all_are_of_that_edition(test, seed):
    before = test.editions[-1]
    test.replay(written(question(99, topic="gas")))
    test.replay(edition([revision(99)], before.rules, attempt_in_cycle=2))

    questions = [each.question for each in select_items(test, before, seed)]

    assert len(set(questions)) == len(questions)
    assert set(questions) <= set(before.questions)
    assert not test.voided() & {each.question_id for each in questions}


@often
@given(banks(), seeds)
def test_the_same_seed_draws_the_same(test, seed):
    assert drawn(test, seed) == drawn(test, seed)


def test_other_seeds_draw_others():
    test = open_test(
        *map(question, range(1, 9)), rules=AssessmentRules((Selection(BATTERIES, 2),), 60, 600)
    )

    assert len({drawn(test, seed) for seed in range(30)}) > 20


def test_what_is_drawn_says_how_to_answer_and_not_what_is_right():
    test = open_test(*RIGHT, FREE, rules=STILL)

    asked = {each.question.question_id: each for each in drawn(test)}

    told = {
        id: (each.question_type, set(each.keys), each.answer_limit) for id, each in asked.items()
    }
    assert told == {
        SINGLE.id: ("single", {"a", "b"}, 1),
        MULTIPLE.id: ("multiple", {"a", "b", "c", "d"}, None),
        TRUE_FALSE.id: ("true_false", {"true", "false"}, 1),
        NUMERIC.id: ("numeric", set(), None),
        SHORT.id: ("short", set(), 200),
        ORDER.id: ("ordering", {"a", "b", "c"}, None),
        MATCH.id: ("matching", {"a", "b", "c"}, None),
    }


def test_where_nothing_is_shuffled_questions_and_choices_stand_as_they_were_written():
    found = drawn(open_test(SINGLE, MULTIPLE, TRUE_FALSE, rules=STILL))

    assert [each.question.question_id for each in found] == [number(1), number(2), number(3)]
    assert [each.keys for each in found] == [("a", "b"), ("a", "b", "c", "d"), ("true", "false")]


def test_where_things_are_shuffled_every_order_comes_up():
    test = open_test(SINGLE, TRUE_FALSE)

    seen = {tuple((each.question, each.keys) for each in drawn(test, seed)) for seed in range(50)}

    assert len(seen) == 4  # two questions in two orders, and the choices of one of them


def test_things_to_order_are_never_shown_in_the_right_order():
    test = open_test(ORDER, rules=STILL)

    orders = {drawn(test, seed)[0].keys for seed in range(100)}

    assert len(orders) == 5
    assert ("a", "b", "c") not in orders


def test_nor_are_they_when_the_right_order_turned_out_to_be_another_one():
    right = Ordering((Item("c", "test"), Item("a", "cut"), Item("b", "connect")))
    test = open_test(ORDER, rules=STILL, key_version=[rekeyed(6, right)])

    orders = {drawn(test, seed)[0].keys for seed in range(100)}

    assert len(orders) == 5
    assert ("c", "a", "b") not in orders


def test_things_to_match_are_shuffled_even_where_nothing_else_is():
    test = open_test(MATCH, rules=STILL)

    assert len({drawn(test, seed)[0].keys for seed in range(100)}) == 6
