"""Pages of a list by their number."""

import pytest

from web.http.paging import ListPage, page_of


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("", 1),
        ("page=2", 2),
        ("page=3", 3),
        ("page=4", 3),
        ("page=" + "9" * 5000, 3),
        ("page=0", 1),
        ("page=-1", 1),
        ("page=two", 1),
    ],
)
def test_an_address_always_has_a_page_of_the_list(app, query, number):
    with app.test_request_context(f"/?{query}"):
        assert page_of(21, 10).number == number


def test_a_page_has_its_part_of_the_rows():
    page = ListPage(number=3, last=3, size=10)

    assert page.first == 20
    assert page.rows_of(range(21)) == range(20, 21)


@pytest.mark.parametrize(("n", "last"), [(0, 1), (1, 1), (10, 1), (11, 2)])
def test_a_list_has_as_many_pages_as_it_fills(app, n, last):
    with app.test_request_context("/"):
        assert page_of(n, 10).last == last


def test_each_list_of_an_address_has_its_own_parameter(app):
    with app.test_request_context("/?page=2&brands=3"):
        assert page_of(21, 10, "brands").number == 3
