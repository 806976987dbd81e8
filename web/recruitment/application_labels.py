"""The words of applications, in the reader's language."""

from collections.abc import Callable, Mapping

from domain.recruitment.ambassador_application import RejectionReason
from projections.recruitment.applications import ACCEPTED, REJECTED, WAITING, WITHDRAWN
from web.i18n.language import gettext, lazy_gettext

METRICS: Mapping[str, Callable[[], str]] = {
    "home_exchanges": lambda: gettext("Home exchanges"),
    "orders": lambda: gettext("Orders"),
    "nights": lambda: gettext("Nights spent on the road"),
    "years_as_customer": lambda: gettext("Years as a customer"),
}
"""What brands often ask for; they may ask for other things, in words of their own."""

REASONS = {
    RejectionReason.NOT_VERIFIED: lazy_gettext("what was declared could not be found"),
    RejectionReason.NO_OPENINGS: lazy_gettext("there are enough ambassadors for now"),
    RejectionReason.OTHER_LANGUAGE: lazy_gettext("other languages are needed"),
    RejectionReason.CONFLICT: lazy_gettext("a conflict of interest"),
    RejectionReason.OTHER: lazy_gettext("another reason"),
}
STATES = {
    WAITING: lazy_gettext("waiting for an answer"),
    ACCEPTED: lazy_gettext("welcomed"),
    REJECTED: lazy_gettext("turned down"),
    WITHDRAWN: lazy_gettext("taken back"),
}


def metric_name(metric: str) -> str:
    """What a brand asks for, such as home exchanges."""
    known = METRICS.get(metric)
    return known() if known else metric.replace("_", " ").capitalize()
