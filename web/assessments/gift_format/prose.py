"""Texts of a GIFT file, of whatever format, as plain text."""

import re
from html.parser import HTMLParser
from typing import Final

from typing_extensions import override

from web.assessments.gift_format.escaping import BLANK, show
from web.assessments.gift_format.passage import COMMENT

MARKER = re.compile(r"\[(html|markdown|moodle|plain)\]")
BREAKS: Final = {"br", "p", "div", "li", "tr", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}
UNSEEN: Final = {"script", "style"}
LONELY = re.compile(r"<(?=[^<>]*(?:<|$))", re.DOTALL)
DECLARATION = re.compile(r"<[!?][^<>]*>")
NOTES = {
    "html": "HTML became plain text: its tags are gone.",
    "markdown": "Markdown stays as it was typed.",
}


class Prose:
    """Reads the texts of one question; what nobody marks has the format of the question's text."""

    def __init__(self) -> None:
        self.format = "moodle"
        self.notes: dict[str, None] = {}

    def asked(self, hidden: str) -> str:
        """The text of the question itself."""
        if found := MARKER.match(_unwrapped(hidden)):
            self.format = found[1]
        return self.read(hidden)

    def read(self, hidden: str) -> str:
        if not hidden:
            return ""
        written = _unwrapped(hidden)
        found = MARKER.match(written)
        text = show(written[found.end() :] if found else written)
        format_ = found[1] if found else self.format
        if not text:
            return ""
        if format_ in NOTES:
            self.notes[NOTES[format_]] = None
        return (_without_tags(text) if format_ == "html" else text).strip(BLANK)


def unmarked(hidden: str) -> str:
    """A text in a place where Moodle knows no formats."""
    return show(_unwrapped(hidden)).strip(BLANK)


def _unwrapped(hidden: str) -> str:
    return hidden.replace(COMMENT, "").strip(BLANK)


class _Page(HTMLParser):
    """Keeps the words of a page, and pictures as the words that stand for them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._words = [""]
        self._unseen = 0
        self._as_typed = 0

    def text(self) -> str:
        return "\n".join(line.rstrip(" ") for line in "".join(self._words).split("\n"))

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in UNSEEN
        self._as_typed += tag == "pre"
        if tag == "br" or (tag in BREAKS and not self._words[-1].endswith("\n")):
            self._words.append("\n")
        if tag == "img":
            self._words.append(dict(attrs).get("alt") or "")

    @override
    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(self._unseen - (tag in UNSEEN), 0)
        self._as_typed = max(self._as_typed - (tag == "pre"), 0)
        if tag in BREAKS and not self._words[-1].endswith("\n"):
            self._words.append("\n")

    @override
    def handle_data(self, data: str) -> None:
        seen = data if self._as_typed else self._flowing(data)
        if seen and not self._unseen:
            self._words.append(seen)

    def _flowing(self, data: str) -> str:
        """Spaces and lines of the source are one space on the page, none where a line begins."""
        flowing = re.sub(rf"[{BLANK}]+", " ", data)
        return flowing.lstrip(" ") if self._words[-1][-1:] in ("", "\n", " ") else flowing


def _without_tags(html: str) -> str:
    page = _Page()
    page.feed(_tidied(html))
    page.close()
    return page.text()


def _tidied(html: str) -> str:
    """What the parser of Python 3.11 takes hours for in a hostile file: no page needs it."""
    closed = LONELY.sub("&lt;", _without_comments(html))
    return DECLARATION.sub("", closed)


def _without_comments(html: str) -> str:
    kept = []
    while "-->" in html:
        before, _, rest = html.partition("<!--")
        kept.append(before)
        html = rest.partition("-->")[2]
    return "".join([*kept, html])
