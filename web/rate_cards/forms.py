"""The form of a rehearsal: a month, and the rates to try on it."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from marshmallow import ValidationError

from domain.money import CURRENCIES, Money
from domain.terms import WHOLE
from payments.rate_cards.rate_card import RateCard, check_card
from projections.brands.brands import BrandSummary
from web.brands.setting_forms import FieldChecks, SettingDraft
from web.http.form_fields import Values, parse_amount, whole_number
from web.i18n.language import gettext

FIELDS = ("month", "currency", "commission", "price", "brand")
PERCENT = re.compile(r"\s*%$")


class TriedRates(NamedTuple):
    """A month and a rate card."""

    month: str
    card: RateCard


def blank(months: Sequence[str], commission_percent: int) -> Values:
    """The form at first: the newest month, at the commission of today."""
    newest = months[0] if months else ""
    return dict.fromkeys(FIELDS, "") | {
        "month": newest,
        "currency": CURRENCIES[0],
        "commission": str(commission_percent),
    }


def read_rates(
    query: Mapping[str, str], months: Sequence[str], brands: Sequence[BrandSummary]
) -> SettingDraft[TriedRates]:
    """What was typed, what is wrong with it by field, and what it says."""
    values = {name: query.get(name, "").strip() for name in FIELDS}
    checks = FieldChecks()
    month = checks.read("month", lambda: _among(values["month"], months))
    currency = checks.read("currency", lambda: _currency(values["currency"]))
    percent = checks.read("commission", lambda: _percent(values["commission"]))
    price = checks.read("price", lambda: _price(values["price"], currency or CURRENCIES[0]))
    brand_id = checks.read("brand", lambda: _brand(values["brand"], brands))
    if checks.errors or month is None or currency is None or percent is None:
        return SettingDraft(values, checks.errors)
    card = RateCard(currency, percent, price, brand_id)
    checks.read("price", lambda: check_card(card))
    tried = None if checks.errors else TriedRates(month, card)
    return SettingDraft(values, checks.errors, tried)


def _among(month: str, months: Sequence[str]) -> str:
    if month not in months:
        raise ValidationError(gettext("Choose a month of the list."))
    return month


def _currency(text: str) -> str:
    if text not in CURRENCIES:
        raise ValidationError(gettext("Choose a currency of the list."))
    return text


def _percent(text: str) -> int:
    percent = whole_number(PERCENT.sub("", text), WHOLE)
    if percent is None:
        raise ValidationError(gettext("Enter a whole percentage from 0 to 100."))
    return percent


def _price(text: str, currency: str) -> Money | None:
    return Money(parse_amount(text, currency), currency) if text else None


def _brand(text: str, brands: Sequence[BrandSummary]) -> UUID | None:
    if not text:
        return None
    for brand in brands:
        if brand.slug == text:
            return brand.brand_id
    raise ValidationError(gettext("Choose a brand of the list."))
