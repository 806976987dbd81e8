"""The plain text of an HTML page: tags are gone, lines and preformatted text stay."""

import re
from html.parser import HTMLParser
from typing import Final

from typing_extensions import override

LINE_BREAKING: Final = {"br", "p", "div", "li", "tr", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}
INVISIBLE: Final = {"script", "style"}
WHITE_SPACE = re.compile(r"[ \t\n\r\x0b]+")
UNCLOSED_TAG = re.compile(r"<(?=[^<>]*(?:<|$))", re.DOTALL)
DECLARATION = re.compile(r"<[!?][^<>]*>")


def text_of_html(html: str) -> str:
    """Python 3.11's parser takes hours for some hostile files; what makes it slow goes first."""
    closed = UNCLOSED_TAG.sub("&lt;", _without_comments(html))
    parser = _TextParser()
    parser.feed(DECLARATION.sub("", closed))
    parser.close()
    return parser.text()


def _without_comments(html: str) -> str:
    pieces = []
    while "-->" in html:
        before, _, rest = html.partition("<!--")
        pieces.append(before)
        html = rest.partition("-->")[2]
    return "".join([*pieces, html])


class _TextParser(HTMLParser):
    """Keeps the text of an HTML page; an image becomes its alternative text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts = [""]
        self._invisible_depth = 0
        self._preformatted_depth = 0

    def text(self) -> str:
        return "\n".join(line.rstrip(" ") for line in "".join(self._parts).split("\n"))

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._invisible_depth += tag in INVISIBLE
        self._preformatted_depth += tag == "pre"
        if tag == "br":
            self._parts.append("\n")
        elif tag in LINE_BREAKING:
            self._end_line()
        if tag == "img":
            self._parts.append(dict(attrs).get("alt") or "")

    @override
    def handle_endtag(self, tag: str) -> None:
        self._invisible_depth = max(self._invisible_depth - (tag in INVISIBLE), 0)
        self._preformatted_depth = max(self._preformatted_depth - (tag == "pre"), 0)
        if tag in LINE_BREAKING:
            self._end_line()

    @override
    def handle_data(self, data: str) -> None:
        text = data if self._preformatted_depth else self._collapsed(data)
        if text and not self._invisible_depth:
            self._parts.append(text)

    def _end_line(self) -> None:
        if not self._parts[-1].endswith("\n"):
            self._parts.append("\n")

    def _collapsed(self, data: str) -> str:
        """White space of the source is one space on the page, none at the start of a line."""
        collapsed = WHITE_SPACE.sub(" ", data)
        return collapsed.lstrip(" ") if self._parts[-1][-1:] in ("", "\n", " ") else collapsed
