"""The blocks of a GIFT file: what stands between blank lines."""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from web.assessments.gift_format.escaping import hide
from web.assessments.gift_format.passage import COMMENT, Misread, Passage

LONGEST = 100_000
"""Of a line, and of a question: nobody writes more than that by hand."""
BYTE_ORDER_MARK = "\ufeff"


class Comment(NamedTuple):
    line: int
    text: str


class Block(NamedTuple):
    passage: Passage
    comments: list[Comment]


def text_of(raw: bytes) -> str:
    """The text of a file. Raises Misread when it is not UTF-8."""
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Misread(line, "This line is not UTF-8; save the file as UTF-8.") from None


def blocks_of(text: str) -> Iterator[Block]:
    """Raises Misread for a line or a question that is too long."""
    plain = text.removeprefix(BYTE_ORDER_MARK).replace("\r\n", "\n").replace("\r", "\n")
    numbered = list(enumerate(plain.split("\n"), start=1))
    for number, line in numbered:
        _must_be_short(len(line), number)
    for is_blank, lines in groupby(numbered, key=lambda each: not each[1].strip()):
        if not is_blank:
            yield _block(list(lines))


def _block(lines: list[tuple[int, str]]) -> Block:
    comments = [Comment(number, line.strip()) for number, line in lines if _is_comment(line)]
    text = "".join(COMMENT if _is_comment(line) else f"{hide(line)}\n" for _, line in lines)
    passage = Passage(text, lines[0][0]).stripped()
    _must_be_short(len(passage.text), passage.line)
    return Block(passage, comments)


def _must_be_short(length: int, line: int) -> None:
    if length > LONGEST:
        reason = (
            f"Here are {length} characters without a blank line, over {LONGEST}; make it shorter."
        )
        raise Misread(line, reason)


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("//")
