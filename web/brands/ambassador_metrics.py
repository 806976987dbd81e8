"""What brands ask of ambassadors, in the reader's language."""

from collections.abc import Callable, Mapping

from web.i18n.language import gettext

METRICS: Mapping[str, Callable[[], str]] = {
    "home_exchanges": lambda: gettext("Home exchanges"),
    "orders": lambda: gettext("Orders"),
    "nights": lambda: gettext("Nights spent on the road"),
    "years_as_customer": lambda: gettext("Years as a customer"),
}
"""What brands often ask of ambassadors; they may set other criteria, named by themselves."""


def metric_name(metric: str) -> str:
    """What a brand asks for, such as home exchanges."""
    name = METRICS.get(metric)
    return name() if name else metric.replace("_", " ").capitalize()
