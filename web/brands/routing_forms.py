"""A brand's routing policy and promise as they are typed."""

from functools import partial
from typing import Any

from werkzeug.datastructures import MultiDict

from domain.brands.routing_policy import (
    MOST_HOLDOUT_PERCENT,
    MOST_SECONDS,
    RoutingPolicy,
    RoutingStep,
    routing_policy_errors,
)
from domain.brands.widget import MOST_PROMISED_WAIT_S
from domain.terms import MODELS
from web.brands.setting_forms import FieldChecks, SettingDraft, parse_whole_number
from web.http.form_fields import Values
from web.i18n.language import gettext
from web.i18n.refusals import refusal_text


def typed(form: MultiDict[str, str]) -> Values:
    names = [*(f"after-{model}" for model in MODELS), "message_form_after_s", "holdout_percent"]
    values: dict[str, Any] = {name: form.get(name, "").strip() for name in names}
    return values | {"models": [model for model in form.getlist("models") if model in MODELS]}


def stored(policy: RoutingPolicy) -> Values:
    return {
        "models": [step.model for step in policy.steps],
        **{f"after-{step.model}": str(step.after_s) for step in policy.steps},
        "message_form_after_s": str(policy.message_form_after_s),
        "holdout_percent": str(policy.holdout_percent),
    }


def read(values: Values) -> SettingDraft[RoutingPolicy]:
    """Read the form as it was typed: a delay for each model that is ticked."""
    checks = FieldChecks()
    if not values["models"]:
        checks.errors["models"] = gettext("Choose who is offered requests.")
    steps = [
        RoutingStep(model, checks.read(f"after-{model}", _number(values, f"after-{model}")) or 0)
        for model in values["models"]
    ]
    form = checks.read("message_form_after_s", _number(values, "message_form_after_s"))
    holdout = checks.read(
        "holdout_percent", _number(values, "holdout_percent", MOST_HOLDOUT_PERCENT)
    )
    if checks.errors or form is None or holdout is None:
        return SettingDraft(values, checks.errors)
    steps.sort(key=lambda step: step.after_s)
    policy = RoutingPolicy(tuple(steps), form, holdout)
    # Each field is right by itself: what is left concerns the field that comes last.
    field = "message_form_after_s" if form <= steps[-1].after_s else "holdout_percent"
    for refusal in routing_policy_errors(policy):
        return SettingDraft(values, {field: refusal_text(refusal)})
    return SettingDraft(values, {}, policy)


def _number(values: Values, name: str, most: int = MOST_SECONDS) -> "partial[int]":
    return partial(parse_whole_number, values.get(name, "") or "0", 0, most)


def read_promise(text: str) -> SettingDraft[int]:
    """Read the promise: from one second on."""
    checks, values = FieldChecks(), {"promised_wait_s": text.strip()}
    seconds = checks.read(
        "promised_wait_s", partial(parse_whole_number, text.strip(), 1, MOST_PROMISED_WAIT_S)
    )
    return SettingDraft(values, checks.errors, seconds)
