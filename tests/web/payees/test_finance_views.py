"""Withheld pay, as finance sees it: whose, how much, and which kinds are missing."""

import re
from html import unescape
from uuid import uuid4

import pytest

from domain.money import Money
from domain.terms import Paid
from payments.payees.payee import MANDATE_VERSION
from tests.support.people import OTHER_EXPERT, PAID
from tests.web.payees.payee_pages import (
    ED,
    FRAN,
    INES,
    PAOLA,
    PRIVATE,
    WITHHELD,
    saves,
    sends,
)
from web.payees import finance_views


@pytest.fixture
def earned(desk):
    """Ed's two conversations and another expert's one are held."""
    for expert_id in (desk.id_of(), desk.id_of(), OTHER_EXPERT):
        desk.ledger.closes(uuid4(), PAID, expert_id)
    assert desk.ledger.posted().problem is None
    return desk


def rows_on(page):
    """Each row's cells, as text."""
    body = page.text.split("<tbody", 1)[1].split("</tbody>")[0]
    rows = re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    return [
        [_text(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in rows
    ]


def _text(cell):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split())


@pytest.mark.parametrize("email", [FRAN, PAOLA])
def test_pay_is_withheld_with_the_kinds_that_are_missing(earned, signed_in, email):  # noqa: ARG001
    ed, other = rows_on(signed_in(email).get(WITHHELD))

    everything = "Identity and address; Bank account; Tax details; Self-billing mandate"
    assert ed == ["Ed Xpert", everything, "€0.00", "€3.20"]
    assert other == ["a person whose account was erased", everything, "€0.00", "€1.60"]


def test_totals_are_over_all_pages(earned, signed_in):  # noqa: ARG001
    foot = signed_in(FRAN).get(WITHHELD).text.split("<tfoot")[1]

    assert "€4.80" in foot


def test_no_detail_is_shown(earned, signed_in, ed):  # noqa: ARG001
    saves(ed)

    page = signed_in(FRAN).get(WITHHELD).text
    assert [word for word in PRIVATE if word in page.replace("Ed Xpert", "")] == []
    assert rows_on(signed_in(FRAN).get(WITHHELD))[0][1] == "Self-billing mandate"


def test_an_expert_of_whom_nothing_is_missing_is_not_listed(earned, signed_in, ed):  # noqa: ARG001
    saves(ed)
    sends(ed, "/me/payment-details/mandate", version=MANDATE_VERSION, is_read="1")

    [[name, *_]] = rows_on(signed_in(FRAN).get(WITHHELD))
    assert name == "a person whose account was erased"


def test_the_list_is_filtered_by_a_kind(earned, signed_in, ed):  # noqa: ARG001
    saves(ed)
    fran = signed_in(FRAN)

    assert len(rows_on(fran.get(WITHHELD, query_string={"missing": "mandate"}))) == 2
    assert len(rows_on(fran.get(WITHHELD, query_string={"missing": "bank_account"}))) == 1
    assert len(rows_on(fran.get(WITHHELD, query_string={"missing": "king"}))) == 2


def test_amounts_of_two_currencies_stay_apart(earned, signed_in):
    pounds = Paid(price=Money(300, "GBP"), commission_percent=20)
    earned.ledger.closes(uuid4(), pounds, earned.id_of())
    earned.ledger.posted()

    page = signed_in(FRAN).get(WITHHELD)

    assert rows_on(page)[0][2:] == ["€0.00 £0.00", "€3.20 £2.40"]
    assert ["€4.80" in page.text, "£2.40" in page.text] == [True, True]


def test_while_all_can_be_paid_the_page_says_so(desk, signed_in):  # noqa: ARG001
    assert "Every expert who has earned can be paid." in signed_in(FRAN).get(WITHHELD).text


def test_a_filter_that_matches_nothing_can_be_cleared(desk, signed_in):  # noqa: ARG001
    page = signed_in(FRAN).get(WITHHELD, query_string={"missing": "mandate"}).text

    assert "No expert matches." in page


def test_a_long_list_has_pages(earned, signed_in):
    for _ in range(finance_views.PAGE_SIZE):
        earned.ledger.closes(uuid4(), PAID, uuid4())
    earned.ledger.posted()
    fran = signed_in(FRAN)

    first, second = fran.get(WITHHELD), fran.get(WITHHELD, query_string={"page": "2"})

    assert (len(rows_on(first)), len(rows_on(second))) == (50, 2)
    assert "page 1 of 2" in first.text
    assert len(rows_on(fran.get(WITHHELD, query_string={"page": "99"}))) == 2


@pytest.mark.parametrize("email", [ED, INES])
def test_only_finance_and_the_platform_see_withheld_pay(desk, signed_in, email):  # noqa: ARG001
    assert signed_in(email).get(WITHHELD).status_code == 403


def test_the_page_is_among_those_of_finance(desk, signed_in):  # noqa: ARG001
    assert f'href="{WITHHELD}"' in signed_in(FRAN).get("/").text
