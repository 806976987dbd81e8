"""The form in which finance adds a bonus to a statement, or deducts an amount."""

from collections.abc import Mapping
from uuid import UUID

from marshmallow import ValidationError

from domain.log.entries import IdempotencyKey
from domain.money import Money
from payments.statements.account_reasons import AdjustmentReason
from web.brands.setting_forms import FieldChecks, SettingDraft
from web.http.form_fields import parse_amount, text_error, typed_text
from web.i18n.language import gettext

LONGEST_REASON = 2000
SIGNS = {"add": 1, "deduct": -1}
FIELDS = ("form_id", "direction", "amount", "reason", "text")
"""The first is another each time the form is shown empty."""


def read_adjustment(form: Mapping[str, str], currency: str) -> SettingDraft[Money]:
    """The form as it was typed, and the signed amount; None while something is wrong."""
    values = {name: typed_text(form.get(name, "")) for name in FIELDS}
    checks = FieldChecks()
    sign = checks.read("direction", lambda: _sign(values["direction"]))
    amount = checks.read("amount", lambda: parse_amount(values["amount"], currency))
    checks.read("reason", lambda: _reason(values["reason"]))
    checks.read("text", lambda: _text(values["text"]))
    if checks.errors or amount is None or sign is None:
        return SettingDraft(values, checks.errors, None)
    return SettingDraft(values, checks.errors, Money(sign * amount, currency))


def adjustment_key(account_id: UUID, by: UUID, draft: SettingDraft[Money]) -> IdempotencyKey:
    """Of one form as it was shown, so that it adjusts once however often it is sent."""
    values = draft.values
    return IdempotencyKey.of(
        f"adjust/{account_id}/{by}/{values['form_id']}", *(values[name] for name in FIELDS)
    )


def _sign(value: str) -> int:
    if value not in SIGNS:
        raise ValidationError(gettext("Choose whether to add or to deduct."))
    return SIGNS[value]


def _reason(value: str) -> AdjustmentReason:
    try:
        return AdjustmentReason(value)
    except ValueError:
        raise ValidationError(gettext("Choose a reason.")) from None


def _text(value: str) -> str:
    if not value:
        raise ValidationError(gettext("Write the reason for this adjustment."))
    if len(value) > LONGEST_REASON:
        raise ValidationError(gettext("Write at most 2,000 characters."))
    if error := text_error(value):
        raise ValidationError(error)
    return value
