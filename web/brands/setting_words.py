"""The settings of a brand in words: each aspect of a setting with its value."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from domain.brands.brand import Criterion
from domain.brands.opening_hours import OpeningHours
from domain.brands.opening_ranges import Ranges
from domain.brands.public_holidays import regions_of
from domain.brands.routing_policy import RoutingPolicy
from domain.brands.widget import Targeting, WidgetSettings
from domain.money import Money
from web.brands.ambassador_metrics import metric_name
from web.brands.model_names import model_name
from web.brands.opening_hours_forms import clock_text
from web.i18n import formats
from web.i18n.language import gettext
from web.i18n.locale_names import country_name, language_name

TO = "\N{EN DASH}"
Aspects = Mapping[str, str]
"""What each aspect of a setting is, by the aspect's name, in the reader's language."""


def hours_in_words(hours: OpeningHours) -> dict[str, str]:
    always = OpeningHours.always(hours.zone)
    days = [formats.day(day) for day in hours.closed_on]
    days += [f"{formats.day(day)} ({_ranges(ranges)})" for day, ranges in hours.special]
    week = gettext("day and night") if hours.week == always.week else _week(hours.week)
    return {
        gettext("Every week"): week,
        gettext("Public holidays"): _holidays(hours),
        gettext("Exceptional days"): _listed(days),
    }


def _week(week: Sequence[Ranges]) -> str:
    names, parts = formats.full_weekdays(), []
    for ranges, numbers in groupby(range(7), key=lambda number: week[number]):
        first, *others = numbers
        span = f"{names[first]}{TO}{names[others[-1]]}" if others else names[first]
        parts.append(f"{span} {_ranges(ranges)}")
    return formats.series(parts)


def _ranges(ranges: Ranges) -> str:
    spans = [f"{clock_text(opens)}{TO}{clock_text(closes)}" for opens, closes in ranges]
    return ", ".join(spans) or gettext("closed")


def _holidays(hours: OpeningHours) -> str:
    if not hours.country:
        return gettext("open as usual")
    days = _listed([f"{holiday.name} ({formats.day(holiday.day)})" for holiday in hours.holidays])
    region = regions_of(hours.country).get(hours.region, hours.region)
    place = ", ".join(filter(None, [country_name(hours.country), region]))
    return gettext("%(place)s, closed on: %(days)s", place=place, days=days)


def policy_in_words(policy: RoutingPolicy) -> dict[str, str]:
    steps = sorted(policy.steps, key=lambda step: step.after_s)
    return {
        gettext("Offered to"): _listed([_step(step.model, step.after_s) for step in steps]),
        gettext("Message form"): gettext(
            "after %(wait)s", wait=formats.duration(policy.message_form_after_s)
        ),
        gettext("Share for a fair comparison"): formats.percent(policy.holdout_percent / 100, 0),
    }


def _step(model: str, after_s: int) -> str:
    name = model_name(model)
    if not after_s:
        return gettext("%(model)s at once", model=name)
    return gettext("%(model)s after %(wait)s", model=name, wait=formats.duration(after_s))


def promise_in_words(promised_wait_s: int) -> dict[str, str]:
    return {gettext("An answer within"): formats.duration(promised_wait_s)}


def widget_in_words(widget: WidgetSettings, currency: str) -> dict[str, str]:
    texts = {
        language_name(code).capitalize(): f"{text.title} · {text.greeting}"
        for code, text in sorted(widget.texts.items())
    }
    return {
        **texts,
        gettext("Minimum present"): formats.number(widget.minimum_present),
        gettext("Sites"): _listed(widget.origins),
        gettext("Portraits"): formats.number(len(widget.portraits)),
        **_targeting(widget.targeting, currency),
    }


def _targeting(targeting: Targeting, currency: str) -> dict[str, str]:
    basket = targeting.minimum_basket
    return {
        gettext("Pages"): _listed(targeting.pages) if targeting.pages else gettext("all"),
        gettext("Basket worth at least"): formats.money(basket.amount if basket else 0, currency),
        gettext("Time on the page"): formats.duration(targeting.after_s),
    }


def criteria_in_words(criteria: Sequence[Criterion]) -> dict[str, str]:
    return {
        metric_name(criterion.metric): gettext(
            "at least %(n)s", n=formats.number(criterion.at_least)
        )
        for criterion in criteria
    }


def credit_limit_in_words(limit: Money) -> dict[str, str]:
    return {gettext("Bookings by invoice up to"): formats.money(limit.amount, limit.currency)}


def _listed(texts: Sequence[str]) -> str:
    return ", ".join(texts) or gettext("none")
