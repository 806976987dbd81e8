"""The fake's transfers, reversals, refunds and payouts, with the rules that bound them."""

from tests.payments.stripe.fake_state import PLATFORM, invalid


def create_transfer(state, params, _account):
    amount, currency = params.get("amount", 0), params["currency"]
    _check_destination(state, params["destination"])
    if amount < 1:
        raise invalid("This value must be at least 1.", "parameter_invalid_integer", "amount")
    if state.available[PLATFORM, currency] < amount:
        raise invalid("Insufficient available funds.", "balance_insufficient")
    id, received = state.new_id("tr"), state.new_id("py")
    transfer = {
        "id": id,
        "object": "transfer",
        "amount": amount,
        "amount_reversed": 0,
        "balance_transaction": state.book("transfer", -amount, currency, id),
        "created": state.now,
        "currency": currency,
        "description": None,
        "destination": params["destination"],
        "destination_payment": received,
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "reversals": _no_reversals(id),
        "reversed": False,
        "source_transaction": None,
        "source_type": "card",
        "transfer_group": params.get("transfer_group"),
    }
    state.book("payment", amount, currency, received, params["destination"])
    state.add("transfer", id, transfer)
    state.notify("transfer.created", transfer)
    return transfer


def _check_destination(state, id):
    account = state.objects["account"].get(id)
    if account is None:
        raise invalid(f"No such destination: '{id}'", "resource_missing", "destination")
    if account["status"] != "active":
        message = "The account lacks the capability: transfers."
        raise invalid(message, "insufficient_capabilities_for_transfer")


def _no_reversals(id):
    return {"object": "list", "data": [], "has_more": False, "url": reversals_url(id)}


def reversals_url(id):
    return f"/v1/transfers/{id}/reversals"


def list_transfers(state, params, _account):
    transfers = [
        transfer
        for transfer in state.objects["transfer"].values()
        if params.get("transfer_group", transfer["transfer_group"]) == transfer["transfer_group"]
    ]
    return state.page("/v1/transfers", transfers, params)


def retrieve_transfer(state, _params, _account, transfer):
    return state.get("transfer", transfer)


def create_reversal(state, params, _account, id):
    transfer = state.get("transfer", id)
    left = transfer["amount"] - transfer["amount_reversed"]
    amount, currency, account = (
        params.get("amount", left),
        transfer["currency"],
        transfer["destination"],
    )
    if amount > left:
        raise invalid(f"The reversal ({amount}) is greater than what is left ({left}).")
    if state.available[account, currency] < amount:
        raise invalid("Insufficient funds in the destination account.", "balance_insufficient")
    reversal_id = state.new_id("trr")
    reversal = {
        "id": reversal_id,
        "object": "transfer_reversal",
        "amount": amount,
        "balance_transaction": state.book("transfer_refund", amount, currency, reversal_id),
        "created": state.now,
        "currency": currency,
        "destination_payment_refund": None,
        "metadata": params.get("metadata", {}),
        "source_refund": None,
        "transfer": id,
    }
    state.book("payment_refund", -amount, currency, reversal_id, account)
    transfer["amount_reversed"] += amount
    transfer["reversed"] = transfer["amount_reversed"] == transfer["amount"]
    transfer["reversals"]["data"].append(reversal)
    state.notify("transfer.reversed", transfer)
    return reversal


def list_reversals(state, params, _account, id):
    return state.page(reversals_url(id), state.get("transfer", id)["reversals"]["data"], params)


def create_refund(state, params, _account):
    payment = state.get("payment_intent", params["payment_intent"])
    done = sum(refund["amount"] for refund in _refunds_of(state, payment["id"]))
    left = payment["amount_received"] - done
    amount, currency = params.get("amount", left), payment["currency"]
    if not left:
        raise invalid("The payment has been refunded.", "charge_already_refunded")
    if amount > left:
        raise invalid(f"The refund ({amount}) is greater than what is left ({left}).")
    id = state.new_id("re")
    refund = {
        "id": id,
        "object": "refund",
        "amount": amount,
        "balance_transaction": state.book("refund", -amount, currency, id),
        "charge": None,
        "created": state.now,
        "currency": currency,
        "metadata": params.get("metadata", {}),
        "payment_intent": payment["id"],
        "reason": None,
        "status": "pending",
    }
    state.add("refund", id, refund)
    state.notify("refund.created", refund)
    return refund


def _refunds_of(state, payment_id):
    return [
        refund
        for refund in state.objects["refund"].values()
        if refund["payment_intent"] == payment_id and refund["status"] != "failed"
    ]


def list_refunds(state, params, _account):
    refunds = [
        refund
        for refund in state.objects["refund"].values()
        if params.get("payment_intent", refund["payment_intent"]) == refund["payment_intent"]
    ]
    return state.page("/v1/refunds", refunds, params)


def retrieve_refund(state, _params, _account, refund):
    return state.get("refund", refund)


def settle_refund(state, id, status):
    """The bank answers, days later: `succeeded` or `failed`, and then the money is back."""
    refund = state.get("refund", id)
    refund["status"] = status
    if status == "failed":
        state.book("refund_failure", refund["amount"], refund["currency"], id)
    state.notify("refund.updated", refund)


def pay_out(state, account, amount, currency):
    """A connected account's balance goes to the person's bank; returns the payout's id."""
    id = state.new_id("po")
    payout = {
        "id": id,
        "object": "payout",
        "amount": amount,
        "arrival_date": state.now,
        "automatic": True,
        "balance_transaction": state.book("payout", -amount, currency, id, account),
        "created": state.now,
        "currency": currency,
        "description": None,
        "destination": None,
        "livemode": False,
        "metadata": {},
        "method": "standard",
        "reconciliation_status": "in_progress",
        "source_type": "card",
        "status": "in_transit",
        "type": "bank_account",
    }
    state.add("payout", id, {"account": account, "payout": payout})
    state.notify("payout.created", payout, account)
    return id


def settle_payout(state, id, status):
    """The bank answers: `paid`, which may still become `failed`."""
    found = state.get("payout", id)
    found["payout"]["status"] = status
    state.notify(f"payout.{status}", found["payout"], found["account"])


def retrieve_payout(state, _params, account, payout):
    found = state.get("payout", payout)
    if found["account"] != account:
        raise invalid(f"No such payout: '{payout}'", "resource_missing", "payout", status=404)
    return found["payout"]


def list_balance_transactions(state, params, account):
    since = params.get("created", {}).get("gte", 0)
    ours = [
        transaction
        for owner, transaction in state.transactions
        if owner == account and transaction["created"] >= since
    ]
    return state.page("/v1/balance_transactions", ours, params)
