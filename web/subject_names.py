"""The tree of subjects in the reader's language."""

from typing import NamedTuple
from uuid import UUID

from projections.pages import Pages
from projections.pool.questions import all_subjects
from web.call_letters import named
from web.formats import NBSP
from web.language import current_language


class NamedSubject(NamedTuple):
    id: UUID
    name: str
    depth: int

    @property
    def indented(self) -> str:
        """For lists that know no tree."""
        return f"{NBSP * 3 * self.depth}{self.name}"


def subjects_in_order(drawn: Pages) -> list[NamedSubject]:
    """Every subject, each below the one above it."""
    with drawn.reading(drawn.pool) as db:
        found = all_subjects(db)
    language = current_language()
    return [
        NamedSubject(each.subject_id, named(each.names, language) or each.slug, each.depth)
        for each in found
    ]


def subject_names(drawn: Pages) -> dict[UUID, str]:
    return {each.id: each.name for each in subjects_in_order(drawn)}
