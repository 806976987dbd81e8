"""Characters that mean something in GIFT, and how to write them when they mean nothing."""

import re

BLANK = " \t\n\r\x0b"
"""What may stand around a text without belonging to it."""
HIDDEN = 0xD800
"""No text of a file holds these code points: they are free to mark what was escaped."""
NEWLINE = "n"
ESCAPED = re.compile(r"\\([\\~=#{}:n])")
GRADED = re.compile("[\ud800-\ud87f]")
TO_ESCAPE = re.compile(r"[\\~=#{}:]")


def hide(text: str) -> str:
    """Put away what is escaped, so that what is left means something wherever it stands."""
    return ESCAPED.sub(lambda found: chr(HIDDEN + ord(found[1])), text)


def show(text: str) -> str:
    """Bring back what was put away, as it was meant."""
    return GRADED.sub(_meant, text)


def as_typed(text: str) -> str:
    """Where nothing is escaped: what was put away, with its backslash."""
    return GRADED.sub(lambda found: f"\\{chr(ord(found[0]) - HIDDEN)}", text)


def escaped(text: str) -> str:
    """A text on one line in which nothing means anything; a carriage return has no escape."""
    return TO_ESCAPE.sub(r"\\\g<0>", text).replace("\n", "\\n").replace("\r", "")


def _meant(found: re.Match[str]) -> str:
    character = chr(ord(found[0]) - HIDDEN)
    return "\n" if character == NEWLINE else character
