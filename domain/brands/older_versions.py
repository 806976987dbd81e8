"""How the fields of older versions of a brand's events become those of the next version."""

from typing import Any

from domain.terms import Voluntary

Fields = dict[str, Any]


def hours_with_named_holidays(old: Fields) -> Fields:
    """From dates without a name: days on which the brand is closed, whatever the reason."""
    hours = dict(old["hours"])
    closed_on = hours.pop("holidays", [])
    return {**old, "hours": {**hours, "closed_on": closed_on}}


def policy_with_holdout(old: Fields) -> Fields:
    """No requests were held out."""
    return {**old, "routing_policy": {**old["routing_policy"], "holdout_percent": 0}}


def widget_with_targeting(old: Fields) -> Fields:
    """The widget was shown to all visitors; its portraits were addresses, which stay."""
    targeting: Fields = {"pages": [], "minimum_basket": None, "after_s": 0}
    return {**old, "widget": {**old["widget"], "targeting": targeting}}


def cost_with_days_served(old: Fields) -> Fields:
    """A cost of volunteers that served the day on which it was incurred."""
    same = {name: value for name, value in old.items() if name != "incurred_on"}
    day = old["incurred_on"]
    return {**same, "served_from": day, "served_to": day, "model": Voluntary.model}
