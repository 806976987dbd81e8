"""An application to be an ambassador of a brand, which says yes, or why not."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.aggregate import Aggregate, Event
from domain.brands.brand import Brand, Criterion
from domain.errors import NotAllowed, NotFound, NotNow
from domain.reasons import parse_reason


class RejectionReason(StrEnum):
    """Why a brand turns somebody down; the words said to them lie in the private store."""

    NOT_VERIFIED = "not_verified"
    """What was declared could not be found."""
    NO_OPENINGS = "no_openings"
    OTHER_LANGUAGE = "other_language"
    CONFLICT = "conflict"
    """The person works for the brand, or for another one."""
    OTHER = "other"


class AmbassadorApplication(Aggregate):
    NOUN = "application"

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.brand_id = id
        self.member_id = id
        self.open = False

    # What can happen, and what each event changes.

    class Submitted(Event, frozen=True):
        """Somebody applied, and declared what the brand asks for."""

        brand_id: UUID
        member_id: UUID
        declared_counts: dict[str, int]
        """By fact, such as `home_exchanges`."""
        motivation_text_id: UUID | None
        """Where the member's motivation lies in the private store."""

        def apply(self, application: "AmbassadorApplication") -> None:
            application.brand_id, application.member_id, application.open = (
                self.brand_id,
                self.member_id,
                True,
            )

    class Accepted(Event, frozen=True):
        """The brand checked what was declared, and said yes."""

        by: UUID

        def apply(self, application: "AmbassadorApplication") -> None:
            application.open = False

    class Rejected(Event, frozen=True):
        """The brand said no, and why."""

        reason: RejectionReason
        reason_text_id: UUID
        by: UUID

        def apply(self, application: "AmbassadorApplication") -> None:
            application.open = False

    class Withdrawn(Event, frozen=True):
        """The person thought better of it."""

        def apply(self, application: "AmbassadorApplication") -> None:
            application.open = False

    # What people ask of it: the rules, then the event.

    def submit(
        self,
        brand: Brand,
        member_id: UUID,
        declared_counts: Mapping[str, int],
        text_id: UUID | None,
        at: datetime,
    ) -> None:
        if self.version:
            raise NotNow("This application has been sent already.")
        missing = [
            each for each in brand.criteria if declared_counts.get(each.metric, 0) < each.at_least
        ]
        if missing:
            raise NotAllowed(f"This brand asks for {_listed(missing)}.")
        self.record(
            self.Submitted(
                at=at,
                brand_id=brand.id,
                member_id=member_id,
                declared_counts={
                    each.metric: declared_counts.get(each.metric, 0) for each in brand.criteria
                },
                motivation_text_id=text_id,
            )
        )

    def accept(self, by: UUID, at: datetime) -> None:
        self._must_be_open()
        if by == self.member_id:
            raise NotAllowed("Nobody welcomes themselves.")
        self.record(self.Accepted(at=at, by=by))

    def reject(self, reason: str, text_id: UUID, by: UUID, at: datetime) -> None:
        self._must_be_open()
        self.record(
            self.Rejected(
                at=at, reason=parse_reason(RejectionReason, reason), reason_text_id=text_id, by=by
            )
        )

    def withdraw(self, member_id: UUID, at: datetime) -> None:
        if member_id != self.member_id:
            raise NotFound("There is no such application.")
        self._must_be_open()
        self.record(self.Withdrawn(at=at))

    def _must_be_open(self) -> None:
        if not self.open:
            raise NotNow("This application has been answered already.")


def _listed(missing: list[Criterion]) -> str:
    return ", ".join(f"{each.metric.replace('_', ' ')}: {each.at_least}" for each in missing)
