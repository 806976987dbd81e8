"""An application to be an ambassador of a brand, which accepts or rejects it."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.aggregate import Aggregate, Event
from domain.brands.brand import Brand, Criterion
from domain.errors import NotAllowed, NotFound, NotNow, translatable
from domain.reasons import parse_reason


class RejectionReason(StrEnum):
    """Why a brand rejects an applicant; what it writes to them is in the private store."""

    NOT_VERIFIED = "not_verified"
    """The declared counts could not be verified."""
    NO_OPENINGS = "no_openings"
    OTHER_LANGUAGE = "other_language"
    CONFLICT = "conflict"
    """The applicant works for the brand, or for another one."""
    OTHER = "other"


class AmbassadorApplication(Aggregate):
    """A person's application to one brand."""

    ABSENT = translatable("This application does not exist.")

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.brand_id = id
        self.member_id = id
        self.open = False

    # Events, and what each changes.

    class Submitted(Event, frozen=True):
        """A member applied, and declared the counts that the brand's criteria ask for."""

        brand_id: UUID
        member_id: UUID
        declared_counts: dict[str, int]
        """By metric, such as `home_exchanges`."""
        motivation_text_id: UUID | None
        """Where the motivation is in the private store."""

        def apply(self, application: "AmbassadorApplication") -> None:
            application.brand_id, application.member_id = self.brand_id, self.member_id
            application.open = True

    class Accepted(Event, frozen=True):
        """The brand verified the declared counts and accepted."""

        by: UUID

        def apply(self, application: "AmbassadorApplication") -> None:
            application.open = False

    class Rejected(Event, frozen=True):
        """The brand declined, with a reason."""

        reason: RejectionReason
        reason_text_id: UUID
        by: UUID

        def apply(self, application: "AmbassadorApplication") -> None:
            application.open = False

    class Withdrawn(Event, frozen=True):
        """The applicant cancelled the application."""

        def apply(self, application: "AmbassadorApplication") -> None:
            application.open = False

    # Decisions: the rules, then the event.

    def submit(
        self,
        brand: Brand,
        member_id: UUID,
        declared_counts: Mapping[str, int],
        text_id: UUID | None,
        at: datetime,
    ) -> None:
        """
        Keep the declared counts that the criteria ask for; others are dropped.

        Raises NotNow when it was submitted before; NotAllowed when a criterion is not met.
        """
        if self.version:
            raise NotNow("This application has already been sent.")
        missing = [
            criterion
            for criterion in brand.criteria
            if declared_counts.get(criterion.metric, 0) < criterion.at_least
        ]
        if missing:
            raise NotAllowed(
                "You do not meet the criteria of this brand. It asks for %(criteria)s.",
                criteria=_listed(missing),
            )
        self.record(
            self.Submitted(
                at=at,
                brand_id=brand.id,
                member_id=member_id,
                declared_counts={
                    criterion.metric: declared_counts.get(criterion.metric, 0)
                    for criterion in brand.criteria
                },
                motivation_text_id=text_id,
            )
        )

    def accept(self, by: UUID, at: datetime) -> None:
        """Raises NotNow when it is not open; NotAllowed to the applicant."""
        self._must_be_open()
        if by == self.member_id:
            raise NotAllowed("You cannot accept your own application.")
        self.record(self.Accepted(at=at, by=by))

    def reject(self, reason: str, text_id: UUID, by: UUID, at: datetime) -> None:
        """
        Reject, with a reason.

        reason: a value of RejectionReason. text_id: where the message to the applicant is in the
        private store.
        Raises NotNow when it is not open; Invalid for another reason.
        """
        self._must_be_open()
        self.record(
            self.Rejected(
                at=at, reason=parse_reason(RejectionReason, reason), reason_text_id=text_id, by=by
            )
        )

    def withdraw(self, member_id: UUID, at: datetime) -> None:
        """Cancel. Raises NotFound to all but the applicant; NotNow when it is not open."""
        if member_id != self.member_id:
            raise NotFound(self.ABSENT)
        self._must_be_open()
        self.record(self.Withdrawn(at=at))

    def _must_be_open(self) -> None:
        if not self.open:
            raise NotNow("This application is already closed.")


def _listed(criteria: list[Criterion]) -> str:
    return ", ".join(
        f"{criterion.metric.replace('_', ' ')}: {criterion.at_least}" for criterion in criteria
    )
