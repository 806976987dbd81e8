"""The comparison: what matches, what may be late, the three kinds of break, and the proof."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.reconciliation.reconcile import (
    BREAKS,
    LedgerMovement,
    Outcome,
    RailLine,
    reconcile,
)

TODAY = date(2017, 10, 31)


def ago(days):
    return TODAY - timedelta(days=days)


def moved(reference, amount, days=20, currency="EUR"):
    return LedgerMovement((reference,), currency, amount, ago(days), 1)


def booked(reference, amount, days=20, currency="EUR"):
    return RailLine(reference, currency, amount, ago(days))


def outcomes(movements, lines):
    return {item.reference: item.outcome for item in reconcile(movements, lines, TODAY).items}


@pytest.mark.parametrize(
    ("movements", "lines", "outcome"),
    [
        ([moved("a", 100)], [booked("a", 100)], Outcome.MATCHED),
        ([moved("a", 100)], [booked("a", 60), booked("a", 40, 2)], Outcome.MATCHED),
        ([moved("a", -500)], [booked("a", -50)], Outcome.AMOUNT_DIFFERS),
        ([moved("a", -500, 1)], [booked("a", -50, 1)], Outcome.AMOUNT_DIFFERS),
        ([moved("a", 100)], [], Outcome.NOT_AT_RAIL),
        ([moved("a", 100, 5)], [], Outcome.NOT_AT_RAIL),
        ([moved("a", 100, 4)], [], Outcome.TIMING),
        ([], [booked("a", -25)], Outcome.NOT_IN_LEDGER),
        ([], [booked("a", -25, 5)], Outcome.NOT_IN_LEDGER),
        ([], [booked("a", -25, 4)], Outcome.TIMING),
        ([moved("a", 0)], [], Outcome.MATCHED),
    ],
)
def test_what_becomes_of_a_reference(movements, lines, outcome):
    assert outcomes(movements, lines) == {"a": outcome}


def test_the_same_reference_in_another_currency_is_another_item():
    items = reconcile([moved("a", 100)], [booked("a", 100, currency="CHF")], TODAY).items

    assert [(item.currency, item.outcome) for item in items] == [
        ("CHF", Outcome.NOT_IN_LEDGER),
        ("EUR", Outcome.NOT_AT_RAIL),
    ]


def test_what_came_back_lately_may_be_late_on_one_side():
    paid, came_back = moved("a", -500), moved("a", 500, 1)

    assert outcomes([paid, came_back], [booked("a", -500)]) == {"a": Outcome.TIMING}
    assert outcomes([paid], [booked("a", -500), booked("a", 500, 1)]) == {"a": Outcome.TIMING}
    assert outcomes([paid, moved("a", 500, 6)], [booked("a", -500)]) == {
        "a": Outcome.AMOUNT_DIFFERS
    }
    assert outcomes([paid, came_back], [booked("a", -400)]) == {"a": Outcome.AMOUNT_DIFFERS}
    both_lately = [booked("a", -500), booked("a", 400, 1)]
    assert outcomes([paid, came_back], both_lately) == {"a": Outcome.AMOUNT_DIFFERS}


def test_what_only_one_side_ever_had_is_no_delay_even_if_it_comes_to_nothing():
    there_and_back = [booked("a", -500), booked("a", 500)]
    here_and_back = [moved("a", -500), moved("a", 500)]

    assert outcomes([moved("a", -500, 1)], there_and_back) == {"a": Outcome.AMOUNT_DIFFERS}
    assert outcomes(here_and_back, [booked("a", -500, 1)]) == {"a": Outcome.AMOUNT_DIFFERS}


def test_a_file_of_transfers_is_matched_singly_or_as_one_line():
    payouts = [
        LedgerMovement(("payout-1", "run"), "EUR", -100, ago(9), 1),
        LedgerMovement(("payout-2", "run"), "EUR", -200, ago(9), 2),
    ]

    singly = [booked("payout-1", -100), booked("payout-2", -200)]
    assert set(outcomes(payouts, singly).values()) == {Outcome.MATCHED}
    assert outcomes(payouts, [booked("run", -300)]) == {"run": Outcome.MATCHED}
    assert outcomes(payouts, [booked("payout-1", -100)]) == {
        "payout-1": Outcome.MATCHED,
        "payout-2": Outcome.NOT_AT_RAIL,
    }


def test_a_line_with_several_words_is_known_by_the_one_that_the_ledger_has():
    lines = [booked("SEPA 2017-44 B200 0000", 100), booked("B2000001", 50)]

    found = outcomes([moved("b2000001", 50), moved("2017-44", 100)], lines)

    assert found == {line.reference: Outcome.MATCHED for line in lines}


def test_later_days_are_left_out_on_both_sides():
    found = reconcile([moved("a", 100, -1)], [booked("b", 100, -1)], TODAY)

    assert found == ((), ())


def test_an_item_knows_its_difference_and_its_newest_day():
    [item] = reconcile([moved("a", -500, 9)], [booked("a", -50, 8)], TODAY).items

    assert (item.ledger_minor, item.rail_minor, item.difference_minor) == (-500, -50, -450)
    assert item.since == ago(8)


REFERENCES = st.sampled_from("abcdef")
AMOUNTS = st.integers(-3, 3)
DAYS = st.integers(-2, 12)
CURRENCIES = st.sampled_from(["EUR", "CHF"])
MOVEMENTS = st.lists(
    st.builds(
        lambda references, currency, amount, days: LedgerMovement(
            tuple(references), currency, amount, ago(days), 1
        ),
        st.lists(REFERENCES, min_size=1, max_size=3),
        CURRENCIES,
        AMOUNTS,
        DAYS,
    )
)
LINES = st.lists(st.builds(booked, REFERENCES, AMOUNTS, DAYS, CURRENCIES))


@given(MOVEMENTS, LINES)
def test_the_proof_always_holds(movements, lines):
    found = reconcile(movements, lines, TODAY)

    for proof in found.proofs:
        assert proof.holds
        ours = [one.amount_minor for one in movements if one.currency == proof.currency]
        dated = [one for one in movements if one.on <= TODAY and one.currency == proof.currency]
        assert proof.ledger_minor == sum(one.amount_minor for one in dated)
        assert len(dated) <= len(ours)


@given(MOVEMENTS, LINES)
def test_every_movement_and_line_is_in_exactly_one_item(movements, lines):
    items = reconcile(movements, lines, TODAY).items

    assert sorted(one for item in items for one in item.movements) == sorted(
        one for one in movements if one.on <= TODAY
    )
    assert sorted(one for item in items for one in item.lines) == sorted(
        one for one in lines if one.on <= TODAY
    )
    assert len({item[:2] for item in items}) == len(items)


@given(MOVEMENTS, LINES)
def test_the_order_of_what_is_compared_changes_nothing(movements, lines):
    there, back = (
        reconcile(ours, theirs, TODAY)
        for ours, theirs in ((movements, lines), (movements[::-1], lines[::-1]))
    )

    assert there.proofs == back.proofs
    assert [item[:3] for item in there.items] == [item[:3] for item in back.items]


@given(MOVEMENTS, LINES)
def test_without_days_of_grace_nothing_is_timing_but_today(movements, lines):
    items = reconcile(movements, lines, TODAY, timedelta(0)).items

    assert not [item for item in items if item.outcome is Outcome.TIMING]


@given(MOVEMENTS, LINES)
def test_what_differs_is_never_called_matched(movements, lines):
    for item in reconcile(movements, lines, TODAY).items:
        is_matched = item.outcome is Outcome.MATCHED
        assert is_matched == (item.difference_minor == 0)
        assert not (is_matched and item.outcome in BREAKS)
