"""A subject: a field of knowledge. A member is qualified for a subject, not for a brand."""

from datetime import datetime
from uuid import UUID

from domain.aggregate import Aggregate, Event
from domain.errors import Invalid, NotNow, translatable
from domain.log.commands import Commands
from domain.log.entries import Decision, Reservation
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


class SubjectCommands(Commands):
    def add(
        self,
        subject_id: UUID,
        slug: str,
        name_by_language: dict[str, str],
        parent_id: UUID | None,
        by: UUID | None,
        at: datetime,
    ) -> int:
        """
        Add a subject to the tree.

        slug: its short name, unique among subjects. parent_id: None for a root of the tree.
        name_by_language: by ISO 639-1 code, at least one.
        Raises what Subject.add raises; NotFound without such a parent; NotNow when the slug is in
        use.
        """

        def decide() -> Decision:
            if parent_id is not None:
                self._log.load(Subject, parent_id)
            if self._log.rows.holder_of("subject-slug", slug) is not None:
                raise NotNow("A subject called %(slug)s already exists.", slug=slug)
            subject = self._log.load_or_new(Subject, subject_id)
            subject.add(slug, name_by_language, parent_id, by, at)
            return Decision([subject], reserve=[Reservation("subject-slug", slug, str(subject_id))])

        return self._log.execute(decide)
