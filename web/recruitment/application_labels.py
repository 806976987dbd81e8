"""The words of applications, in the reader's language."""

from collections.abc import Callable, Mapping

from domain.recruitment.ambassador_application import No
from projections.recruitment.applications import TAKEN_BACK, TURNED_DOWN, WAITING, WELCOMED
from web.i18n.language import gettext, lazy_gettext

FACTS: Mapping[str, Callable[[], str]] = {
    "home_exchanges": lambda: gettext("Home exchanges"),
    "orders": lambda: gettext("Orders"),
    "nights": lambda: gettext("Nights spent on the road"),
    "years_as_customer": lambda: gettext("Years as a customer"),
}
"""What brands often ask for; they may ask for other things, in words of their own."""

REASONS = {
    No.NOT_SHOWN: lazy_gettext("what was declared could not be found"),
    No.ENOUGH: lazy_gettext("there are enough ambassadors for now"),
    No.OTHER_LANGUAGE: lazy_gettext("other languages are needed"),
    No.CONFLICT: lazy_gettext("a conflict of interest"),
    No.OTHER: lazy_gettext("another reason"),
}
STATES = {
    WAITING: lazy_gettext("waiting for an answer"),
    WELCOMED: lazy_gettext("welcomed"),
    TURNED_DOWN: lazy_gettext("turned down"),
    TAKEN_BACK: lazy_gettext("taken back"),
}


def fact_name(fact: str) -> str:
    """What a brand asks for, such as home exchanges."""
    known = FACTS.get(fact)
    return known() if known else fact.replace("_", " ").capitalize()
