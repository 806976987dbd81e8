"""Which texts are keys of Stripe's, and of which mode."""

import pytest

from payments.stripe_keys import StripeKeys


@pytest.mark.parametrize(
    ("secret_key", "is_live"),
    [("sk_test_1", False), ("rk_test_1", False), ("sk_live_1", True), ("rk_live_1", True)],
)
def test_a_secret_key_says_its_mode(secret_key, is_live):
    assert StripeKeys(secret_key).is_live == is_live


@pytest.mark.parametrize("secret_key", ["", "pk_test_1", "whsec_1", "sk_1", "sk_test_é"])
def test_other_texts_are_no_secret_keys(secret_key):
    with pytest.raises(ValueError, match="the secret key"):
        StripeKeys(secret_key)


@pytest.mark.parametrize("secrets", [("",), ("whsec_",), ("whsec_1", "sk_test_1")])
def test_other_texts_are_no_webhook_secrets(secrets):
    with pytest.raises(ValueError, match="a webhook secret"):
        StripeKeys("sk_test_1", secrets)


def test_keys_are_not_shown():
    assert "_1" not in repr(StripeKeys("sk_test_1", ("whsec_1",)))
