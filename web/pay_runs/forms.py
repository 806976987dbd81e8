"""Forms of finance about pay runs: which week and rail, and what became of a payout."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from marshmallow import ValidationError

from payments.pay_runs.pay_run import RunCancellationReason
from payments.pay_runs.payout import Rail
from payments.weeks import parse_week
from web.brands.setting_forms import FieldChecks, SettingDraft
from web.http.form_fields import typed_text
from web.i18n.language import gettext
from web.payments.bank_references import parse_bank_reference, statement_sentence


class WantedRun(NamedTuple):
    week: str
    rail: Rail


def read_run(form: Mapping[str, str], rails: Collection[Rail]) -> SettingDraft[WantedRun]:
    """The form that prepares a run on one of the rails that are offered."""
    values = {name: typed_text(form.get(name, "")) for name in ("week", "rail")}
    checks = FieldChecks()
    week = checks.read("week", lambda: str(parse_week(values["week"])))
    rail = checks.read("rail", lambda: _rail(values["rail"], rails))
    if week is None or rail is None:
        return SettingDraft(values, checks.errors)
    return SettingDraft(values, {}, WantedRun(week, rail))


def read_reference(form: Mapping[str, str]) -> SettingDraft[str]:
    """The bank's reference of what people paid. It stays in the log: none has a name."""
    values, checks = {"reference": typed_reference(form)}, FieldChecks()
    reference = checks.read("reference", lambda: parse_reference(values["reference"]))
    return SettingDraft(values, checks.errors, reference)


def typed_reference(form: Mapping[str, str]) -> str:
    return " ".join(form.get("reference", "").split())


def parse_reference(text: str) -> str:
    """A reference that may stay in the log for ever. Raises ValidationError."""
    return parse_bank_reference(text, statement_sentence())


def read_cancellation(form: Mapping[str, str]) -> SettingDraft[RunCancellationReason]:
    """Why a run is cancelled."""
    values = {"reason": form.get("reason", "")}
    if values["reason"] in set(RunCancellationReason):
        return SettingDraft(values, {}, RunCancellationReason(values["reason"]))
    return SettingDraft(values, {"reason": gettext("Choose a reason.")})


def _rail(value: str, rails: Collection[Rail]) -> Rail:
    for rail in rails:
        if rail.value == value:
            return rail
    raise ValidationError(gettext("Choose how the experts are paid."))
