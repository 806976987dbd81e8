"""A text as GIFT says it."""

from web.assessments.gift_format.escaping import BLANK, escaped
from web.assessments.gift_format.prose import MARKER


def said(text: str) -> str:
    """On one line; what looks like the mark of a format is none."""
    line = escaped(text)
    return f"[plain]{line}" if MARKER.match(line.lstrip(BLANK)) else line


def said_without_arrows(text: str) -> str:
    """An arrow would make a matching question of it, and it has no escape."""
    return said(text).replace("->", "\N{RIGHTWARDS ARROW}")
