"""The forms in which finance records what a brand paid, and that a refund was paid to it."""

from collections.abc import Mapping
from typing import NamedTuple

from domain.money import Money
from web.brands.setting_forms import FieldChecks, SettingDraft
from web.http.form_fields import parse_price
from web.payments.bank_references import parse_bank_reference, statement_sentence


class ReceivedPayment(NamedTuple):
    amount: Money
    reference: str


def read_payment(form: Mapping[str, str], currency: str) -> SettingDraft[ReceivedPayment]:
    """The form as it was typed; the payment when nothing is wrong with it."""
    values = {name: form.get(name, "").strip() for name in ("amount", "reference")}
    checks = FieldChecks()
    amount = checks.read("amount", lambda: parse_price(values["amount"], currency))
    reference = checks.read("reference", lambda: _reference(values["reference"]))
    if amount is None or reference is None:
        return SettingDraft(values, checks.errors)
    return SettingDraft(values, {}, ReceivedPayment(amount, reference))


def read_refund(form: Mapping[str, str]) -> SettingDraft[str]:
    """The reference of the transfer by which a refund was paid."""
    values = {"reference": form.get("reference", "").strip()}
    checks = FieldChecks()
    reference = checks.read("reference", lambda: _reference(values["reference"]))
    return SettingDraft(values, checks.errors, reference)


def _reference(text: str) -> str:
    return parse_bank_reference(text, statement_sentence())
