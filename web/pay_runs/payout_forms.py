"""Forms of finance about one payout: what people paid, what came back, and what was found."""

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from marshmallow import ValidationError

from domain.money import Money
from payments.pay_runs.rail import BankRefusal
from payments.rail_statements.rail_statement import RailAccount
from web.brands.setting_forms import FieldChecks, SettingDraft
from web.http.form_fields import parse_day, text_error, typed_text
from web.i18n.language import gettext
from web.pay_runs.forms import parse_reference, typed_reference

LONGEST_TEXT = 2000


class Finding(StrEnum):
    """What a person found at Stripe about a payout without an outcome."""

    PAID = "paid"
    NOT_PAID = "not_paid"
    ASK_AGAIN = "ask_again"


class TypedPayment(NamedTuple):
    amount_minor: int
    """That the page showed."""
    reference: str
    paid_on: date


class TypedReturn(NamedTuple):
    reason: BankRefusal
    returned_on: date


class Found(NamedTuple):
    finding: Finding
    text: str
    paid_from: RailAccount | None
    """This and what follows: of a payout that was paid."""
    reference: str
    paid_on: date | None


def empty_form(today: date) -> dict[str, str]:
    """What the forms show before a person has typed anything."""
    return {"paid_on": today.isoformat(), "returned_on": today.isoformat()}


def read_payment(form: Mapping[str, str], amount: Money) -> SettingDraft[TypedPayment]:
    """amount: of the payout; the form says which one was shown."""
    values = {"paid_on": form.get("paid_on", "").strip(), "reference": typed_reference(form)}
    checks = FieldChecks()
    reference = checks.read("reference", lambda: parse_reference(values["reference"]))
    paid_on = checks.read("paid_on", lambda: parse_day(values["paid_on"]))
    shown = form.get("amount_minor", "")
    if reference is None or paid_on is None:
        return SettingDraft(values, checks.errors)
    minor = amount.amount if shown == str(amount.amount) else 0
    return SettingDraft(values, {}, TypedPayment(minor, reference, paid_on))


def read_refusal(form: Mapping[str, str]) -> SettingDraft[BankRefusal]:
    """Why a payout was not paid."""
    values, checks = {"reason": form.get("reason", "")}, FieldChecks()
    reason = checks.read("reason", lambda: _reason(values["reason"]))
    return SettingDraft(values, checks.errors, reason)


def read_return(form: Mapping[str, str]) -> SettingDraft[TypedReturn]:
    """Why a payout came back, and when."""
    values = {name: form.get(name, "").strip() for name in ("reason", "returned_on")}
    checks = FieldChecks()
    reason = checks.read("reason", lambda: _reason(values["reason"]))
    returned_on = checks.read("returned_on", lambda: parse_day(values["returned_on"]))
    if reason is None or returned_on is None:
        return SettingDraft(values, checks.errors)
    return SettingDraft(values, {}, TypedReturn(reason, returned_on))


def read_found(form: Mapping[str, str], offered: Collection[Finding]) -> SettingDraft[Found]:
    """What was found; how it was paid is read only when it was."""
    names = ("finding", "text", "paid_from", "paid_on")
    values = {name: typed_text(form.get(name, "")) for name in names}
    values["reference"] = typed_reference(form)
    checks = FieldChecks()
    finding = checks.read("finding", lambda: _finding(values["finding"], offered))
    text = checks.read("text", lambda: _text(values["text"]))
    payment = _how_paid(values, checks) if finding is Finding.PAID else (None, "", None)
    if checks.errors or finding is None or text is None:
        return SettingDraft(values, checks.errors)
    return SettingDraft(values, {}, Found(finding, text, *payment))


def read_review(form: Mapping[str, str]) -> SettingDraft[str]:
    """What a person found of a payout that has an outcome."""
    values, checks = {"text": typed_text(form.get("text", ""))}, FieldChecks()
    text = checks.read("text", lambda: _text(values["text"]))
    return SettingDraft(values, checks.errors, text)


def _how_paid(
    values: Mapping[str, str], checks: FieldChecks
) -> tuple[RailAccount | None, str, date | None]:
    paid_from = checks.read("paid_from", lambda: _account(values["paid_from"]))
    reference = checks.read("reference", lambda: parse_reference(values["reference"]))
    paid_on = checks.read("paid_on", lambda: parse_day(values["paid_on"]))
    return paid_from, reference or "", paid_on


def _reason(value: str) -> BankRefusal:
    if value not in set(BankRefusal):
        raise ValidationError(gettext("Choose a reason."))
    return BankRefusal(value)


def _finding(value: str, offered: Collection[Finding]) -> Finding:
    if value not in offered:
        raise ValidationError(gettext("Choose what you found."))
    return Finding(value)


def _account(value: str) -> RailAccount:
    if value not in set(RailAccount):
        raise ValidationError(gettext("Choose the account that paid it."))
    return RailAccount(value)


def _text(value: str) -> str:
    if not value:
        raise ValidationError(gettext("Write what you found."))
    if len(value) > LONGEST_TEXT:
        raise ValidationError(gettext("Use at most %(n)s characters.", n=LONGEST_TEXT))
    if error := text_error(value):
        raise ValidationError(error)
    return value
