"""The addresses of staff invitations: private texts, as long as the invitation is open."""

from collections.abc import Sequence
from uuid import UUID

from domain.recruitment.staff_invitation import StaffInvitation
from projections.recruitment.staff_invitations import OpenStaffInvitation
from web.http.request_context import marketplace, private_texts


def addresses_of(invitations: Sequence[OpenStaffInvitation]) -> dict[UUID, str]:
    """The e-mail addresses by invitation id; those that were erased are missing."""
    texts = private_texts().read([invitation.email_text_id for invitation in invitations])
    return {
        invitation.invitation_id: texts[invitation.email_text_id]
        for invitation in invitations
        if invitation.email_text_id in texts
    }


def erase_address(invitation_id: UUID) -> None:
    """Once it is accepted or withdrawn, the address is not needed any more."""
    events = [envelope.data for envelope in marketplace().log.history(invitation_id)]
    sent = [event for event in events if isinstance(event, StaffInvitation.Sent)]
    private_texts().erase([event.email_text_id for event in sent])
