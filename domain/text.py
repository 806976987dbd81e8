"""
Which characters a text may contain, wherever it comes from.

Refused are characters that a reader cannot see and a database may not take: control characters, of
which PostgreSQL refuses NUL, halves of surrogate pairs, and code points that are no characters. Of
the characters that change the direction of writing, overrides are refused, as they display another
text than the one that is stored; embeddings and isolates must be closed on their line, or what
follows on the page would be turned around as well.
"""

import re
import unicodedata
from collections.abc import Iterator

import msgspec

from domain.errors import Invalid

REFUSED = re.compile(
    # A carriage return may only precede a newline, as browsers send line breaks.
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]|\r(?!\n)"
    # Overrides of the direction of writing.
    "|[\u202d\u202e]"
)
LINE_BREAK = re.compile("[\n\u2028\u2029]")
DIRECTION = re.compile("[\u202a-\u202c\u2066-\u2069]")
CLOSED_BY = {"\u202a": "\u202c", "\u202b": "\u202c"} | dict.fromkeys("\u2066\u2067\u2068", "\u2069")
START = 40
"""So many characters of a long text show which one is meant."""
BLANK = re.compile("[\u115f\u1160\u2065\u2800\u3164\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]")
"""Letters, symbols and unassigned code points that are displayed as nothing."""
VISIBLE = ("L", "N", "P", "S", "Cn", "Co")
"""Letters, numbers, punctuation, symbols; and what newer versions of Unicode may have assigned."""


def character_errors(text: str) -> Iterator[Invalid]:
    """A refusal for each kind of character that is wrong in a text; none for an empty text."""
    if text.isascii() and text.isprintable():
        return
    if refused := REFUSED.search(text):
        yield Invalid(
            "This text contains a character that cannot be displayed (%(code)s). Remove it, or"
            " type the text again.",
            code=_code(refused[0]),
        )
    if open_mark := _unclosed_direction(text):
        yield Invalid(
            "A hidden character changes the direction of writing and is not closed on its line"
            " (%(code)s). Remove it, or type the text again.",
            code=_code(open_mark),
        )
    if text.strip() and not any(map(_is_visible, text)):
        yield Invalid("This text has no visible characters. Type it again.")


def line_errors(text: str) -> Iterator[Invalid]:
    """A refusal for each error in the characters of a text that must fit on one line."""
    yield from character_errors(text)
    if LINE_BREAK.search(text):
        yield Invalid("This text must fit on one line. Remove the line breaks.")


def length_errors(text: str, most: int) -> Iterator[Invalid]:
    """A refusal of a text with more characters than the most that it may have."""
    if len(text) > most:
        yield Invalid(
            "Use at most %(n)s characters, not %(length)s, in this text: %(start)s",
            n=most,
            length=len(text),
            start=f"{' '.join(text[:START].split())}…",
        )


def record_errors(record: msgspec.Struct) -> Iterator[Invalid]:
    """A refusal for each character error in any text of a record, such as an event."""
    if not _is_plain(record):
        for text in texts_in(record):
            yield from character_errors(text)


def check_text(text: str) -> None:
    """Raises Invalid for the first error in the characters of a text."""
    for error in character_errors(text):
        raise error


def check_line(text: str) -> None:
    """Raises Invalid for the first error in the characters of a text for one line."""
    for error in line_errors(text):
        raise error


def _is_plain(record: msgspec.Struct) -> bool:
    """Most records hold plain ASCII, which their JSON shows in a tenth of the time."""
    try:
        encoded = msgspec.json.encode(record)
    except UnicodeEncodeError:  # half of a surrogate pair
        return False
    return encoded.isascii() and b"\\" not in encoded and b"\x7f" not in encoded


def texts_in(value: object) -> Iterator[str]:
    """All texts in a value as events are made of them: records, sequences, mappings."""
    match value:
        case str():
            yield value
        case msgspec.Struct():
            yield from texts_in(msgspec.structs.astuple(value))
        case tuple() | list():
            for item in value:
                yield from texts_in(item)
        case dict():
            yield from texts_in([*value.keys(), *value.values()])


def _unclosed_direction(text: str) -> str | None:
    """The first direction mark that has no partner on its line."""
    lines = LINE_BREAK.split(text) if DIRECTION.search(text) else ()
    return next((mark for mark in map(_unclosed_in, lines) if mark), None)


def _unclosed_in(line: str) -> str | None:
    """The marks are nested like brackets."""
    opened: list[str] = []
    for mark in DIRECTION.findall(line):
        if mark in CLOSED_BY:
            opened.append(mark)
        elif not opened or CLOSED_BY[opened.pop()] != mark:
            return str(mark)
    return opened[0] if opened else None


def _is_visible(character: str) -> bool:
    return unicodedata.category(character).startswith(VISIBLE) and not BLANK.match(character)


def _code(character: str) -> str:
    """As Unicode names a code point: U+000B."""
    return f"U+{ord(character):04X}"
