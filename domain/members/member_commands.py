"""Commands on members; every command returns the log's position after it."""

from datetime import datetime
from uuid import UUID

from domain.errors import NotNow
from domain.log.entries import Decision, Reservation
from domain.log.event_log import EventLog
from domain.members.member import (
    Member,
    SuspensionScope,
    engagement_reservation,
    suspension_reservation,
    suspension_scope,
)
from domain.terms import Terms


class MemberCommands:
    """Each command returns the log position after it; `at` is when it happened, UTC."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def join(self, member_id: UUID, languages: tuple[str, ...], country: str, at: datetime) -> int:
        """
        Add a member to the pool.

        languages: ISO 639-1 codes, at least one. country: ISO 3166-1, two letters.
        Raises NotNow when the member has joined before; Invalid without a language.
        """

        def decide() -> Decision:
            member = self._log.load_or_new(Member, member_id)
            member.join(languages, country, at)
            return Decision([member])

        return self._log.execute(decide)

    def declare_subjects(self, member_id: UUID, subjects: tuple[UUID, ...], at: datetime) -> int:
        """Replace the subjects the member states to know. Raises NotFound without the member."""
        return self._log.update(
            Member, member_id, lambda member: member.declare_subjects(subjects, at)
        )

    def declare_languages(self, member_id: UUID, languages: tuple[str, ...], at: datetime) -> int:
        """
        Replace the languages the member answers in, ISO 639-1 codes.

        Raises NotFound without the member; Invalid without a language.
        """
        return self._log.update(
            Member, member_id, lambda member: member.declare_languages(languages, at)
        )

    def start_engagement(
        self, member_id: UUID, brand_id: UUID, terms: Terms, by: UUID, at: datetime
    ) -> int:
        """
        Let a member answer for a brand; a reservation keeps it to one engagement at a time.

        Raises NotNow when they have one with this brand, or a suspension covers it; NotFound
        without the member; Invalid for invalid terms.
        """

        def decide() -> Decision:
            suspension = self.must_not_be_suspended(member_id, brand_id)
            member = self._log.load(Member, member_id)
            member.start_engagement(brand_id, terms, by, at)
            engagement = engagement_reservation(brand_id, member_id, terms)
            return Decision([member], reserve=[engagement], preconditions=[suspension])

        return self._log.execute(decide)

    def end_engagement(
        self, member_id: UUID, brand_id: UUID, reason: str, by: UUID, at: datetime
    ) -> int:
        """
        End a member's engagement with a brand.

        reason: a value of EngagementEndReason. by: the member, or an account of the brand.
        Raises NotFound without the member; NotNow without the engagement; Invalid for another
        reason.
        """

        def decide() -> Decision:
            member = self._log.load(Member, member_id)
            member.end_engagement(brand_id, reason, by, at)
            return Decision([member], release=[engagement_reservation(brand_id, member_id)])

        return self._log.execute(decide)

    def suspended_for(self, member_id: UUID) -> SuspensionScope | None:
        """What the member's suspension covers, in force or not yet; None when there is none."""
        return suspension_scope(self.current_suspension(member_id))

    def current_suspension(self, member_id: UUID) -> Reservation:
        """The reservation of the member's suspension with its present holder; none when free."""
        return self._log.current(suspension_reservation(member_id))

    def must_not_be_suspended(self, member_id: UUID, brand_id: UUID) -> Reservation:
        """
        Return the reservation of a suspension, as a precondition of what is decided now.

        Raises NotNow when a suspension covers the brand.
        """
        reservation = self.current_suspension(member_id)
        scope = suspension_scope(reservation)
        if scope is not None and scope.brand_id in (None, brand_id):
            raise NotNow("This person is suspended. Lift the suspension first.")
        return reservation
