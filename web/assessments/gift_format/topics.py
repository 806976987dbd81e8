"""Topics of questions, from the categories of a GIFT file."""

import re
from collections.abc import Iterable

from web.assessments.gift_format.escaping import BLANK, as_typed
from web.assessments.gift_format.passage import Misread, Passage

CATEGORY = "$CATEGORY:"
Path = tuple[str, ...]


def is_category(passage: Passage) -> bool:
    return passage.text.startswith(CATEGORY)


def path_of(passage: Passage) -> Path:
    """
    The way to a category through those it is in. Raises Misread.

    As Moodle writes it: `/` between them, `//` for one in a name, and nothing escaped.
    """
    written = passage.text.removeprefix(CATEGORY).strip(BLANK)
    if "\n" in written:
        reason = "Leave a blank line after $CATEGORY: and its name."
        raise Misread(passage.line, reason)
    names = re.split(r"(?<!/)/(?!/)", as_typed(written))
    path = tuple(name.replace("//", "/").strip(BLANK) for name in names)
    if not path[-1]:
        raise Misread(passage.line, "Write the name of the topic after $CATEGORY:.")
    return path


def topics_of(paths: Iterable[Path]) -> dict[Path, str]:
    """What each is called: its last name; with those before it where two would be called so."""
    different = set(paths)
    return {path: "/".join(path[-_names_needed(path, different) :]) for path in different}


def _names_needed(path: Path, all_paths: set[Path]) -> int:
    for count in range(1, len(path)):
        if sum(other[-count:] == path[-count:] for other in all_paths) == 1:
            return count
    return len(path)


def category_written(topic: str) -> str:
    return f"{CATEGORY} {' '.join(topic.split())}".replace("/", "//")
