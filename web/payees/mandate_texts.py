"""
The text of the self-billing mandate, by version and language.

A version is never changed once experts could read it: another text is another version, with files
of its own and another `MANDATE_VERSION`.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "mandates"
LANGUAGES = ("en", "fr")
"""The French text is the one that binds."""


class MandateText(NamedTuple):
    """One text, as it is shown."""

    version: str
    language: str
    paragraphs: tuple[str, ...]


@cache
def mandate_text(version: str, language: str) -> MandateText | None:
    """The text in a language, else in English; None for a version that there never was."""
    known = {path.name for path in FOLDER.glob("*.txt")}
    written_in = language if language in LANGUAGES else LANGUAGES[0]
    name = f"{version}.{written_in}.txt"
    if name not in known:
        return None
    text = (FOLDER / name).read_text(encoding="utf-8").strip()
    return MandateText(
        version, written_in, tuple(" ".join(part.split()) for part in text.split("\n\n"))
    )
