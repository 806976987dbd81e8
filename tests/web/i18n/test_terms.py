"""One French term for each English term, as `web/translations/terms.csv` lists them, once."""

import csv
import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from tests.web.i18n.sentences import forms_of, without_placeholders
from web.i18n import catalogue

TERMS = catalogue.ROOT / "web" / "translations" / "terms.csv"


class Term(NamedTuple):
    term_en: str
    term_fr: str
    note: str

    def is_in(self, english: str) -> bool:
        whole = rf"(?<![\w-]){re.escape(self.term_en)}(?![\w-])"
        return re.search(whole, without_placeholders(english), re.IGNORECASE) is not None

    def is_translated_in(self, french: str) -> bool:
        sentence = without_placeholders(french).casefold().replace("\N{NO-BREAK SPACE}", " ")
        return any(term.casefold() in sentence for term in self.term_fr.split("|"))


def terms() -> list[Term]:
    with TERMS.open(encoding="utf-8", newline="") as file:
        return [Term(**row) for row in csv.DictReader(file)]


def translations_with(term: Term) -> Iterator[tuple[str, str]]:
    return ((en, fr) for en, fr in forms_of(catalogue.committed()) if term.is_in(en))


@pytest.mark.parametrize("term", terms(), ids=lambda term: term.term_en)
def test_a_term_has_the_same_translation_everywhere(term):
    translations = list(translations_with(term))

    assert translations, "no sentence uses this term: remove its line"
    assert [pair for pair in translations if not term.is_translated_in(pair[1])] == []
