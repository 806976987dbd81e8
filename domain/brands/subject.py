"""A subject: a field of knowledge. A member is qualified for a subject, not for a brand."""

from datetime import datetime
from uuid import UUID

from domain.aggregate import Aggregate, Event
from domain.errors import Invalid, NotNow, translatable
from domain.text import check_line


class Subject(Aggregate):
    """A node of the tree of subjects that all brands share."""

    ABSENT = translatable("This subject does not exist.")

    class Added(Event, frozen=True):
        """A subject was added to the tree that all brands share."""

        slug: str
        name_by_language: dict[str, str]
        """By language, `fr` and `en`."""
        parent_id: UUID | None
        by: UUID | None

    def add(
        self,
        slug: str,
        name_by_language: dict[str, str],
        parent_id: UUID | None,
        by: UUID | None,
        at: datetime,
    ) -> None:
        """Raises NotNow when it was added before; Invalid without a slug or a name."""
        if self.version:
            raise NotNow("This subject already exists.")
        if not slug or not name_by_language:
            raise Invalid("A subject needs a short name, and a name in at least one language.")
        for name in name_by_language.values():
            check_line(name)
        self.record(
            self.Added(
                at=at, slug=slug, name_by_language=name_by_language, parent_id=parent_id, by=by
            )
        )
