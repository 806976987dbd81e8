"""A correction of an answer key: published texts stay, and candidates have no names."""

from decimal import Decimal
from uuid import UUID

import pytest

from domain.assessments.question_types.choice import Choice, Multiple, Single
from domain.assessments.question_types.ordering_matching import Item, Matching, Ordering, Pair
from web.assessments.authoring.regrading_forms import candidate_labels, with_texts_of


def test_short_ids_with_a_common_prefix_get_longer():
    alike = [UUID(int=(0x3F2A << 112) + more) for more in (0, 1 << 104)]

    assert sorted(candidate_labels(alike).values()) == ["3f2a00", "3f2a01"]
    assert candidate_labels([alike[0], alike[0]]) == {alike[0]: "3f2a"}
    assert candidate_labels([]) == {}


@pytest.mark.parametrize(
    ("published_key", "new_key", "expected"),
    [
        (
            Multiple((Choice("a", "A", Decimal(100)),)),
            Multiple((Choice("a", "B", Decimal(50)),)),
            Multiple((Choice("a", "A", Decimal(50)),)),
        ),
        (
            Ordering((Item("a", "A"), Item("b", "B"))),
            Ordering((Item("b", "X"), Item("a", "A"))),
            Ordering((Item("b", "B"), Item("a", "A"))),
        ),
        (
            Matching((Pair("a", "A", "1"), Pair("b", "B", "2"))),
            Matching((Pair("a", "X", "2"), Pair("b", "B", "1"))),
            Matching((Pair("a", "A", "2"), Pair("b", "B", "1"))),
        ),
        (
            Single((Choice("a", "A", Decimal(0)),)),
            Single((Choice("new", "N", Decimal(0)),)),
            Single((Choice("new", "N", Decimal(0)),)),
        ),
    ],
)
def test_a_new_key_changes_points_and_pairs_but_no_texts(published_key, new_key, expected):
    assert with_texts_of(published_key, new_key) == expected
