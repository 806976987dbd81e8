"""The forms in which finance records what a brand paid, a refund to it, and reverses one."""

import hashlib
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar
from uuid import UUID

from marshmallow import ValidationError

from domain.log.entries import IdempotencyKey
from domain.money import Money
from payments.brand_accounts.rail_payment import RailPayment
from payments.rail_statements.rail_statement import RailAccount
from web.brands.setting_forms import FieldChecks, SettingDraft
from web.http.form_fields import parse_day, parse_price, text_error, typed_text, whole_number
from web.i18n.language import gettext
from web.payments.bank_references import parse_bank_reference, statement_sentence

T = TypeVar("T")
LONGEST_REASON = 2000
MOST_MINOR = 10**15
PAYMENT_FIELDS = ("form_id", "amount", "account", "reference", "on")
REFUND_FIELDS = ("form_id", "shown", "account", "reference", "on")
REASON_FIELDS = ("form_id", "text")
"""The first of each is another each time the form is shown empty."""


class ReceivedPayment(NamedTuple):
    amount: Money
    payment: RailPayment


class PaidRefund(NamedTuple):
    shown: Money
    """What the page said was still to go back."""
    payment: RailPayment


def read_payment(form: Mapping[str, str], currency: str) -> SettingDraft[ReceivedPayment]:
    """The form as it was typed; the payment when nothing is wrong with it."""
    values, checks = _typed(form, PAYMENT_FIELDS), FieldChecks()
    amount = checks.read("amount", lambda: parse_price(values["amount"], currency))
    payment = _rail_payment(values, checks)
    if amount is None or payment is None:
        return SettingDraft(values, checks.errors)
    return SettingDraft(values, {}, ReceivedPayment(amount, payment))


def read_refund(form: Mapping[str, str], currency: str) -> SettingDraft[PaidRefund]:
    """The form as it was typed; how a refund was paid when nothing is wrong with it."""
    values, checks = _typed(form, REFUND_FIELDS), FieldChecks()
    payment = _rail_payment(values, checks)
    shown = Money(whole_number(values["shown"], MOST_MINOR) or 0, currency)
    setting = PaidRefund(shown, payment) if payment else None
    return SettingDraft(values, checks.errors, setting)


def read_reason(form: Mapping[str, str]) -> SettingDraft[str]:
    """Why a payment is reversed."""
    values, checks = _typed(form, REASON_FIELDS), FieldChecks()
    reason = checks.read("text", lambda: _parse_reason(values["text"]))
    return SettingDraft(values, checks.errors, reason)


def form_key(action: str, id: UUID, by: UUID, values: Mapping[str, str]) -> IdempotencyKey:
    """
    Of one form as it was shown and sent: sent twice, as by a double click, it records once.

    id: of the brand or booking. Other words in the same form are another command.
    """
    typed = "/".join(value for name, value in values.items() if name != "text")
    digest = hashlib.sha256(typed.encode()).hexdigest()
    return IdempotencyKey.of(f"{action}/{id}/{by}/{digest}")


def _parse_reference(text: str) -> str:
    return parse_bank_reference(text, statement_sentence())


def _rail_payment(values: Mapping[str, str], checks: FieldChecks) -> RailPayment | None:
    parsed = (
        _read(checks, "account", values, _parse_account),
        _read(checks, "reference", values, _parse_reference),
        _read(checks, "on", values, parse_day),
    )
    account, reference, on = parsed
    if account is None or reference is None or on is None:
        return None
    return RailPayment(account, reference, on)


def _read(
    checks: FieldChecks, name: str, values: Mapping[str, str], parse: Callable[[str], T]
) -> T | None:
    return checks.read(name, lambda: parse(values[name]))


def _parse_account(text: str) -> RailAccount:
    try:
        return RailAccount(text)
    except ValueError:
        raise ValidationError(gettext("Choose the account on which it was booked.")) from None


def _parse_reason(text: str) -> str:
    if not text:
        raise ValidationError(gettext("Write why the payment is reversed."))
    if len(text) > LONGEST_REASON:
        raise ValidationError(gettext("Write at most 2,000 characters."))
    if error := text_error(text):
        raise ValidationError(error)
    return text


def _typed(form: Mapping[str, str], names: tuple[str, ...]) -> dict[str, str]:
    return {name: typed_text(form.get(name, "")) for name in names}
