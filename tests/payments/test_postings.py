"""What a closed conversation moves: balanced in each unit, points apart from money."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.conversations.conversation import Conversation
from domain.money import Money
from domain.terms import Employed, Paid, Voluntary
from payments import accounts
from payments.accounts import POINTS
from payments.postings import Posting, postings_of
from tests.support.people import (
    AMBASSADOR,
    BRAND,
    EMPLOYED,
    EMPLOYEE,
    EXPERT,
    PAID,
    VOLUNTARY,
    after,
    euros,
)

often = settings(max_examples=80, deadline=None)
prices = st.builds(Money, st.integers(0, 10**12), st.sampled_from(["EUR", "CHF", "JPY"]))
paid = st.builds(Paid, prices, st.integers(0, 100))
voluntary = st.builds(Voluntary, st.integers(0, 10**9))
employed = st.builds(Employed, prices)


def closed(terms, respondent_id=EXPERT, reason="answered"):
    return Conversation.Closed(
        at=after(600),
        brand_id=BRAND,
        respondent_id=respondent_id,
        terms=terms,
        by=None,
        reason=reason,
        visitor_messages=3,
        respondent_messages=4,
        last_message_at=after(590),
        slot=1,
    )


def amounts(terms, **values):
    return [posting.amount for posting in postings_of(closed(terms, **values))]


def test_the_brand_pays_the_platform_keeps_its_commission_and_the_expert_has_the_rest():
    assert postings_of(closed(PAID)) == [
        Posting(accounts.receivable(BRAND), -200, "EUR"),
        Posting(accounts.COMMISSION, 40, "EUR"),
        Posting(accounts.held(EXPERT), 160, "EUR"),
    ]


def test_an_ambassador_earns_points_of_the_brand():
    assert postings_of(closed(VOLUNTARY, AMBASSADOR)) == [
        Posting(accounts.points_issued(BRAND), -10, "PTS"),
        Posting(accounts.points(AMBASSADOR, BRAND), 10, "PTS"),
    ]


def test_points_of_imported_history_were_never_credited():
    assert amounts(VOLUNTARY, reason="imported") == [0, 0]


def test_an_employees_conversation_moves_nothing():
    assert postings_of(closed(EMPLOYED, EMPLOYEE)) == []


@pytest.mark.parametrize(
    ("cents", "percent", "commission", "net"),
    [
        (200, 20, 40, 160),
        (645, 30, 194, 451),
        (645, 0, 0, 645),
        (645, 100, 645, 0),
        (1, 50, 1, 0),
        (1, 49, 0, 1),
        (0, 20, 0, 0),
    ],
)
def test_one_share_is_rounded_and_the_other_is_the_rest(cents, percent, commission, net):
    assert amounts(Paid(euros(cents), percent)) == [-cents, commission, net]


@often
@given(paid | voluntary)
def test_postings_add_up_to_nothing_in_each_unit(terms):
    balance = Counter()
    for posting in postings_of(closed(terms)):
        balance[posting.unit] += posting.amount

    assert set(balance.values()) == {0}
    assert len(balance) == 1


@often
@given(paid)
def test_the_commission_is_the_percentage_to_half_a_cent_and_nobody_pays_to_work(terms):
    charged, commission, net = amounts(terms)

    assert charged == -terms.price.amount
    assert abs(100 * commission - terms.price.amount * terms.commission_percent) <= 50
    assert commission >= 0
    assert net >= 0


@often
@given(paid | voluntary)
def test_points_never_meet_money(terms):
    postings = postings_of(closed(terms))

    accounts = {
        (posting.account.name.split(":")[0], posting.account.name.split(":")[-1])
        for posting in postings
    }
    of_money = {("brand", "receivable"), ("platform", "commission"), ("expert", "held")}
    of_points = {("brand", "points_issued"), ("ambassador", "points")}
    assert accounts == (of_money if isinstance(terms, Paid) else of_points)
    assert {posting.unit == POINTS for posting in postings} == {isinstance(terms, Voluntary)}


@often
@given(paid | voluntary | employed)
def test_the_same_end_always_moves_the_same(terms):
    assert postings_of(closed(terms)) == postings_of(closed(terms))
