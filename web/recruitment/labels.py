"""The names of what calls and applications hold, in the reader's language."""

from collections.abc import Callable, Mapping

from domain.recruitment.ambassador_application import No
from domain.recruitment.call_for_experts import Ending
from projections.recruitment.applications import TAKEN_BACK, TURNED_DOWN, WAITING, WELCOMED
from web.i18n.language import gettext, lazy_gettext

ENDINGS = {
    Ending.ENOUGH: lazy_gettext("enough experts have joined"),
    Ending.NO_LONGER_NEEDED: lazy_gettext("experts are no longer needed"),
    Ending.MISTAKE: lazy_gettext("it was a mistake"),
}
FACTS: Mapping[str, Callable[[], str]] = {
    "home_exchanges": lambda: gettext("Home exchanges"),
    "orders": lambda: gettext("Orders"),
    "nights": lambda: gettext("Nights spent on the road"),
    "years_as_customer": lambda: gettext("Years as a customer"),
}
"""What brands often ask of ambassadors; they may ask for other things, in words of their own."""
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
    name = FACTS.get(fact)
    return name() if name else fact.replace("_", " ").capitalize()
