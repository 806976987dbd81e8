"""The text of a GIFT file: its escapes, blocks, lines and text formats."""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from web.assessments.gift_format.html_text import text_of_html
from web.i18n.language import gettext

CATEGORY = "$CATEGORY:"
BYTE_ORDER_MARK = "\ufeff"
MAX_LENGTH = 100_000
"""Characters of a line, and of a question: authors write no more than that by hand."""

BLANK = " \t\n\r\x0b"
"""Characters that may surround a text without belonging to it."""
COMMENT = "\udfff"
"""Stands in place of a line of comment, so that the lines after it keep their numbers."""
IGNORED = BLANK + COMMENT
ESCAPE_OFFSET = 0xD800
"""No UTF-8 file holds these code points, so they can stand for escaped characters."""
ESCAPED = re.compile(r"\\([\\~=#{}:n])")
HIDDEN = re.compile("[\ud800-\ud87f]")
SPECIAL = re.compile(r"[\\~=#{}:]")

FORMAT = re.compile(r"\[(html|markdown|moodle|plain)\]")


def hide_escapes(text: str) -> str:
    """Replace escaped characters, so that each special character left is a part of the format."""
    return ESCAPED.sub(lambda match: chr(ESCAPE_OFFSET + ord(match[1])), text)


def unescape(text: str) -> str:
    """Replace hidden escapes with the characters they mean."""
    return HIDDEN.sub(lambda match: _hidden_in(match).replace("n", "\n"), text)


def restore_escapes(text: str) -> str:
    """Undo `hide_escapes`, for the places where GIFT knows no escapes."""
    return HIDDEN.sub(lambda match: f"\\{_hidden_in(match)}", text)


def escape(text: str) -> str:
    """A text on one line without special characters; a carriage return has no escape."""
    return SPECIAL.sub(r"\\\g<0>", text).replace("\n", "\\n").replace("\r", "")


def with_format(text: str) -> str:
    """The text escaped; one that begins like a format specifier gets a specifier of its own."""
    line = escape(text)
    return f"[plain]{line}" if FORMAT.match(line.lstrip(BLANK)) else line


def _hidden_in(match: re.Match[str]) -> str:
    return chr(ord(match[0]) - ESCAPE_OFFSET)


class GiftError(Exception):
    """What cannot be read, and on which line of the file, counted from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


class SourceText(NamedTuple):
    """A piece of a file with its escapes hidden, and the line on which it begins."""

    text: str
    line: int

    def line_at(self, offset: int) -> int:
        return self.line + _line_count(self.text[:offset])

    def stripped(self) -> "SourceText":
        rest = self.text.lstrip(IGNORED)
        start = len(self.text) - len(rest)
        line = self.line_at(start) if start else self.line
        stripped = rest.rstrip(IGNORED)
        # Mostly nothing is stripped, and another object would be the same.
        return self if len(stripped) == len(self.text) else SourceText(stripped, line)

    def after(self, offset: int) -> "SourceText":
        return SourceText(self.text[offset:], self.line_at(offset))

    def cut(self, start: int, end: int) -> tuple["SourceText", "SourceText"]:
        """The text before `start`, and the text after `end`."""
        return SourceText(self.text[:start], self.line), self.after(end)

    def partition(self, mark: str) -> tuple["SourceText", "SourceText | None"]:
        """The text before the first such mark, and after it; None when there is no mark."""
        start = self.text.find(mark)
        if start < 0:
            return self.stripped(), None
        before, after = self.cut(start, start + len(mark))
        return before.stripped(), after.stripped()

    def split_at(self, marks: str) -> list["SourceText"]:
        """Pieces that begin with one of these marks; text before the first mark is one, too."""
        pieces, line = [], self.line
        for text in re.findall(f"^[^{marks}]+|[{marks}][^{marks}]*", self.text):
            pieces.append(SourceText(text, line).stripped())
            line += _line_count(text)
        return [piece for piece in pieces if piece.text]


def _line_count(text: str) -> int:
    return text.count("\n") + text.count(COMMENT)


class CommentLine(NamedTuple):
    line: int
    text: str


class GiftBlock(NamedTuple):
    """What stands between two blank lines: a question or a category."""

    source: SourceText
    comments: list[CommentLine]

    @property
    def is_category(self) -> bool:
        return self.source.text.startswith(CATEGORY)

    @property
    def is_question(self) -> bool:
        return bool(self.source.text) and not self.is_category


def decoded(raw: bytes) -> str:
    """The content of a file in UTF-8. Raises GiftError."""
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        reason = gettext("This line is not in UTF-8. Save the file as UTF-8.")
        raise GiftError(line, reason) from None


def blocks_of(text: str) -> Iterator[GiftBlock]:
    """Raises GiftError for a line or a question that is too long."""
    normalized = text.removeprefix(BYTE_ORDER_MARK).replace("\r\n", "\n").replace("\r", "\n")
    numbered = [CommentLine(number, line) for number, line in enumerate(normalized.split("\n"), 1)]
    for number, line in numbered:
        _must_be_short(len(line), number)
    for is_blank, lines in groupby(numbered, key=lambda line: not line.text.strip()):
        if not is_blank:
            yield _block(list(lines))


def _block(lines: list[CommentLine]) -> GiftBlock:
    comments = [CommentLine(number, line.strip()) for number, line in lines if _is_comment(line)]
    text = "".join(COMMENT if _is_comment(line) else f"{hide_escapes(line)}\n" for _, line in lines)
    source = SourceText(text, lines[0].line).stripped()
    _must_be_short(len(source.text), source.line)
    return GiftBlock(source, comments)


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("//")


def _must_be_short(length: int, line: int) -> None:
    if length > MAX_LENGTH:
        reason = gettext(
            "This passage has %(n)s characters without a blank line. Make it shorter.", n=length
        )
        raise GiftError(line, reason)


class TextReader:
    """Reads the texts of one question; without a specifier they have the question text's format."""

    def __init__(self) -> None:
        self.format = "moodle"
        self.notes: list[str] = []
        """What became of parts that have no equivalent here, each once."""

    def note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)

    def read_question_text(self, source: str) -> str:
        if match := FORMAT.match(_unwrapped(source)):
            self.format = match[1]
        return self.read(source)

    def read(self, source: str) -> str:
        """The text with its escapes resolved, as plain text."""
        unwrapped = _unwrapped(source)
        match = FORMAT.match(unwrapped)
        text = unescape(unwrapped[match.end() :] if match else unwrapped)
        if not text:
            return ""
        format_ = match[1] if match else self.format
        if format_ == "html":
            self.note(gettext("HTML was converted to plain text: its tags were removed."))
            text = text_of_html(text)
        if format_ == "markdown":
            self.note(gettext("Markdown is kept as typed."))
        return text.strip(BLANK)


def read_unformatted(source: str) -> str:
    """A text in a place where Moodle knows no format specifiers."""
    return unescape(_unwrapped(source)).strip(BLANK)


def _unwrapped(source: str) -> str:
    return source.replace(COMMENT, "").strip(BLANK)
