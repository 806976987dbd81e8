from decimal import Decimal

import pytest

from domain.assessments.answers import ChoiceAnswer, NumericAnswer
from domain.assessments.question_types.choice import Choice, Multiple, Single, TrueFalse


def choices(**percents):
    return tuple(Choice(key, key.upper(), Decimal(percent)) for key, percent in percents.items())


COLOURS = Single(choices(red=0, orange="33.33333", yellow=100, black=-50))
FUSES = Multiple(choices(ten=50, twenty=50, blue=-25, none=-100, maybe=0))
THIRDS = Multiple(choices(a="33.33333", b="33.33333", c="33.33333", d=-100))
DRY = TrueFalse(answer=True)


@pytest.mark.parametrize(
    ("chosen", "percent"),
    [("yellow", 100), ("orange", "33.33333"), ("red", 0), ("black", 0), ("does not exist", 0)],
)
def test_a_single_choice_earns_its_share_and_never_less_than_0(chosen, percent):
    assert COLOURS.percent_of(ChoiceAnswer((chosen,)), {}) == Decimal(percent)


@pytest.mark.parametrize(
    ("chosen", "percent"),
    [
        ((), 0),
        (("ten",), 50),
        (("ten", "twenty"), 100),
        (("ten", "blue"), 25),
        (("ten", "twenty", "blue"), 75),
        (("ten", "twenty", "maybe"), 100),
        (("ten", "twenty", "none"), 0),
        (("blue",), 0),
        (("ten", "twenty", "blue", "none", "maybe"), 0),
    ],
)
def test_wrong_choices_cost_their_share_down_to_0(chosen, percent):
    assert FUSES.percent_of(ChoiceAnswer(chosen), {}) == Decimal(percent)


def test_three_thirds_earn_100_percent():
    assert THIRDS.percent_of(ChoiceAnswer(("a", "b", "c")), {}) == 100
    assert THIRDS.percent_of(ChoiceAnswer(("a", "b")), {}) == Decimal("66.66666")


def test_true_false_earns_all_or_nothing():
    answer_keys = [TrueFalse(answer=answer) for answer in (True, False)]

    def percents(*chosen):
        return [answer_key.percent_of(ChoiceAnswer(chosen), {}) for answer_key in answer_keys]

    assert percents("true") == [100, 0]
    assert percents("false") == [0, 100]
    assert percents() == [0, 0]


@pytest.mark.parametrize("answer_key", [COLOURS, FUSES, DRY])
def test_an_answer_of_another_type_earns_0(answer_key):
    assert answer_key.percent_of(NumericAnswer(Decimal(100)), {}) == 0


@pytest.mark.parametrize("answer_key", [COLOURS, FUSES, THIRDS, DRY])
def test_valid_choices_have_no_error(answer_key):
    assert list(answer_key.errors()) == []


@pytest.mark.parametrize(
    ("answer_key", "error"),
    [
        (Single(choices(a=100)), "Enter at least 2 items to choose from or to put in order."),
        (
            Single((*choices(a=100), Choice("b", " ", Decimal(0)))),
            "Each choice and each item to order needs a text.",
        ),
        (
            Single((*choices(a=100), Choice("b", "A", Decimal(0)))),
            "This appears twice: A",
        ),
        (
            Single(choices(a=100, b="100.00001")),
            "A choice must earn between -100 and 100 percent of the points.",
        ),
        (
            Multiple(choices(a=100, b="-100.5")),
            "A choice must earn between -100 and 100 percent of the points.",
        ),
        (
            Single(choices(a="99.99", b=0)),
            "One choice must earn all the points. Select the correct one.",
        ),
        (
            Multiple(choices(a=50, b="49.98", c=-10)),
            "Together, the correct choices must earn all the points: 100 percent.",
        ),
    ],
)
def test_each_invalid_key_has_its_error(answer_key, error):
    assert list(map(str, answer_key.errors())) == [error]
