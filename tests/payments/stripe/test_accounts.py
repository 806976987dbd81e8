"""Experts' accounts: opened once, completed on Stripe's pages, able to receive when Stripe says."""

import pytest

from payments.gateway import GatewayRefusal
from tests.payments.stripe import fake_money_in
from tests.support.people import EXPERT

BACK, AGAIN = "https://counter.test/payouts", "https://counter.test/payouts/link"


@pytest.fixture
def account_id(world):
    return world.accounts.open_account(EXPERT, "expert@example.org")


def test_an_account_only_receives_and_the_platform_bears_losses_and_fees(world, account_id):
    name, params, key, _ = world.stripe.requests[-1]

    assert (name, key) == ("POST /v2/core/accounts", f"account:{EXPERT}")
    assert list(params["configuration"]) == ["recipient"]
    assert set(params["defaults"]["responsibilities"].values()) == {"application"}
    assert world.state.objects["account"][account_id]["metadata"] == {
        "comptoir_intent": str(EXPERT)
    }


def test_an_expert_has_one_account(world, account_id):
    assert world.accounts.open_account(EXPERT, "expert@example.org") == account_id


def test_a_new_account_cannot_receive_and_says_why(world, account_id):
    account = world.accounts.account(account_id)

    assert not account.can_receive
    assert (account.status, account.problems) == ("restricted", ("requirements_past_due",))


def test_a_completed_account_can_receive(world, account_id):
    fake_money_in.set_account_status(world.state, account_id, "active")

    account = world.accounts.account(account_id)

    assert account.can_receive
    assert account.problems == ()


def test_each_link_to_the_form_is_another_one(world, account_id):
    links = {world.accounts.onboarding_link(account_id, BACK, AGAIN) for _ in range(2)}

    form = world.stripe.requests[-1][1]["use_case"]["account_onboarding"]
    assert len(links) == 2
    assert (form["return_url"], form["refresh_url"]) == (BACK, AGAIN)


def test_an_account_that_stripe_does_not_know_is_a_refusal(world):
    with pytest.raises(GatewayRefusal, match="resource_missing"):
        world.accounts.account("acct_gone")


def test_an_account_without_the_configuration_of_a_recipient_cannot_receive(world, account_id):
    world.stripe.endpoints["GET /v2/core/accounts/{id}"] = lambda state, _params, _account, id: (
        fake_money_in.account_answer(state, id, {})
    )

    assert world.accounts.account(account_id).status == "unsupported"
