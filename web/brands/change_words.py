"""A change of a setting in words: each aspect that differs, before and after."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from domain.brands.brand import Brand, Criterion
from domain.brands.opening_hours import OpeningHours
from domain.brands.routing_policy import RoutingPolicy
from domain.brands.widget import WidgetSettings
from domain.money import Money
from domain.rewards.programme import Programme
from domain.rewards.reward_rules import RewardRules
from projections.brands.settings_history import SettingChange
from web.brands import reward_words, setting_words
from web.brands.cost_words import cost_in_words
from web.i18n.formats import ABSENT
from web.i18n.language import gettext

NAMES: Mapping[str, Callable[[], str]] = {
    "hours": lambda: gettext("Opening hours"),
    "routing_policy": lambda: gettext("Routing policy"),
    "promise": lambda: gettext("Promise"),
    "widget": lambda: gettext("Chat widget"),
    "criteria": lambda: gettext("Ambassador criteria"),
    "credit_limit": lambda: gettext("Credit limit"),
    "cost": lambda: gettext("Cost"),
    "reward_rules": lambda: gettext("Reward rules"),
    "gift": lambda: gettext("Gift"),
}
TYPES: Mapping[str, Any] = {
    "hours": OpeningHours,
    "routing_policy": RoutingPolicy,
    "promise": int,
    "widget": WidgetSettings,
    "criteria": tuple[Criterion, ...],
    "credit_limit": Money,
    "cost": Brand.ProgrammeCostRecorded,
    "reward_rules": RewardRules,
    "gift": Programme.GiftStocked,
}


class AspectChange(NamedTuple):
    """One aspect of a setting; a dash where it had no value."""

    name: str
    before: str
    after: str


class ChangeInWords(NamedTuple):
    setting: str
    aspects: Sequence[AspectChange]


def change_in_words(change: SettingChange, currency: str) -> ChangeInWords:
    """What differs between the two values; currency: of the brand."""
    before, after = (
        _aspects(change.kind, value, currency) for value in (change.before, change.after)
    )
    pairs = [
        AspectChange(name, before.get(name, ABSENT), after.get(name, ABSENT))
        for name in dict.fromkeys([*before, *after])
    ]
    return ChangeInWords(
        NAMES[change.kind](), [pair for pair in pairs if pair.before != pair.after]
    )


def _aspects(kind: str, value: str | None, currency: str) -> Mapping[str, str]:
    if value is None:
        return {}
    setting = msgspec.json.decode(value, type=TYPES[kind])
    in_words: Mapping[str, Callable[[Any], Mapping[str, str]]] = {
        "hours": setting_words.hours_in_words,
        "routing_policy": setting_words.policy_in_words,
        "promise": setting_words.promise_in_words,
        "widget": lambda widget: setting_words.widget_in_words(widget, currency),
        "criteria": setting_words.criteria_in_words,
        "credit_limit": setting_words.credit_limit_in_words,
        "cost": cost_in_words,
        "reward_rules": reward_words.rules_in_words,
        "gift": reward_words.gift_in_words,
    }
    return in_words[kind](setting)
