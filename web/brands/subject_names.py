"""The tree of subjects in the reader's language."""

from typing import NamedTuple
from uuid import UUID

from projections.brands.subjects import all_subjects
from projections.read_models import ReadModels
from web.i18n.formats import NBSP
from web.i18n.language import current_language


class NamedSubject(NamedTuple):
    id: UUID
    name: str
    depth: int

    @property
    def indented(self) -> str:
        """For lists that cannot show a tree."""
        return f"{NBSP * 3 * self.depth}{self.name}"


def subjects_in_order(read_models: ReadModels) -> list[NamedSubject]:
    """Every subject, each below the one above it."""
    with read_models.read(read_models.subjects) as db:
        subjects = all_subjects(db)
    language = current_language()
    return [
        NamedSubject(subject.subject_id, subject.name(language), subject.depth)
        for subject in subjects
    ]


def subject_names(read_models: ReadModels) -> dict[UUID, str]:
    return {subject.id: subject.name for subject in subjects_in_order(read_models)}
