"""Names of countries and languages in the reader's language."""

import unicodedata

from web.i18n.language import current_locale

LETTERS = 2
NO_COUNTRIES = frozenset(
    {"AC", "CP", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
)
"""Codes of two letters that name unions, islands of others, and tests of software."""


def language_name(code: str) -> str:
    """French, English; a code we have no word for stays as it is."""
    return str(current_locale().languages.get(code, code))


def country_name(code: str) -> str:
    """France, Belgium; a code we have no word for stays as it is."""
    return str(current_locale().territories.get(code, code))


def countries() -> list[tuple[str, str]]:
    """Codes and names, in the order of the alphabet, whatever marks its letters have."""
    named = current_locale().territories.items()
    found = [(code, name) for code, name in named if _is_country(code)]
    return sorted(found, key=lambda each: _without_marks(each[1]))


def _is_country(code: str) -> bool:
    return len(code) == LETTERS and code.isalpha() and code not in NO_COUNTRIES


def _without_marks(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
