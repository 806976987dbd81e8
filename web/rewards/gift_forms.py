"""A gift as it is typed: names, points, cost and how many are added to the stock."""

from functools import partial
from typing import NamedTuple
from uuid import UUID, uuid4

from werkzeug.datastructures import MultiDict

from domain.money import Money
from domain.rewards.reward_rules import NameByLanguage
from projections.rewards.catalogue import GiftSummary
from web.brands.setting_forms import FieldChecks, SettingDraft, parse_whole_number
from web.http.form_fields import Values
from web.i18n import formats
from web.i18n.language import gettext
from web.rewards.rules_forms import LANGUAGES, check_name, parse_cost

MOST_POINTS = 1_000_000
MOST_QUANTITY = 100_000
FIELDS = ("form_id", "name_fr", "name_en", "points", "unit_cost", "quantity")


class StockedGift(NamedTuple):
    """The arguments of the command, in its order."""

    name_by_language: NameByLanguage
    points: int
    unit_cost: Money
    quantity: int


def typed(form: MultiDict[str, str]) -> Values:
    return {name: form.get(name, "").strip() for name in FIELDS}


def blank(gift: GiftSummary | None) -> Values:
    """gift: whose stock is filled up; None: a new one. The form's id makes it one if sent twice."""
    values = {**dict.fromkeys(FIELDS, ""), "form_id": str(uuid4())}
    if gift is not None:
        values |= {f"name_{code}": gift.name_by_language.get(code, "") for code in LANGUAGES}
        values["points"] = str(gift.points)
        cost = gift.unit_cost
        values["unit_cost"] = formats.plain_amount(cost.amount, cost.currency)
    return values


def read(values: Values, currency: str) -> SettingDraft[StockedGift]:
    """Read the form as it was typed; currency: of the brand."""
    checks = FieldChecks()
    names = {code: values[f"name_{code}"] for code in LANGUAGES if values[f"name_{code}"]}
    if not names:
        checks.errors["name_fr"] = gettext("Enter a name in at least one language.")
    for code, name in names.items():
        checks.read(f"name_{code}", partial(check_name, name))
    points = checks.read("points", partial(parse_whole_number, values["points"], 1, MOST_POINTS))
    cost = checks.read("unit_cost", partial(parse_cost, values["unit_cost"], currency))
    quantity = checks.read(
        "quantity", partial(parse_whole_number, values["quantity"], 1, MOST_QUANTITY)
    )
    if checks.errors or points is None or cost is None or quantity is None:
        return SettingDraft(values, checks.errors)
    return SettingDraft(values, {}, StockedGift(names, points, Money(cost, currency), quantity))


def form_id_of(values: Values) -> UUID:
    """The id in the form; a new one when it was changed."""
    try:
        return UUID(values["form_id"])
    except ValueError:
        return uuid4()
