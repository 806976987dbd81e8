"""The form in which the platform sets a brand's credit limit."""

import re
from collections.abc import Mapping

from domain.money import Money
from web.brands.setting_forms import FieldChecks, SettingDraft
from web.http.form_fields import Values, parse_price
from web.i18n import formats

NOTHING = re.compile(r"0+(?:[.,]0+)?")


def values_of(limit: Money) -> Values:
    """The form as it would have been typed for a limit."""
    return {
        "limit": formats.plain_amount(limit.amount, limit.currency),
        "limit_before": str(limit.amount),
    }


def read_limit(form: Mapping[str, str], currency: str) -> SettingDraft[Money]:
    """Read the form as it was typed; `limit_before` is the limit that its reader was shown."""
    values = {name: form.get(name, "").strip() for name in ("limit", "limit_before")}
    checks = FieldChecks()
    limit = checks.read("limit", lambda: parse_limit(values["limit"], currency))
    return SettingDraft(values, checks.errors, limit)


def parse_limit(text: str, currency: str) -> Money:
    """An amount in the brand's currency, zero included. Raises ValidationError."""
    if NOTHING.fullmatch(text.removesuffix(currency).strip()):
        return Money(0, currency)
    return parse_price(text, currency)
