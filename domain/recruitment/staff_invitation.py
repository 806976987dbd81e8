"""A brand's invitation of an employee by e-mail: open until it is accepted or withdrawn."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.aggregate import Aggregate, Event
from domain.errors import NotNow, translatable
from domain.money import Money
from domain.terms import Employed, terms_errors


class InvitationStatus(StrEnum):
    """Where a staff invitation stands. A link works for seven days; that is no event."""

    OPEN = "open"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class StaffInvitation(Aggregate):
    """A brand invites one of its employees, who accepts by the link in the e-mail."""

    ABSENT = translatable("This invitation does not exist.")

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.status = InvitationStatus.OPEN

    # Events, and what each changes.

    class Sent(Event, frozen=True):
        """The brand invited an employee, at a wage."""

        brand_id: UUID
        hourly_wage: Money
        email_text_id: UUID
        """Where the e-mail address is in the private store."""
        by: UUID

        def apply(self, invitation: "StaffInvitation") -> None:
            invitation.status = InvitationStatus.OPEN

    class Accepted(Event, frozen=True):
        """The employee accepted the terms; an engagement starts."""

        brand_id: UUID
        member_id: UUID

        def apply(self, invitation: "StaffInvitation") -> None:
            invitation.status = InvitationStatus.ACCEPTED

    class Withdrawn(Event, frozen=True):
        """The brand withdrew the invitation: its link no longer works."""

        by: UUID

        def apply(self, invitation: "StaffInvitation") -> None:
            invitation.status = InvitationStatus.WITHDRAWN

    # Decisions: the rules, then the event.

    def send(
        self, brand_id: UUID, hourly_wage: Money, email_text_id: UUID, by: UUID, at: datetime
    ) -> None:
        """Raises NotNow when it was sent before; Invalid for an invalid wage."""
        if self.version:
            raise NotNow("This invitation has already been sent.")
        for error in terms_errors(Employed(hourly_wage)):
            raise error
        sent = self.Sent(
            at=at, brand_id=brand_id, hourly_wage=hourly_wage, email_text_id=email_text_id, by=by
        )
        self.record(sent)

    def accept(self, brand_id: UUID, member_id: UUID, at: datetime) -> None:
        """
        Also for an invitation without a history: until November 2026 only its link was sent.

        Raises NotNow when it was accepted or withdrawn.
        """
        if self.status is InvitationStatus.WITHDRAWN:
            raise NotNow("The brand has withdrawn this invitation. Ask it for another one.")
        if self.status is InvitationStatus.ACCEPTED:
            raise NotNow("This invitation has already been accepted.")
        self.record(self.Accepted(at=at, brand_id=brand_id, member_id=member_id))

    def withdraw(self, by: UUID, at: datetime) -> None:
        """Raises NotNow when it was accepted or withdrawn."""
        if self.status is InvitationStatus.WITHDRAWN:
            raise NotNow("This invitation has already been withdrawn.")
        if self.status is InvitationStatus.ACCEPTED:
            raise NotNow(
                "This invitation has already been accepted. End the engagement instead, if you"
                " want to."
            )
        self.record(self.Withdrawn(at=at, by=by))
