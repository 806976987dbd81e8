"""
The French catalogue: what is written in English in the code, and said in French on the page.

    python -m web.i18n.catalogue      finds new sentences, drops dead ones, compiles

Refusals are sentences too, although the domain knows no languages: they are found by the names of
their exceptions, or by `translatable` where they are constants. `web/i18n/refusals.py` translates
them.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("web", "domain", "payments", "projections")
PO = ROOT / "web" / "translations" / "fr" / "LC_MESSAGES" / "messages.po"
MO = PO.with_suffix(".mo")
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
NO_SILENCE = {"**/templates/**.html": {"silent": "false"}}  # a broken template is an error
REFUSALS = ("NotAllowed", "NotFound", "NotNow", "Invalid")
MARKERS = ("lazy_gettext", "gettext_in", "translatable", *REFUSALS)
KEYWORDS = {**DEFAULT_KEYWORDS, **dict.fromkeys(MARKERS)}


def extracted() -> Catalog:
    """Every sentence of today's code."""
    catalogue = Catalog(domain="messages", charset="utf-8")
    for source in SOURCES:
        sentences = extract_from_dir(ROOT / source, METHODS, NO_SILENCE, KEYWORDS)
        for file, _line, sentence, comments, context in sentences:
            location = (f"{source}/{file}", 0)
            catalogue.add(sentence, None, [location], auto_comments=comments, context=context)
    return catalogue


def committed() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="fr", domain="messages")


def updated() -> Catalog:
    """The committed translations against today's sentences; nothing is guessed."""
    catalogue = committed()
    catalogue.update(extracted(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    return catalogue


def untranslated(catalogue: Catalog) -> Iterator[Message]:
    for message in catalogue:
        translations = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and (message.fuzzy or not all(translations)):
            yield message


def compiled(catalogue: Catalog) -> bytes:
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def main() -> int:
    catalogue = updated()
    with PO.open("wb") as file:
        write_po(file, catalogue, width=100, sort_output=True, include_lineno=False)
    MO.write_bytes(compiled(catalogue))
    missing = [str(message.id) for message in untranslated(catalogue)]
    for sentence in missing:
        sys.stderr.write(f"not translated: {sentence}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
