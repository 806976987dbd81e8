"""The keys of an account at Stripe: of test mode or of live mode, never of both."""

from dataclasses import dataclass, field

LIVE, TEST = ("sk_live_", "rk_live_"), ("sk_test_", "rk_test_")
WEBHOOK_SECRET = "whsec_"  # noqa: S105 - how each begins


@dataclass(frozen=True)
class StripeKeys:
    """What a program needs to act for the platform at Stripe."""

    secret_key: str = field(repr=False)
    webhook_secrets: tuple[str, ...] = field(default=(), repr=False)
    """Of each endpoint; during a renewal both. Without any, notifications are not accepted."""

    def __post_init__(self) -> None:
        """Raises ValueError when a key is none of Stripe's."""
        if not self.secret_key.startswith(LIVE + TEST) or not self.secret_key.isascii():
            raise ValueError("the secret key is none")
        if not all(_is_webhook_secret(secret) for secret in self.webhook_secrets):
            raise ValueError("a webhook secret is none")

    @property
    def is_live(self) -> bool:
        return self.secret_key.startswith(LIVE)


def _is_webhook_secret(secret: str) -> bool:
    return secret.startswith(WEBHOOK_SECRET) and len(secret) > len(WEBHOOK_SECRET)
