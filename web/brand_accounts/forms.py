"""The forms in which finance records what a brand paid, and that a refund was paid to it."""

from collections.abc import Mapping
from typing import NamedTuple

from marshmallow import ValidationError

from domain.money import Money
from web.bookings.funding_forms import MAX_REFERENCE, REFERENCE
from web.brands.setting_forms import FieldChecks, SettingDraft
from web.http.form_fields import parse_price
from web.i18n.language import gettext


class BrandPayment(NamedTuple):
    amount: Money
    reference: str


def read_payment(form: Mapping[str, str], currency: str) -> SettingDraft[BrandPayment]:
    """The form as it was typed; the payment when nothing is wrong with it."""
    values = {name: form.get(name, "").strip() for name in ("amount", "reference")}
    checks = FieldChecks()
    amount = checks.read("amount", lambda: parse_price(values["amount"], currency))
    reference = checks.read("reference", lambda: parse_reference(values["reference"]))
    if amount is None or reference is None:
        return SettingDraft(values, checks.errors)
    return SettingDraft(values, {}, BrandPayment(amount, reference))


def read_refund(form: Mapping[str, str]) -> SettingDraft[str]:
    """The reference of the transfer by which a refund was paid."""
    values = {"reference": form.get("reference", "").strip()}
    checks = FieldChecks()
    reference = checks.read("reference", lambda: parse_reference(values["reference"]))
    return SettingDraft(values, checks.errors, reference)


def parse_reference(text: str) -> str:
    """A reference that may stay in the log for ever. Raises ValidationError."""
    reference = " ".join(text.split())
    if not REFERENCE.fullmatch(reference):
        raise ValidationError(
            gettext(
                "Enter the reference as on the bank statement: up to %(n)s characters without"
                " accents, at least one of them a digit.",
                n=MAX_REFERENCE,
            )
        )
    return reference
