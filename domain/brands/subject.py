"""A subject: what somebody can know about. Legitimacy belongs to a subject, not to a brand."""

from datetime import datetime
from uuid import UUID

from domain.aggregate import Aggregate, Event
from domain.errors import Invalid, NotNow
from domain.log.entries import Decision, Reservation
from domain.log.event_log import EventLog


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
            raise NotNow("This subject already exists.")
        if not slug or not name_by_language:
            raise Invalid("A subject needs a short name, and a name in at least one language.")
        self.record(
            self.Added(
                at=at, slug=slug, name_by_language=name_by_language, parent_id=parent_id, by=by
            )
        )


class SubjectCommands:
    """What people do with subjects."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def add(
        self,
        subject_id: UUID,
        slug: str,
        name_by_language: dict[str, str],
        parent_id: UUID | None,
        by: UUID | None,
        at: datetime,
    ) -> int:
        def decide() -> Decision:
            if parent_id is not None:
                self._log.load(Subject, parent_id)
            if self._log.rows.holder_of("subject-slug", slug) is not None:
                raise NotNow(f"A subject called {slug} already exists.")
            subject = self._log.load_or_new(Subject, subject_id)
            subject.add(slug, name_by_language, parent_id, by, at)
            return Decision([subject], reserve=[Reservation("subject-slug", slug, str(subject_id))])

        return self._log.execute(decide)
