"""What Stripe holds now: the objects that notifications are about, and Stripe's own ledger."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, assert_never
from uuid import UUID

from domain.money import Money
from payments.gateway_objects import BalanceTransaction, GatewayObject, ObjectType
from payments.stripe_accounts import recipient_account
from payments.stripe_gateway import PAGE
from payments.stripe_sdk import INTENT, StripeSdk, from_stripe, time_of

StripeAnswer = dict[str, Any]


class StripeObjects:
    """Reads; changes nothing. All methods raise GatewayRefusal and GatewayUnavailable."""

    def __init__(self, sdk: StripeSdk) -> None:
        self._sdk = sdk

    def fetch(
        self, object_type: ObjectType, object_id: str, account_id: str | None = None
    ) -> GatewayObject:
        """
        The present state of an object.

        account_id: the connected account that it belongs to, as for payouts to an expert's bank.
        """
        answer = self._answer(object_type, object_id, account_id)
        status, amount = STATES[object_type](answer)
        return GatewayObject(object_id, object_type, status, amount, _intent_of(answer))

    def balance_transactions(self, since: datetime) -> Iterator[BalanceTransaction]:
        """The lines of the platform's balance created from an instant on (UTC), newest first."""
        with self._sdk.answers():
            lines = self._sdk.v1.balance_transactions.list(
                {"created": {"gte": int(since.timestamp())}, "limit": PAGE}
            )
            for line in lines.auto_paging_iter():
                yield balance_transaction(line.to_dict())

    def payments_by_charge(self, since: datetime) -> dict[str, str]:
        """
        The payment that each charge belongs to, of payments asked for from an instant on (UTC).

        Lines of the balance name the charge, and our records the payment. Of a payment in several
        parts, only the last charge is here.
        """
        with self._sdk.answers():
            payments = self._sdk.v1.payment_intents.list(
                {"created": {"gte": int(since.timestamp())}, "limit": PAGE}
            )
            answers = [payment.to_dict() for payment in payments.auto_paging_iter()]
        return {one["latest_charge"]: one["id"] for one in answers if one.get("latest_charge")}

    def _answer(
        self, object_type: ObjectType, object_id: str, account_id: str | None
    ) -> StripeAnswer:
        v1 = self._sdk.v1
        with self._sdk.answers():
            match object_type:
                case ObjectType.PAYMENT:
                    return v1.payment_intents.retrieve(object_id).to_dict()
                case ObjectType.TRANSFER:
                    return v1.transfers.retrieve(object_id).to_dict()
                case ObjectType.REFUND:
                    return v1.refunds.retrieve(object_id).to_dict()
                case ObjectType.PAYOUT:
                    return v1.payouts.retrieve(
                        object_id, {}, {"stripe_account": account_id}
                    ).to_dict()
                case ObjectType.ACCOUNT:
                    return self._sdk.v2.core.accounts.retrieve(
                        object_id, {"include": ["configuration.recipient"]}
                    ).to_dict()
                case unknown:
                    assert_never(unknown)


def balance_transaction(line: StripeAnswer) -> BalanceTransaction:
    return BalanceTransaction(
        id=line["id"],
        amount=from_stripe(line["amount"], line["currency"]),
        fee=from_stripe(line["fee"], line["currency"]),
        category=line["reporting_category"],
        source_id=line.get("source"),
        created_at=time_of(line["created"]),
        available_on=time_of(line["available_on"]),
    )


def _payment(answer: StripeAnswer) -> tuple[str, Money | None]:
    return answer["status"], from_stripe(answer["amount_received"], answer["currency"])


def _transfer(answer: StripeAnswer) -> tuple[str, Money | None]:
    """Stripe gives transfers no status; reversals are what can become of them."""
    left = answer["amount"] - answer["amount_reversed"]
    status = "reversed" if not left else "partly_reversed" if answer["amount_reversed"] else "paid"
    return status, from_stripe(left, answer["currency"])


def _of_status(answer: StripeAnswer) -> tuple[str, Money | None]:
    status = answer.get("status") or "unknown"
    return status, from_stripe(answer["amount"], answer["currency"])


def _account(answer: StripeAnswer) -> tuple[str, Money | None]:
    return recipient_account(answer).status, None


STATES: dict[ObjectType, Callable[[StripeAnswer], tuple[str, Money | None]]] = {
    ObjectType.PAYMENT: _payment,
    ObjectType.TRANSFER: _transfer,
    ObjectType.REFUND: _of_status,
    ObjectType.PAYOUT: _of_status,
    ObjectType.ACCOUNT: _account,
}


def _intent_of(answer: StripeAnswer) -> UUID | None:
    text = (answer.get("metadata") or {}).get(INTENT)
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
