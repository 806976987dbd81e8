"""Commands on members; every command returns the log's position after it."""

from datetime import datetime
from uuid import UUID

from domain.errors import NotNow
from domain.log.commands import Commands, updates
from domain.log.entries import Decision, IdempotencyKey, Reservation
from domain.log.event_log import EventLog
from domain.members.member import (
    Member,
    engagement_reservation,
    suspension_reservation,
    suspension_scope,
)
from domain.terms import Terms


class MemberCommands(Commands):
    def join(self, member_id: UUID, languages: tuple[str, ...], country: str, at: datetime) -> int:
        """
        Add a member to the pool.

        languages: ISO 639-1 codes, at least one. country: ISO 3166-1, two letters.
        Raises what Member.join raises.
        """

        def decide() -> Decision:
            member = self._log.load_or_new(Member, member_id)
            member.join(languages, country, at)
            return Decision([member])

        return self._log.execute(decide)

    declare_subjects = updates(Member, Member.declare_subjects)
    declare_languages = updates(Member, Member.declare_languages)
    declare_usual_hours = updates(Member, Member.declare_usual_hours)

    def start_engagement(
        self,
        member_id: UUID,
        brand_id: UUID,
        terms: Terms,
        by: UUID,
        at: datetime,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """
        Let a member answer for a brand; a reservation keeps it to one engagement at a time.

        Raises what Member.start_engagement raises; NotFound without the member; NotNow when a
        suspension covers the brand.
        """

        def decide() -> Decision:
            suspension = must_not_be_suspended(self._log, member_id, brand_id)
            member = self._log.load(Member, member_id)
            member.start_engagement(brand_id, terms, by, at)
            engagement = engagement_reservation(brand_id, member_id, terms)
            return Decision([member], reserve=[engagement], preconditions=[suspension])

        return self._log.execute(decide, idempotency_key)

    def end_engagement(
        self, member_id: UUID, brand_id: UUID, reason: str, by: UUID, at: datetime
    ) -> int:
        """
        End a member's engagement with a brand.

        reason: a value of EngagementEndReason. by: the member, or an account of the brand.
        Raises what Member.end_engagement raises; NotFound without the member.
        """

        def decide() -> Decision:
            member = self._log.load(Member, member_id)
            member.end_engagement(brand_id, reason, by, at)
            return Decision([member], release=[engagement_reservation(brand_id, member_id)])

        return self._log.execute(decide)


def current_suspension(log: EventLog, member_id: UUID) -> Reservation:
    """The reservation of the member's suspension with its present holder; none when free."""
    return log.current(suspension_reservation(member_id))


def must_not_be_suspended(log: EventLog, member_id: UUID, brand_id: UUID) -> Reservation:
    """
    Return the reservation of a suspension, as a precondition of what is decided now.

    Raises NotNow when a suspension covers the brand.
    """
    reservation = current_suspension(log, member_id)
    scope = suspension_scope(reservation)
    if scope is not None and scope.brand_id in (None, brand_id):
        raise NotNow("This person is suspended. Lift the suspension first.")
    return reservation
