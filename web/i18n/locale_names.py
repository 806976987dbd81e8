"""Names of countries and languages in the reader's language."""

import unicodedata
from collections.abc import Sequence

from web.i18n.language import current_locale, locale_of

CODE_LENGTH = 2
NO_COUNTRIES = frozenset(
    {"AC", "CP", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
)
"""Codes that name unions, islands of other countries, and tests of software."""


def language_name(code: str) -> str:
    """French, English; a code we have no word for stays as it is."""
    return str(current_locale().languages.get(code, code))


def language_names(codes: Sequence[str], language: str) -> list[str]:
    """As `language_name`, for a later reader, as of an e-mail."""
    languages = locale_of(language).languages
    return [str(languages.get(code, code)) for code in codes]


def country_name(code: str) -> str:
    """France, Belgium; a code we have no word for stays as it is."""
    return str(current_locale().territories.get(code, code))


def countries() -> list[tuple[str, str]]:
    """Codes and names in alphabetical order; accents count for nothing."""
    names = current_locale().territories.items()
    named_countries = [(code, name) for code, name in names if _is_country(code)]
    return sorted(named_countries, key=lambda code_and_name: without_accents(code_and_name[1]))


def _is_country(code: str) -> bool:
    return len(code) == CODE_LENGTH and code.isalpha() and code not in NO_COUNTRIES


def without_accents(name: str) -> str:
    characters = unicodedata.normalize("NFKD", name).casefold()
    return "".join(char for char in characters if not unicodedata.combining(char))
