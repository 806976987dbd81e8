"""An expert's account: closed weeks, thresholds, deductions that are carried, payouts."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import defstruct
from msgspec.structs import replace

from domain.errors import Invalid, NotNow
from domain.money import Money
from payments.earnings.earning import WrittenText
from payments.hash_chain import FIRST
from payments.payees.payee_details import MissingDetail
from payments.statements.account_reasons import AdjustmentReason, WithheldReason
from payments.statements.bonus_rule import BonusRule
from payments.statements.statement_account import StatementAccount, statement_account_id
from payments.statements.statement_hashes import hashed_statement, statement_hash
from payments.statements.statement_lines import StatementAdjustment, StatementLine
from payments.weeks import parse_week
from tests.support.people import EXPERT, MANAGER, euros

WEEKS = ["2017-W40", "2017-W41", "2017-W42"]
REASON = WrittenText(uuid4(), 12)
PAYOUT, THRESHOLD = uuid4(), 2000


def after_week(week):
    return parse_week(week).ends_at


def lines(*amounts, week=WEEKS[0]):
    at = parse_week(week).begins_at
    return [StatementLine(uuid4(), uuid4(), at, euros(amount)) for amount in amounts]


def account():
    return StatementAccount(statement_account_id(EXPERT, "EUR"))


def closed(*amounts, week=WEEKS[0], on=None):
    on = on or account()
    on.close_statement(EXPERT, "EUR", week, lines(*amounts), after_week(week))
    return on


def adjusted(on, amount, reason=AdjustmentReason.CORRECTION):
    on.adjust(EXPERT, euros(amount), reason, REASON, MANAGER, after_week(WEEKS[0]))
    return on


def pays(on, missing=(), threshold=THRESHOLD, at=None, payout_id=PAYOUT):
    return on.pay_out(payout_id, "EUR", threshold, missing, at or after_week(WEEKS[0]))


def test_a_statement_lists_what_was_released_and_closes_with_its_sum():
    statement = closed(160, 451).pending_events[-1]

    assert (statement.opening, statement.closing) == (euros(0), euros(611))
    assert (statement.number, statement.previous_hash) == (1, FIRST)


def test_the_next_statement_opens_with_the_closing_and_is_chained():
    ledger = closed(160)
    closed(451, week=WEEKS[1], on=ledger)

    first, second = ledger.pending_events
    assert (second.opening, second.closing, second.number) == (euros(160), euros(611), 2)
    assert second.previous_hash == first.hash == statement_hash(first, 1, FIRST)
    assert second.hash == statement_hash(second, 1, first.hash) != first.hash


def test_what_was_adjusted_is_in_the_hash_of_the_statement_one_by_one():
    ledger = adjusted(adjusted(closed(3000), -500), 200)

    statement = closed(week=WEEKS[1], on=ledger).pending_events[-1]

    assert statement.adjustments == (
        StatementAdjustment(version=2, amount=euros(-500)),
        StatementAdjustment(version=3, amount=euros(200)),
    )
    other = replace(statement, adjustments=statement.adjustments[::-1])
    assert statement_hash(other, 1, statement.previous_hash) != statement.hash
    assert closed(week=WEEKS[2], on=ledger).pending_events[-1].adjustments == ()


def test_a_field_that_comes_later_changes_no_hash_of_an_older_format():
    statement = closed(160).pending_events[-1]
    later = defstruct("StatementClosed", [("more", str)], bases=(type(statement),), kw_only=True)
    fields = {name: getattr(statement, name) for name in statement.__struct_fields__}

    content = hashed_statement(later(**fields, more="not hashed"), 1)

    assert content == hashed_statement(statement, 1)
    assert statement_hash(statement, 1, FIRST) == statement.hash


@pytest.mark.parametrize("currency", ["CHF", "GBP"])
def test_an_account_takes_nothing_in_another_currency(currency):
    ledger, other, at = closed(3000), Money(100, currency), after_week(WEEKS[1])

    for act in (
        lambda: ledger.adjust(EXPERT, other, AdjustmentReason.BONUS, REASON, MANAGER, at),
        lambda: ledger.close_statement(EXPERT, currency, WEEKS[1], [], at),
        lambda: ledger.pay_out(PAYOUT, currency, THRESHOLD, (), at),
    ):
        with pytest.raises(Invalid, match="another currency"):
            act()

    assert len(ledger.pending_events) == 1


def test_a_week_is_closed_once_and_not_after_a_later_one():
    ledger = closed(160, week=WEEKS[1])

    closed(451, week=WEEKS[1], on=ledger)
    closed(451, week=WEEKS[0], on=ledger)

    assert len(ledger.pending_events) == 1


def test_a_week_that_is_not_over_is_refused():
    early = after_week(WEEKS[0]) - timedelta(microseconds=1)

    with pytest.raises(NotNow, match="not over yet"):
        account().close_statement(EXPERT, "EUR", WEEKS[0], lines(160), early)


def test_a_payout_takes_what_the_statement_says():
    ledger = closed(1500, 1500)

    assert pays(ledger) == euros(3000)
    assert ledger.to_pay_minor == 0


@pytest.mark.parametrize(
    ("amounts", "prepared", "up_to"),
    [
        ((3000, 1000), 3000, WEEKS[0]),
        ((3000, 1000), 4000, WEEKS[1]),
        ((3000, 1000), None, WEEKS[1]),
        ((3000, 1000), 2000, ""),
        ((3000, 0), 3000, WEEKS[1]),
    ],
)
def test_a_payout_names_the_last_statement_that_it_pays_in_full(amounts, prepared, up_to):
    ledger = account()
    for week, amount in zip(WEEKS, amounts, strict=False):
        closed(amount, week=week, on=ledger)

    ledger.pay_out(PAYOUT, "EUR", THRESHOLD, (), after_week(WEEKS[1]), prepared)

    event = ledger.pending_events[-1]
    assert (event.expert_id, event.paid_up_to_week) == (EXPERT, up_to)


def test_a_payout_does_not_pay_again_what_another_paid():
    ledger = closed(3000)
    pays(ledger)
    closed(2500, week=WEEKS[1], on=ledger)

    pays(ledger, payout_id=uuid4())
    ledger.return_payout(PAYOUT, "EUR", after_week(WEEKS[1]))

    deducted, returned = ledger.pending_events[-2:]
    assert (deducted.amount, deducted.paid_up_to_week) == (euros(2500), WEEKS[1])
    assert (returned.expert_id, returned.payout_id) == (EXPERT, PAYOUT)


def test_a_payout_takes_its_amount_once():
    ledger = closed(3000)
    pays(ledger)

    with pytest.raises(NotNow, match="already initiated"):
        pays(ledger)


def test_a_returned_payout_is_payable_again_and_not_returned_twice():
    ledger = closed(3000)
    pays(ledger)

    ledger.return_payout(PAYOUT, "EUR", after_week(WEEKS[0]))

    assert pays(ledger) == euros(3000)
    ledger.return_payout(PAYOUT, "EUR", after_week(WEEKS[0]))
    with pytest.raises(NotNow, match="no amount to return"):
        ledger.return_payout(PAYOUT, "EUR", after_week(WEEKS[0]))


def test_less_than_the_threshold_waits_for_thirteen_weeks_at_most():
    ledger, at = closed(1999), after_week(WEEKS[0])

    assert ledger.withheld_reasons(THRESHOLD, (), at) == (WithheldReason.BELOW_THRESHOLD,)
    with pytest.raises(NotNow, match="below the payout threshold"):
        pays(ledger)
    assert pays(ledger, at=at + timedelta(weeks=13)) == euros(1999)


def test_missing_details_withhold_and_are_named():
    reasons = closed(3000).withheld_reasons(
        THRESHOLD, (MissingDetail.IDENTITY, MissingDetail.BANK_ACCOUNT), after_week(WEEKS[0])
    )

    assert reasons == (WithheldReason.IDENTITY_MISSING, WithheldReason.BANK_ACCOUNT_MISSING)


def test_a_deduction_beyond_what_is_payable_is_owed_and_recovered_by_the_next_statement():
    ledger = closed(3000)
    pays(ledger)

    adjusted(ledger, -500)
    assert ledger.pending_events[-1].owed_change == euros(500)
    assert ledger.withheld_reasons(THRESHOLD, (), after_week(WEEKS[0])) == (
        WithheldReason.NEGATIVE_BALANCE,
    )

    statement = closed(2600, week=WEEKS[1], on=ledger).pending_events[-1]
    assert (statement.opening, statement.adjusted) == (euros(3000), euros(-500))
    assert (statement.paid_out, statement.closing) == (euros(3000), euros(2100))
    assert statement.recovered == euros(500)
    assert pays(ledger, payout_id=uuid4()) == euros(2100)


def test_a_negative_statement_is_carried_to_the_next():
    ledger = adjusted(account(), -500)
    first = closed(200, on=ledger).pending_events[-1]
    second = closed(700, week=WEEKS[1], on=ledger).pending_events[-1]

    assert (first.closing, first.recovered) == (euros(-300), euros(200))
    assert (second.opening, second.closing, second.recovered) == (
        euros(-300),
        euros(400),
        euros(300),
    )


def test_a_bonus_waits_for_the_statement_that_lists_it():
    ledger = adjusted(closed(3000), 700, AdjustmentReason.BONUS)

    assert ledger.to_pay_minor == 3000
    assert closed(week=WEEKS[1], on=ledger).to_pay_minor == 3700


@pytest.mark.parametrize(("conversations", "bonus"), [(2, 0), (3, 500), (4, 500)])
def test_the_rule_for_bonuses_adds_to_the_statement_with_enough_conversations(conversations, bonus):
    ledger, rule = account(), BonusRule(conversations=3, bonus_minor=500)
    earned = lines(*[160] * conversations)

    ledger.close_statement(EXPERT, "EUR", WEEKS[0], earned, after_week(WEEKS[0]), rule)

    statement = ledger.pending_events[-1]
    assert (statement.adjusted, statement.closing) == (
        euros(bonus),
        euros(160 * conversations + bonus),
    )
    assert ledger.to_pay_minor == statement.closing.amount


def test_conversations_of_two_weeks_on_one_statement_are_counted_by_week():
    ledger, rule = account(), BonusRule(conversations=3, bonus_minor=500)
    earned = lines(160, 160) + lines(160, 160, week=WEEKS[1])

    ledger.close_statement(EXPERT, "EUR", WEEKS[1], earned, after_week(WEEKS[1]), rule)

    assert len(ledger.pending_events) == 1


def test_a_week_on_two_statements_is_counted_as_one_and_rewarded_once():
    ledger, rule = account(), BonusRule(conversations=3, bonus_minor=500)

    for week, late in zip(WEEKS, (lines(160, 160), lines(160), lines(160)), strict=True):
        ledger.close_statement(EXPERT, "EUR", week, late, after_week(week), rule)

    [bonus] = [event for event in ledger.pending_events if hasattr(event, "conversations_required")]
    assert (bonus.week, bonus.conversations, bonus.conversations_required) == (WEEKS[0], 3, 3)
    assert [event.adjusted for event in ledger.pending_events if hasattr(event, "adjusted")] == [
        euros(0),
        euros(500),
        euros(0),
    ]


def test_a_bonus_recovers_what_the_expert_owes():
    ledger, rule = adjusted(account(), -500), BonusRule(conversations=1, bonus_minor=300)

    ledger.close_statement(EXPERT, "EUR", WEEKS[0], lines(100), after_week(WEEKS[0]), rule)

    assert ledger.pending_events[-1].recovered == euros(400)
    assert (ledger.payable_minor, ledger.owed_minor) == (0, 100)


@pytest.mark.parametrize(("amount", "text"), [(0, REASON), (500, WrittenText(uuid4(), 0))])
def test_an_adjustment_of_nothing_or_without_words_is_refused(amount, text):
    ledger = account()

    with pytest.raises(Invalid):
        ledger.adjust(
            EXPERT, euros(amount), AdjustmentReason.BONUS, text, MANAGER, after_week(WEEKS[0])
        )

    assert ledger.pending_events == []


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("earn"), st.integers(1, 5000)),
        st.tuples(st.just("adjust"), st.integers(-6000, 6000).filter(bool)),
        st.tuples(st.sampled_from(["pay", "return"]), st.just(0)),
    ),
    max_size=25,
)


@given(STEPS)
def test_opening_earned_adjusted_less_paid_is_closing_and_nothing_is_paid_below_zero(steps):
    ledger, week, payouts, expected = account(), parse_week("2017-W01"), [], 0
    for step, amount in steps:
        if step == "earn":
            ledger.close_statement(EXPERT, "EUR", str(week), lines(amount), week.ends_at)
            week, expected = parse_week(f"{week.ends_at:%G-W%V}"), expected + amount
        elif step == "adjust":
            adjusted(ledger, amount)
            expected += amount
        elif step == "pay" and ledger.to_pay_minor:
            payouts.append(uuid4())
            paid = pays(ledger, threshold=0, at=week.begins_at, payout_id=payouts[-1])
            assert paid.amount > 0
            expected -= paid.amount
        elif step == "return" and payouts:
            expected += ledger.deducted[payouts[-1]]
            ledger.return_payout(payouts.pop(), "EUR", week.begins_at)
        assert min(ledger.payable_minor, ledger.owed_minor) >= 0
        assert ledger.payable_minor - ledger.owed_minor == expected
        assert ledger.closing_minor + ledger.adjusted_minor - ledger.paid_out_minor == expected


def test_a_late_payment_is_taken_from_what_is_payable_and_the_rest_is_owed():
    ledger = closed(3000)
    at = after_week(WEEKS[0])
    pays(ledger)
    ledger.return_payout(PAYOUT, "EUR", at)

    assert ledger.deduct_late_payment(EXPERT, PAYOUT, euros(3000), at) == euros(0)
    assert (ledger.deducted, ledger.to_pay_minor) == ({PAYOUT: 3000}, 0)
    assert ledger.deduct_late_payment(EXPERT, PAYOUT, euros(500), at) == euros(500)

    assert (ledger.deducted, ledger.owed_minor) == ({PAYOUT: 3500}, 500)
    assert ledger.withheld_reasons(0, (), at) == (WithheldReason.NEGATIVE_BALANCE,)


def test_of_two_payments_one_comes_back_by_its_amount():
    ledger = closed(3000)
    at = after_week(WEEKS[0])
    pays(ledger)
    ledger.deduct_late_payment(EXPERT, PAYOUT, euros(500), at)

    ledger.return_payout(PAYOUT, "EUR", at, 500)

    assert (ledger.deducted, ledger.payable_minor) == ({PAYOUT: 3000}, 500)
    with pytest.raises(NotNow, match="no amount to return"):
        ledger.return_payout(PAYOUT, "EUR", at, 3001)
