"""The fake's customers, payments of brands, and accounts of recipients."""

from tests.payments.stripe.fake_state import PLATFORM, invalid

CAPABILITIES = ("configuration", "recipient", "capabilities", "stripe_balance", "stripe_transfers")


def create_customer(state, params, _account):
    id = state.new_id("cus")
    customer = {
        "id": id,
        "object": "customer",
        "created": state.now,
        "livemode": False,
        "metadata": params.get("metadata", {}),
    }
    return state.add("customer", id, customer)


def create_payment(state, params, _account):
    if "customer" in params:
        state.get("customer", params["customer"])
    by_bank = params.get("payment_method_data", {}).get("type") == "customer_balance"
    id = state.new_id("pi")
    payment = {
        "id": id,
        "object": "payment_intent",
        "amount": params["amount"],
        "amount_capturable": 0,
        "amount_received": 0,
        "capture_method": "automatic",
        "client_secret": f"{id}_secret_1",
        "confirmation_method": "automatic",
        "created": state.now,
        "currency": params["currency"],
        "customer": params.get("customer"),
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "next_action": _instructions(id, params) if by_bank else None,
        "payment_method_types": ["customer_balance"] if by_bank else ["card"],
        "status": "requires_action" if by_bank else "requires_payment_method",
    }
    return state.add("payment_intent", id, payment)


def _instructions(id, params):
    if not params.get("confirm"):
        return None
    transfer = params["payment_method_options"]["customer_balance"]["bank_transfer"]
    instructions = {
        "amount_remaining": params["amount"],
        "currency": params["currency"],
        "hosted_instructions_url": f"https://payments.stripe.test/{id}",
        "reference": id[-8:],
        "type": transfer["type"],
    }
    return {
        "type": "display_bank_transfer_instructions",
        "display_bank_transfer_instructions": instructions,
    }


def list_payments(state, params, _account):
    since = params.get("created", {}).get("gte", 0)
    payments = [
        payment
        for payment in state.objects["payment_intent"].values()
        if params.get("customer", payment["customer"]) == payment["customer"]
        and payment["created"] >= since
    ]
    return state.page("/v1/payment_intents", payments, params)


def retrieve_payment(state, _params, _account, intent):
    return state.get("payment_intent", intent)


def pay(state, id, amount=None):
    """The payer pays all or, by bank transfer, a part."""
    payment = state.get("payment_intent", id)
    amount = payment["amount"] - payment["amount_received"] if amount is None else amount
    payment["amount_received"] += amount
    payment["latest_charge"] = state.new_id("py")
    state.book("payment", amount, payment["currency"], payment["latest_charge"])
    if payment["amount_received"] == payment["amount"]:
        payment["status"], payment["next_action"] = "succeeded", None
        state.notify("payment_intent.succeeded", payment)
    else:
        state.notify("payment_intent.partially_funded", payment)


def decline(state, id):
    """The payer's bank says no; the payer may try another card."""
    state.notify("payment_intent.payment_failed", state.get("payment_intent", id))


def cancel(state, id):
    payment = state.get("payment_intent", id)
    payment["status"], payment["next_action"] = "canceled", None
    state.notify("payment_intent.canceled", payment)


def deposit(state, amount, currency="eur"):
    """Money on the platform's balance, wherever it came from."""
    state.book("payment", amount, currency, state.new_id("py"), PLATFORM)


def create_account(state, params, _account):
    requested = params
    for name in CAPABILITIES:
        requested = requested.get(name, {})
    if not requested.get("requested"):
        raise invalid("A recipient must request stripe_transfers.")
    id = state.new_id("acct")
    state.add("account", id, {"status": "restricted", "problems": ["requirements_past_due"]})
    state.objects["account"][id]["metadata"] = params.get("metadata", {})
    return account_answer(state, id, params)


def retrieve_account(state, params, _account, id):
    state.get("account", id)
    return account_answer(state, id, params)


def account_answer(state, id, params):
    """Without `include`, v2 answers with little more than the id."""
    account = state.get("account", id)
    answer = {
        "id": id,
        "object": "v2.core.account",
        "applied_configurations": ["recipient"],
        "created": "2026-11-21T00:00:00.000Z",
        "livemode": False,
        "metadata": account["metadata"],
    }
    if "configuration.recipient" in params.get("include", ()):
        details = [{"code": code, "resolution": "provide_info"} for code in account["problems"]]
        transfers = {"status": account["status"], "status_details": details}
        capabilities = {"stripe_balance": {"stripe_transfers": transfers}}
        answer["configuration"] = {"recipient": {"applied": True, "capabilities": capabilities}}
    return answer


def set_account_status(state, id, status, problems=()):
    account = state.get("account", id)
    account["status"], account["problems"] = status, list(problems)
    state.notify_thin(
        "v2.core.account[configuration.recipient].capability_status_updated",
        "v2.core.account",
        id,
        f"/v2/core/accounts/{id}",
    )


def create_account_link(state, params, _account):
    state.get("account", params["account"])
    return {
        "object": "v2.core.account_link",
        "account": params["account"],
        "created": "2026-11-21T00:00:00.000Z",
        "expires_at": "2026-11-21T00:05:00.000Z",
        "livemode": False,
        "url": f"https://connect.stripe.test/setup/{params['account']}/{state.new_id('link')}",
        "use_case": params["use_case"],
    }
