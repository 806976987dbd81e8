"""The words of calls for experts, in the reader's language."""

from domain.call import Ending
from web.language import current_locale, lazy_gettext

ENDINGS = {
    Ending.ENOUGH: lazy_gettext("enough experts have joined"),
    Ending.NO_LONGER_NEEDED: lazy_gettext("experts are no longer needed"),
    Ending.MISTAKE: lazy_gettext("it was a mistake"),
}


def language_name(code: str) -> str:
    """French, English; a code we have no word for stays as it is."""
    return str(current_locale().languages.get(code, code))


def country_name(code: str) -> str:
    """France, Belgium; a code we have no word for stays as it is."""
    return str(current_locale().territories.get(code, code))
