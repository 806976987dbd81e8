"""A subject: what somebody can know about. Legitimacy belongs to a subject, not to a brand."""

from datetime import datetime
from uuid import UUID

from domain.aggregate import Aggregate, Event
from domain.errors import Invalid, NotNow


class Subject(Aggregate):
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
        if self.version:
            raise NotNow("This subject has a name already.")
        if not slug or not name_by_language:
            raise Invalid("A subject needs a short name, and a name in at least one language.")
        self.record(
            self.Added(
                at=at, slug=slug, name_by_language=name_by_language, parent_id=parent_id, by=by
            )
        )
