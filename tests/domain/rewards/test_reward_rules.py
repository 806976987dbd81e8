import msgspec
import pytest

from domain.rewards.reward_rules import TrackRecord
from tests.domain.rewards.programme_examples import ANSWERS, LOVED, RULES
from tests.support.people import euros


@pytest.mark.parametrize(
    ("points", "breakage", "cents"),
    [(1_000, 0, 2_200), (1_000, 25, 1_650), (1_453, 25, 2_397), (1, 0, 2), (0, 25, 0), (9, 100, 0)],
)
def test_expected_cost_is_reduced_by_breakage(points, breakage, cents):
    rule = msgspec.structs.replace(RULES, breakage_percent=breakage)

    assert rule.expected_cost(points) == euros(cents)


@pytest.mark.parametrize(("conversations", "grade"), [(49, 0), (50, 1), (499, 2), (500, 3)])
def test_a_badge_has_the_highest_grade_that_is_met(conversations, grade):
    assert ANSWERS.grade_of(TrackRecord(conversations)) == grade


@pytest.mark.parametrize(
    ("ratings", "good", "grade"), [(9, 9, 0), (10, 7, 0), (10, 8, 1), (30, 26, 1), (30, 27, 2)]
)
def test_a_badge_may_ask_for_good_ratings(ratings, good, grade):
    assert LOVED.grade_of(TrackRecord(40, ratings, good)) == grade
