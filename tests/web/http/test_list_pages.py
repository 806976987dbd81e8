"""Numbered pages of a list: what the address asks for, and never past the last one."""

import pytest
from flask import Flask

from web.http.list_pages import PAGE_SIZE, page_of

ROWS = list(range(2 * PAGE_SIZE + 1))


def page(address, n=2 * PAGE_SIZE + 1, parameter="page"):
    with Flask(__name__).test_request_context(address):
        return page_of(n, parameter)


@pytest.mark.parametrize(
    ("address", "number", "rows"),
    [
        ("/", 1, ROWS[:PAGE_SIZE]),
        ("/?page=2", 2, ROWS[PAGE_SIZE:-1]),
        ("/?page=3", 3, ROWS[-1:]),
        ("/?page=4", 3, ROWS[-1:]),
        ("/?page=0", 1, ROWS[:PAGE_SIZE]),
        ("/?page=one", 1, ROWS[:PAGE_SIZE]),
    ],
)
def test_a_page_has_its_rows(address, number, rows):
    shown = page(address)

    assert (shown.number, shown.last) == (number, 3)
    assert shown.of(ROWS) == rows


def test_an_empty_list_has_one_page():
    assert (page("/?page=2", 0).number, page("/", 0).last) == (1, 1)


def test_each_list_on_a_page_has_its_parameter():
    assert page("/?page=2&brands=3", parameter="brands").number == 3
