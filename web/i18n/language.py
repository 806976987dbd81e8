"""Translation into the reader's language, French or English."""

from functools import cache
from pathlib import Path
from typing import cast

import flask_babel  # type: ignore[import-untyped]
from babel import Locale
from babel.support import NullTranslations, Translations

# English as written in Europe: the day before the month and 24 hours, as our brands read them.
LOCALES = {"en": "en_GB", "fr": "fr"}
NAMES = {"en": "English", "fr": "Français"}
ENGLISH = Locale("en", "GB")
COOKIE = "lang"
CATALOGUES = Path(__file__).parents[1] / "translations"


def gettext(sentence: str, **values: object) -> str:
    """The sentence in the reader's language; outside a request, as in the terminal, in English."""
    return str(flask_babel.gettext(sentence, **values))


def ngettext(one: str, more: str, count: int, **values: object) -> str:
    """The sentence for one, or for more, as the reader's language counts."""
    return str(flask_babel.ngettext(one, more, count, **values))


def lazy_gettext(sentence: str) -> str:
    """For sentences written down before there is a reader: translated each time it is shown."""
    return cast(str, flask_babel.lazy_gettext(sentence))


def gettext_in(sentence: str, language: str, **values: object) -> str:
    """The sentence for a later reader, as of an e-mail: not for the one of this request."""
    translated = _catalogue(language).gettext(sentence)
    return translated % values if values else translated


@cache
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(str(CATALOGUES), [LOCALES.get(language, language)])


def locale_of(language: str) -> Locale:
    """The locale of a later reader; English for a language that is not one of ours."""
    return Locale.parse(LOCALES.get(language, LOCALES["en"]))


def current_locale() -> Locale:
    """Outside a request, as in the terminal, English."""
    locale: Locale | None = flask_babel.get_locale()
    return locale or ENGLISH


def current_language() -> str:
    return str(current_locale().language)
