"""Answer parts of GIFT that are put where they belong: pairs to match, things to order."""

import re

from domain.assessments.question_types.ordering_matching import Item, Matching, Ordering, Pair
from web.assessments.gift_format.escaping import BLANK, escaped
from web.assessments.gift_format.passage import COMMENT, Misread, Passage
from web.assessments.gift_format.prose import Prose, unmarked
from web.assessments.gift_format.saying import said, said_without_arrows

ARROW = "->"
GRADING = "RELATIVE_NEXT_EXCLUDE_LAST"
"""How we count what is in the right order, as Moodle's plug-in calls it."""
OPTIONS = re.compile(
    r">\s*(?P<count>\d*)"
    r"(?:[ \t]+(?P<select>ALL|EXACT|RANDOM|REL|CONTIGUOUS|CONTIG)\b)?"
    r"(?:[ \t]+(?:HORIZONTAL|HORI|H|1|VERTICAL|VERT|V|0)\b)?"
    r"(?:[ \t]+(?P<grading>ALL_OR_NOTHING|ABSOLUTE_POSITION|ABSOLUTE|ABS|RELATIVE\w*|REL"
    r"|LONGEST_\w+)\b)?"
    r"(?:[ \t]+(?:SHOW|TRUE|YES|1|HIDE|FALSE|NO|0)\b)?"
    r"(?:[ \t]+(?:none|123|abc|ABCD|iii|IIII)\b)?"
)
OTHER_GRADING = "This order is marked by neighbours that follow each other, not as the file says."
ALL_SHOWN = "All things to order are shown, not some of them as the file says."


def read_matching(answers: Passage, prose: Prose) -> Matching:
    """Raises Misread."""
    return Matching(tuple(_pair(piece, prose) for piece in answers.pieces("=")))


def read_ordering(answers: Passage, prose: Prose) -> Ordering:
    """After the options, which are Moodle's own, one thing on each line."""
    options = OPTIONS.match(answers.text)
    assert options is not None, "it begins with the mark"
    things = re.split(f"[\n{COMMENT}]", answers.text[options.end() :])
    items = tuple(Item("", prose.read(thing)) for thing in things if thing.strip(BLANK))
    if options["grading"] not in (None, GRADING):
        prose.notes[OTHER_GRADING] = None
    if options["select"] not in (None, "ALL", "EXACT") and options["count"] != str(len(items)):
        prose.notes[ALL_SHOWN] = None
    return Ordering(items)


def arranged_written(kind: Matching | Ordering) -> str:
    return _pairs(kind) if isinstance(kind, Matching) else _things(kind)


def _pairs(kind: Matching) -> str:
    lines = [
        # Moodle reads no mark of a format on the right.
        f"\n\t={said_without_arrows(pair.left)} {ARROW} {escaped(pair.right)}"
        for pair in kind.pairs
    ]
    return "".join(lines) + "\n"


def _things(kind: Ordering) -> str:
    options = f">{len(kind.items)} ALL VERTICAL {GRADING} SHOW none"
    return "\n".join([options, *(_on_its_line(item.text) for item in kind.items), ""])


def _pair(piece: Passage, prose: Prose) -> Pair:
    if piece.text[0] != "=":
        raise Misread(piece.line, "Begin each pair with =, like =Fuse -> Protects the cable.")
    left, right = piece.after(1).parted(ARROW)
    if right is None:
        raise Misread(piece.line, "Put -> between a thing and what belongs to it.")
    return Pair("", prose.read(left.text), unmarked(right.text))


def _on_its_line(text: str) -> str:
    """What looks like a comment is none."""
    line = said(text)
    return line.replace("//", "/ /", 1) if line.lstrip().startswith("//") else line
