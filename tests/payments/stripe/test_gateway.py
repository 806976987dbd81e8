"""What each outcome of a transfer, reversal or refund is, and that nothing happens twice."""

from uuid import UUID

import pytest

from domain.money import Money
from payments.gateway import (
    GatewayBug,
    PaymentMade,
    PaymentRefused,
    PaymentUnknown,
    RefundIntent,
    ReversalIntent,
    TransferIntent,
)
from payments.stripe_gateway import StripeGateway
from payments.stripe_sdk import StripeSdk
from tests.payments.stripe import fake_money_in, fake_money_out
from tests.payments.stripe.fake_state import ApiError
from tests.payments.stripe.world import PAYOUT, payout
from tests.support.people import euros

REVERSAL = UUID("90000000-0000-4000-8000-000000000002")
OTHER = UUID("90000000-0000-4000-8000-000000000003")


@pytest.fixture
def account(world):
    world.deposit()
    return world.expert_account()


@pytest.fixture
def payment(world):
    """A payment of 10.00 EUR that a brand has made."""
    answer = world.sdk.v1.payment_intents.create({"amount": 1000, "currency": "eur"})
    fake_money_in.pay(world.state, answer.id)
    return answer.id


def reversal(transfer, cents, **more):
    return ReversalIntent(id=REVERSAL, amount=euros(cents), transfer_id=transfer, **more)


def refund(payment, cents, id=REVERSAL, **more):
    return RefundIntent(id=id, amount=euros(cents), payment_id=payment, **more)


def test_a_transfer_names_its_intent_in_group_metadata_and_key(world, account):
    outcome = world.gateway.transfer(payout(account, 160))

    name, params, key, _ = world.stripe.requests[-1]
    assert isinstance(outcome, PaymentMade)
    assert (name, key) == ("POST /v1/transfers", f"transfer:{PAYOUT}:1")
    assert params == {
        "amount": 160,
        "currency": "eur",
        "destination": account,
        "transfer_group": f"intent:{PAYOUT}",
        "metadata": {"comptoir_intent": str(PAYOUT), "attempt": "1"},
    }


def test_a_transfer_tried_again_within_a_day_is_the_same_transfer(world, account):
    first = world.gateway.transfer(payout(account))
    again = world.gateway.transfer(payout(account, first_tried_at=world.clock()))

    assert first == again
    assert world.paid_to(account) == 500


def test_a_lost_answer_is_retried_within_the_call(world, account):
    world.stripe.faults.extend(["lost_answer", "503"])

    outcome = world.gateway.transfer(payout(account))

    assert isinstance(outcome, PaymentMade)
    assert world.paid_to(account) == 500
    assert set(world.keys()[-2:]) == {f"transfer:{PAYOUT}:1"}


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("lost_request", "APIConnectionError"),
        ("lost_answer", "APIConnectionError"),
        ("503", "APIError 503"),
        ("409", "APIError 409"),
        ("429", "RateLimitError 429"),
        ("500_before", "APIError 500"),
        ("500_after", "APIError 500"),
    ],
)
def test_what_says_nothing_about_the_money_is_unknown(world, account, fault, reason):
    world.stripe.faults.extend([fault] * 3)

    assert world.gateway.transfer(payout(account)) == PaymentUnknown(reason)


def test_a_wrong_secret_key_says_nothing_about_the_money(world, account):
    gateway = StripeGateway(StripeSdk("rk_wrong", world.stripe), world.clock)

    assert gateway.transfer(payout(account)) == PaymentUnknown("AuthenticationError 401")


def test_an_unknown_outcome_names_nothing_that_stripe_wrote(world, account):
    world.stripe.faults.extend(["500_before"] * 3)

    outcome = world.gateway.transfer(payout(account))

    assert "Something broke" not in outcome.reason


def test_a_refusal_needs_the_next_attempt(world):
    account = world.expert_account()
    refused = world.gateway.transfer(payout(account))
    world.deposit()

    same_attempt = world.gateway.transfer(payout(account, first_tried_at=world.clock()))
    next_attempt = world.gateway.transfer(payout(account, attempt=2, first_tried_at=world.clock()))

    assert refused == same_attempt == PaymentRefused("balance_insufficient")
    assert isinstance(next_attempt, PaymentMade)
    assert world.paid_to(account) == 500


def test_an_account_that_cannot_receive_is_a_refusal(world):
    world.deposit()
    account = world.accounts.open_account(OTHER, "expert@example.org")

    outcome = world.gateway.transfer(payout(account))

    assert outcome == PaymentRefused("insufficient_capabilities_for_transfer")


def test_a_refusal_after_the_money_left_is_looked_up_and_counts_as_paid(world, account):
    """The key is still known, but a check before it refuses: Stripe has no order of checks."""
    world.stripe.faults.extend(["lost_answer"] * 3)
    assert isinstance(world.gateway.transfer(payout(account)), PaymentUnknown)
    fake_money_in.set_account_status(world.state, account, "restricted")
    world.stripe.forget_keys()

    outcome = world.gateway.transfer(payout(account, first_tried_at=world.clock()))

    [transfer] = world.state.objects["transfer"]
    assert outcome == PaymentMade(transfer, world.clock().date(), 1)


def test_a_refusal_whose_look_up_fails_is_unknown(world):
    account = world.expert_account()
    world.stripe.faults.extend([None, "503", "503", "503"])

    assert world.gateway.transfer(payout(account)) == PaymentUnknown("APIError 503")


def test_a_look_up_that_is_refused_says_nothing_about_the_money(world):
    gone = reversal("tr_unknown", 100, first_tried_at=world.clock())
    world.pass_time(hours=30)

    assert world.gateway.reverse(gone) == PaymentUnknown("look-up refused: resource_missing")


def test_one_key_for_two_amounts_is_a_bug(world, account):
    world.gateway.transfer(payout(account, 500))

    with pytest.raises(GatewayBug, match="other parameters"):
        world.gateway.transfer(payout(account, 501))


def test_a_transfer_found_with_another_amount_is_a_bug(world, account):
    tried = world.clock()
    world.gateway.transfer(payout(account, 500))
    world.pass_time(hours=30)

    with pytest.raises(GatewayBug, match="another amount"):
        world.gateway.transfer(payout(account, 501, first_tried_at=tried))


def test_a_transfer_found_at_another_account_is_a_bug(world, account):
    tried = world.clock()
    world.gateway.transfer(payout(account, 500))
    world.pass_time(hours=30)
    new_account = world.expert_account()

    with pytest.raises(GatewayBug, match="another account"):
        world.gateway.transfer(payout(new_account, 500, first_tried_at=tried))

    assert world.paid_to(new_account) == 0


def test_a_transfer_found_in_another_currency_is_a_bug(world, account):
    tried = world.clock()
    world.gateway.transfer(payout(account, 500))
    world.pass_time(hours=30)
    pounds = TransferIntent(
        id=PAYOUT, amount=Money(500, "GBP"), account_id=account, first_tried_at=tried
    )

    with pytest.raises(GatewayBug, match="another amount"):
        world.gateway.transfer(pounds)


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        (Money(500, "JPY"), "currency_not_supported"),
        (euros(0), "amount_not_positive"),
        (euros(-5), "amount_not_positive"),
    ],
)
def test_an_amount_that_cannot_be_paid_is_refused_without_a_call(world, amount, code):
    before = len(world.stripe.requests)
    intent = payout("acct_1")

    outcome = world.gateway.transfer(type(intent)(id=PAYOUT, amount=amount, account_id="acct_1"))

    assert outcome == PaymentRefused(code)
    assert len(world.stripe.requests) == before


# Until 20 hours the key is trusted, from then on the look-up.


@pytest.mark.parametrize(("hours", "looks_up"), [(0, False), (20, False), (20.01, True)])
def test_the_key_is_trusted_for_twenty_hours(world, account, hours, looks_up):
    tried = world.clock()
    world.pass_time(hours=hours)

    world.gateway.transfer(payout(account, first_tried_at=tried))

    assert ("GET /v1/transfers" in world.operations()) == looks_up


# Reversals.


@pytest.fixture
def transfer(world, account):
    return world.gateway.transfer(payout(account, 500)).reference


def test_a_part_of_a_transfer_comes_back_once(world, account, transfer):
    first = world.gateway.reverse(reversal(transfer, 200))
    again = world.gateway.reverse(reversal(transfer, 200, first_tried_at=world.clock()))

    assert first == again
    assert world.paid_to(account) == 300


def test_a_reversal_is_found_after_its_key_is_forgotten(world, account, transfer):
    tried = world.clock()
    first = world.gateway.reverse(reversal(transfer, 200))
    world.pass_time(hours=30)

    again = world.gateway.reverse(reversal(transfer, 200, first_tried_at=tried))

    assert first == again
    assert world.paid_to(account) == 300


def test_another_reversal_of_the_transfer_is_not_taken_for_ours(world, account, transfer):
    tried = world.clock()
    world.gateway.reverse(reversal(transfer, 200))
    world.pass_time(hours=30)
    other = ReversalIntent(id=OTHER, amount=euros(200), transfer_id=transfer, first_tried_at=tried)

    world.gateway.reverse(other)

    assert world.paid_to(account) == 100


def test_what_the_expert_has_withdrawn_cannot_be_taken_back(world, account, transfer):
    fake_money_out.pay_out(world.state, account, 400, "eur")

    outcome = world.gateway.reverse(reversal(transfer, 500))

    assert outcome == PaymentRefused("balance_insufficient")


def test_a_transfer_cannot_be_reversed_beyond_its_amount(world, account, transfer):
    world.gateway.transfer(payout(account, 2000, id=OTHER))
    world.gateway.reverse(reversal(transfer, 300))

    outcome = world.gateway.reverse(
        ReversalIntent(id=OTHER, amount=euros(201), transfer_id=transfer)
    )

    assert outcome == PaymentRefused("http_400")
    assert world.paid_to(account) == 2200


# Refunds.


def test_a_brand_gets_a_part_of_its_payment_back_once(world, payment):
    first = world.gateway.refund(refund(payment, 400))
    again = world.gateway.refund(refund(payment, 400, first_tried_at=world.clock()))

    assert first == again
    assert world.paid_to(None) == 600


def test_a_refund_is_found_after_its_key_is_forgotten(world, payment):
    tried = world.clock()
    first = world.gateway.refund(refund(payment, 400))
    world.pass_time(hours=30)

    again = world.gateway.refund(refund(payment, 400, first_tried_at=tried))
    other = world.gateway.refund(refund(payment, 400, OTHER, first_tried_at=tried))

    assert first == again
    assert other != first
    assert world.paid_to(None) == 200


def test_more_than_the_payment_cannot_be_refunded(world, payment):
    world.gateway.refund(refund(payment, 1000))

    outcome = world.gateway.refund(refund(payment, 1, OTHER))

    assert outcome == PaymentRefused("charge_already_refunded")


def test_a_refund_that_the_card_declines_is_refused(world, payment):
    def decline(*_request):
        raise ApiError(402, "card_error", "The card was declined.", "card_declined")

    world.stripe.endpoints["POST /v1/refunds"] = decline

    assert world.gateway.refund(refund(payment, 400)) == PaymentRefused("card_declined")


def test_the_look_up_of_a_refund_reads_the_refunds_of_its_payment_only(world, payment):
    tried = world.clock()
    world.pass_time(hours=30)

    world.gateway.refund(refund(payment, 400, first_tried_at=tried))

    [params] = [params for name, params, *_ in world.stripe.requests if name == "GET /v1/refunds"]
    assert params["payment_intent"] == payment
