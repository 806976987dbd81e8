"""The items of an attempt are selected with a seed; the same seed selects the same items."""

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
    key_corrected,
    open_test,
    question,
    question_id,
    revised,
    revision,
    voided,
)

STILL = AssessmentRules((Selection(BATTERIES),), 60, 600, shuffles=False)
TOPICS = ("gas", "fuses", "water")
seeds = st.integers(0, 2**63)
often = settings(max_examples=60, deadline=None)


def items_of(test, seed=1):
    return select_items(test, test.open_edition()[1], seed)


@st.composite
def banks(draw):
    """An open test of questions of three topics, with selections and voided questions."""
    sizes = draw(st.lists(st.integers(1, 6), min_size=3, max_size=3))
    questions = [
        question(10 * tens + ones, topic=topic)
        for tens, (topic, size) in enumerate(zip(TOPICS, sizes, strict=True), start=1)
        for ones in range(size)
    ]
    selections = tuple(
        Selection(topic, draw(st.none() | st.integers(1, size)))
        for topic, size in zip(TOPICS, sizes, strict=True)
    )[: draw(st.integers(1, 3))]
    void = draw(st.sets(st.sampled_from(questions), max_size=4))
    rules = AssessmentRules(selections, 60, 600, shuffles=draw(st.booleans()))
    key_changes = [voided(question.id.int - 9000) for question in void]
    return open_test(*questions, rules=rules, key_changes=key_changes)


@often
@given(banks(), seeds)
def test_each_topic_has_its_count_or_all_that_are_left(test, seed):
    counts = Counter(item.topic for item in items_of(test, seed))

    available = Counter(
        question.topic for question in test.draft_questions() if question.id not in test.voided()
    )
    for selection in test.editions[-1].rules.selections:
        most = available[selection.topic] if selection.count is None else selection.count
        assert counts.pop(selection.topic, 0) == min(most, available[selection.topic])
    assert not counts


@often
@given(banks(), seeds)
def test_items_are_distinct_not_voided_and_of_the_edition(test, seed):
    before = test.editions[-1]
    test.replay(revised(question(99, topic="gas")))
    test.replay(edition([revision(99)], before.rules, edition_number=2))

    questions = [item.question for item in select_items(test, before, seed)]

    assert len(set(questions)) == len(questions)
    assert set(questions) <= set(before.questions)
    assert not test.voided() & {question.question_id for question in questions}


@often
@given(banks(), seeds)
def test_the_same_seed_selects_the_same_items(test, seed):
    assert items_of(test, seed) == items_of(test, seed)


def test_other_seeds_select_other_items():
    test = open_test(
        *map(question, range(1, 9)), rules=AssessmentRules((Selection(BATTERIES, 2),), 60, 600)
    )

    assert len({items_of(test, seed) for seed in range(30)}) > 20


def test_items_say_how_to_answer_without_the_key():
    test = open_test(*RIGHT, FREE, rules=STILL)

    items = {
        item.question.question_id: (item.question_type, set(item.keys), item.answer_limit)
        for item in items_of(test)
    }

    assert items == {
        SINGLE.id: ("single", {"a", "b"}, 1),
        MULTIPLE.id: ("multiple", {"a", "b", "c", "d"}, None),
        TRUE_FALSE.id: ("true_false", {"true", "false"}, 1),
        NUMERIC.id: ("numeric", set(), None),
        SHORT.id: ("short", set(), 200),
        ORDER.id: ("ordering", {"a", "b", "c"}, None),
        MATCH.id: ("matching", {"a", "b", "c"}, None),
    }


def test_without_shuffling_questions_and_choices_keep_their_order():
    items = items_of(open_test(SINGLE, MULTIPLE, TRUE_FALSE, rules=STILL))

    assert [item.question.question_id for item in items] == [
        question_id(1),
        question_id(2),
        question_id(3),
    ]
    assert [item.keys for item in items] == [("a", "b"), ("a", "b", "c", "d"), ("true", "false")]


def test_shuffling_gives_every_order():
    test = open_test(SINGLE, TRUE_FALSE)

    orders = {
        tuple((item.question, item.keys) for item in items_of(test, seed)) for seed in range(50)
    }

    assert len(orders) == 4  # two questions in two orders, and the choices of one of them


def test_ordering_items_are_never_shown_in_the_correct_order():
    test = open_test(ORDER, rules=STILL)

    orders = {items_of(test, seed)[0].keys for seed in range(100)}

    assert len(orders) == 5
    assert ("a", "b", "c") not in orders


def test_ordering_items_are_never_shown_in_a_corrected_order():
    right = Ordering((Item("c", "test"), Item("a", "cut"), Item("b", "connect")))
    test = open_test(ORDER, rules=STILL, key_changes=[key_corrected(6, right)])

    orders = {items_of(test, seed)[0].keys for seed in range(100)}

    assert len(orders) == 5
    assert ("c", "a", "b") not in orders


def test_matching_pairs_are_shuffled_even_without_shuffling():
    test = open_test(MATCH, rules=STILL)

    assert len({items_of(test, seed)[0].keys for seed in range(100)}) == 6
