"""The names of the engagement models, in the reader's language."""

from collections.abc import Callable, Mapping

from projections.conversations.queries import PAID_OR_VOLUNTARY
from web.i18n.language import gettext

MODEL_NAMES: Mapping[str, Callable[[], str]] = {
    "": lambda: gettext("Brand"),
    "voluntary": lambda: gettext("Volunteer ambassadors"),
    "paid": lambda: gettext("Paid experts"),
    "employed": lambda: gettext("Own staff"),
    PAID_OR_VOLUNTARY: lambda: gettext("Experts and ambassadors"),
}


def model_name(model: str) -> str:
    """The respondents under a model, or PAID_OR_VOLUNTARY; '' is the brand as a whole."""
    return MODEL_NAMES[model]()
