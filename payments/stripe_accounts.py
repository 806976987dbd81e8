"""Experts' accounts at Stripe: Accounts v2 that only receive, and the links to their forms."""

from typing import Any
from uuid import UUID

from payments.gateway_objects import RecipientAccount
from payments.stripe_sdk import INTENT, StripeSdk

NOT_REQUESTED = "unsupported"


class StripeAccounts:
    """The platform bears losses and fees; experts see Stripe's Express dashboard."""

    def __init__(self, sdk: StripeSdk) -> None:
        self._sdk = sdk

    def open_account(self, member_id: UUID, email: str) -> str:
        """
        Open a recipient account; return its id, which the caller stores.

        Once per member within a day. An account opened again later, because its id was lost, has no
        money and no use; Stripe lists it under the same member id. Raises GatewayRefusal,
        GatewayUnavailable and GatewayBug.
        """
        with self._sdk.answers():
            account = self._sdk.v2.core.accounts.create(
                {
                    "contact_email": email,
                    "dashboard": "express",
                    "defaults": {
                        "responsibilities": {
                            "fees_collector": "application",
                            "losses_collector": "application",
                        }
                    },
                    "configuration": {
                        "recipient": {
                            "capabilities": {
                                "stripe_balance": {"stripe_transfers": {"requested": True}}
                            }
                        }
                    },
                    "metadata": {INTENT: str(member_id)},
                },
                {"idempotency_key": f"account:{member_id}"},
            )
        return account.id

    def onboarding_link(self, account_id: str, back_url: str, again_url: str) -> str:
        """
        The address of Stripe's form for identity and bank account: for one use, for minutes.

        back_url: where the form leads to; coming back proves nothing, so ask for the account.
        again_url: must make another link, for the signed-in owner only. Raises as open_account.
        """
        with self._sdk.answers():
            link = self._sdk.v2.core.account_links.create(
                {
                    "account": account_id,
                    "use_case": {
                        "type": "account_onboarding",
                        "account_onboarding": {
                            "refresh_url": again_url,
                            "return_url": back_url,
                            "collection_options": {"fields": "eventually_due"},
                        },
                    },
                }
            )
        return link.url

    def account(self, account_id: str) -> RecipientAccount:
        """Whether it can receive, and what is missing. Raises as open_account."""
        with self._sdk.answers():
            account = self._sdk.v2.core.accounts.retrieve(
                account_id, {"include": ["configuration.recipient"]}
            )
        return recipient_account(account.to_dict())


def recipient_account(account: dict[str, Any]) -> RecipientAccount:
    """What an answer says of an account, if it includes the configuration of a recipient."""
    found: Any = account
    for name in ("configuration", "recipient", "capabilities", "stripe_balance"):
        found = found.get(name) or {}
    transfers = found.get("stripe_transfers")
    if not transfers:
        return RecipientAccount(account["id"], NOT_REQUESTED, ())
    problems = tuple(detail["code"] for detail in transfers["status_details"])
    return RecipientAccount(account["id"], transfers["status"], problems)
