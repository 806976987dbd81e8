"""What stands in the comments of a GIFT file: Moodle's ids and tags, and what only we have."""

import re
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import msgspec

from web.assessments.gift_format.blocks import Comment
from web.assessments.gift_format.passage import Misread

OURS = re.compile(r"//\s*comptoir:\s*(.*)")
WORD = r"((?:\\]|[^\]\x00-\x1f])+)]"
ID = re.compile(r"\[id:" + WORD)
TAG = re.compile(r"\[tag:" + WORD)


class Exact(msgspec.Struct, frozen=True):
    """A text that GIFT cannot keep as it is, such as spaces around it."""

    reads: str
    """As it is read from the question; when somebody has changed it since, the rest is void."""
    means: str


class Carried(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What GIFT has no word for: the fields of a line `// comptoir: {...}` above a question."""

    points: Decimal = Decimal(1)
    guide: str = ""
    """By which a person marks what was written in one's own words."""
    longest: int | None = None
    """How many characters such an answer may have."""
    image: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")] | None = None
    image_text: str = ""
    keys: dict[str, str] = {}
    """For choices and things whose key is another than their text makes: that one, and theirs."""
    exact: dict[str, Exact] = {}
    """By the way to a text in a question, such as `kind.choices.0.text`."""


def carried_in(comments: list[Comment]) -> Carried:
    """Raises Misread."""
    ours = [(line, found[1]) for line, text in comments if (found := OURS.match(text))]
    if not ours:
        return Carried()
    if len(ours) > 1:
        raise Misread(ours[1][0], "Say all of it in one line of // comptoir: above the question.")
    [(line, written)] = ours
    try:
        carried = msgspec.json.decode(written, type=Carried)
    except (msgspec.DecodeError, RecursionError) as error:
        example = '// comptoir: {"points": "2"}'
        raise Misread(line, f"This is not how it is written ({error}): {example}") from None
    if not carried.points.is_finite():
        raise Misread(line, "Points are a number, such as 2 or 0.5.")
    return carried


def id_number_in(comments: list[Comment]) -> str:
    """The id by which others know the question, or nothing."""
    found = (ID.search(text) for text in _others(comments))
    return next((_plain(each[1]) for each in found if each), "")


def tags_in(comments: list[Comment]) -> list[str]:
    return [_plain(tag) for text in _others(comments) for tag in TAG.findall(text)]


def remarks_of(id: UUID, carried: Carried) -> list[str]:
    """The comments above a question."""
    said = msgspec.json.encode(carried).decode()
    return [f"// [id:{id}]"] + ([f"// comptoir: {said}"] if carried != Carried() else [])


def _others(comments: list[Comment]) -> list[str]:
    """Comments that are not ours: ours may hold anything."""
    return [text for _, text in comments if not OURS.match(text)]


def _plain(word: str) -> str:
    return word.replace("\\]", "]").strip()
