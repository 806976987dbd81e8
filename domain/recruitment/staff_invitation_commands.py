"""Commands on staff invitations; every command returns the log's position after it."""

from datetime import datetime
from uuid import UUID

from domain.log.commands import Commands, updates
from domain.log.entries import Decision, IdempotencyKey
from domain.members.member import Member, engagement_reservation
from domain.members.member_commands import must_not_be_suspended
from domain.money import Money
from domain.recruitment.staff_invitation import StaffInvitation
from domain.terms import Employed


class StaffInvitationCommands(Commands):
    def send(
        self,
        invitation_id: UUID,
        brand_id: UUID,
        hourly_wage: Money,
        email_text_id: UUID,
        by: UUID,
        at: datetime,
    ) -> int:
        """
        Record that a brand invites an employee.

        email_text_id: where the e-mail address is in the private store.
        Raises what StaffInvitation.send raises.
        """

        def decide() -> Decision:
            invitation = self._log.load_or_new(StaffInvitation, invitation_id)
            invitation.send(brand_id, hourly_wage, email_text_id, by, at)
            return Decision([invitation])

        return self._log.execute(decide)

    withdraw = updates(StaffInvitation, StaffInvitation.withdraw)

    def accept(
        self,
        invitation_id: UUID,
        member_id: UUID,
        brand_id: UUID,
        terms: Employed,
        by: UUID,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """
        Accept, and start the engagement.

        by: the account that invited. Raises what StaffInvitation.accept and
        Member.start_engagement raise; NotFound without the member; NotNow when a suspension covers
        the brand.
        """

        def decide() -> Decision:
            invitation = self._log.load_or_new(StaffInvitation, invitation_id)
            invitation.accept(brand_id, member_id, at)
            suspension = must_not_be_suspended(self._log, member_id, brand_id)
            member = self._log.load(Member, member_id)
            member.start_engagement(brand_id, terms, by, at)
            engagement = engagement_reservation(brand_id, member_id, terms)
            return Decision([invitation, member], reserve=[engagement], preconditions=[suspension])

        return self._log.execute(decide, idempotency_key)
