"""A programme cost as it is typed: category, model, amount, and the days that it serves."""

from datetime import date
from functools import partial
from typing import NamedTuple
from uuid import UUID, uuid4

from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from domain.brands.programme_cost import CostCategory, span_errors
from domain.money import Money
from domain.terms import MODELS, Voluntary
from web.brands.setting_forms import FieldChecks, SettingDraft
from web.http.form_fields import Values, parse_amount, parse_day
from web.i18n.language import gettext
from web.i18n.refusals import refusal_text

FIELDS = ("cost_id", "category", "model", "amount", "served_from", "served_to")


class NewCost(NamedTuple):
    """The arguments of the command, in its order."""

    cost_id: UUID
    category: CostCategory
    amount: Money
    served_from: date
    served_to: date
    model: str


def typed(form: MultiDict[str, str]) -> Values:
    return {name: form.get(name, "").strip() for name in FIELDS}


def blank(today: date) -> Values:
    """Its id is made here: sent twice, it is one cost."""
    day = today.isoformat()
    return {
        "cost_id": str(uuid4()),
        "category": "",
        "model": Voluntary.model,
        "amount": "",
        "served_from": day,
        "served_to": day,
    }


def read(values: Values, currency: str) -> SettingDraft[NewCost]:
    """Read the form as it was typed; currency: of the brand."""
    checks = FieldChecks()
    category = checks.read("category", partial(parse_category, values["category"]))
    model = checks.read("model", partial(parse_model, values["model"]))
    minor = checks.read("amount", partial(parse_amount, values["amount"], currency))
    first = checks.read("served_from", partial(parse_day, values["served_from"]))
    last = checks.read("served_to", partial(parse_day, values["served_to"]))
    if first is None or last is None or minor is None or category is None or model is None:
        return SettingDraft(values, checks.errors)
    for refusal in span_errors(first, last, model):
        return SettingDraft(values, {"served_to": refusal_text(refusal)})
    cost_id = id_of(values["cost_id"])
    cost = NewCost(cost_id, category, Money(minor, currency), first, last, model)
    return SettingDraft(values, {}, cost)


def parse_category(text: str) -> CostCategory:
    try:
        return CostCategory(text)
    except ValueError:
        raise ValidationError(gettext("Choose a category.")) from None


def parse_model(text: str) -> str:
    if text not in MODELS:
        raise ValidationError(gettext("Choose which model the cost belongs to."))
    return text


def id_of(text: str) -> UUID:
    """The id in a form; a new one when somebody changed it."""
    try:
        return UUID(text)
    except ValueError:
        return uuid4()
