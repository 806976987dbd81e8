from decimal import Decimal
from itertools import permutations

import pytest

from domain.assessments.answers import ChoiceAnswer, MatchingAnswer, OrderingAnswer
from domain.assessments.question_types.ordering_matching import Item, Matching, Ordering, Pair

STEPS = Ordering(tuple(Item(key, f"Step {key}") for key in "abcd"))
CAPITALS = Matching(
    (
        Pair("ca", "Canada", "Ottawa"),
        Pair("it", "Italy", "Rome"),
        Pair("va", "Vatican", "Rome"),
        Pair("", "", "Chat"),
        Pair("fr", "France", "Paris"),
    )
)


@pytest.mark.parametrize(
    ("order", "percent"),
    [
        ("abcd", 100),
        ("bcda", "66.66667"),  # bc, cd
        ("dabc", "66.66667"),  # ab, bc
        ("cdab", "66.66667"),  # cd, ab
        ("abdc", "33.33333"),  # ab
        ("acdb", "33.33333"),  # cd
        ("badc", 0),
        ("dcba", 0),
        ("", 0),
        ("abab", "33.33333"),  # said twice, it is right once
        ("abcdabcd", 100),
    ],
)
def test_an_order_earns_the_share_of_correct_neighbours(order, percent):
    assert STEPS.percent_of(OrderingAnswer(tuple(order)), {}) == Decimal(percent)


def test_only_the_correct_order_earns_100_percent():
    earned = {order: STEPS.percent_of(OrderingAnswer(order), {}) for order in permutations("abcd")}

    assert [order for order, percent in earned.items() if percent == 100] == [tuple("abcd")]


@pytest.mark.parametrize(
    ("pairs", "percent"),
    [
        ({"ca": "ca", "it": "it", "va": "va", "fr": "fr"}, 100),
        ({"ca": "ca", "it": "va", "va": "it", "fr": "fr"}, 100),  # both are in Rome
        ({"ca": "ca", "it": "it", "va": "ca", "fr": "fr"}, 75),
        ({"ca": "it", "it": "ca"}, 0),
        ({"fr": "fr"}, 25),
        ({"": ""}, 0),
        ({}, 0),
    ],
)
def test_each_correct_pair_earns_its_share(pairs, percent):
    assert CAPITALS.percent_of(MatchingAnswer(pairs), {}) == Decimal(percent)


def test_distractors_are_not_among_the_premises():
    assert [pair.left for pair in CAPITALS.premises] == ["Canada", "Italy", "Vatican", "France"]


@pytest.mark.parametrize("answer_key", [STEPS, CAPITALS])
def test_an_answer_of_another_type_earns_0(answer_key):
    assert answer_key.percent_of(ChoiceAnswer(answer_key.keys), {}) == 0


def items(*texts):
    return Ordering(tuple(Item(str(index), text) for index, text in enumerate(texts)))


def pairs(*sides):
    return Matching(tuple(Pair(str(index), *texts) for index, texts in enumerate(sides)))


@pytest.mark.parametrize(
    ("answer_key", "errors"),
    [
        (STEPS, []),
        (CAPITALS, []),
        (items("a", "b"), ["Enter at least 3 items to choose from or to put in order."]),
        (items("a", "b", "\n"), ["Each choice and each item to order needs a text."]),
        (items("a", "b", "a"), ["This appears twice: a"]),
        (pairs(("a", "b"), ("", "c")), ["Enter at least 2 pairs to match."]),
        (pairs(("a", "b"), ("c", " ")), ["Each pair needs its second item."]),
        (pairs(("a", "b"), ("a", "c")), ["Each item to match may appear only once."]),
        (pairs(("a", "b"), ("c", "b")), []),
    ],
)
def test_each_invalid_key_has_its_error(answer_key, errors):
    assert list(map(str, answer_key.errors())) == errors
