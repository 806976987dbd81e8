"""Commands on members; every command returns the log's position after it."""

from datetime import datetime
from uuid import UUID

from domain.errors import NotNow
from domain.log.entries import Decision, Reservation
from domain.log.event_log import EventLog
from domain.members.member import Member
from domain.members.member_reservations import (
    SuspensionScope,
    engagement_reservation,
    suspension_reservation,
    suspension_scope,
)
from domain.terms import Terms


class MemberCommands:
    """What people do with members; every command returns the log's position after it."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def join(self, member_id: UUID, languages: tuple[str, ...], country: str, at: datetime) -> int:
        def decide() -> Decision:
            member = self._log.load_or_new(Member, member_id)
            member.join(languages, country, at)
            return Decision([member])

        return self._log.execute(decide)

    def declare_subjects(self, member_id: UUID, subjects: tuple[UUID, ...], at: datetime) -> int:
        return self._log.update(
            Member, member_id, lambda member: member.declare_subjects(subjects, at)
        )

    def declare_languages(self, member_id: UUID, languages: tuple[str, ...], at: datetime) -> int:
        return self._log.update(
            Member, member_id, lambda member: member.declare_languages(languages, at)
        )

    def start_engagement(
        self, member_id: UUID, brand_id: UUID, terms: Terms, by: UUID, at: datetime
    ) -> int:
        """Nobody is paid and a volunteer for one brand at a time: one engagement, one place."""

        def decide() -> Decision:
            found = self.must_not_be_suspended(member_id, brand_id)
            member = self._log.load(Member, member_id)
            member.start_engagement(brand_id, terms, by, at)
            taken = engagement_reservation(brand_id, member_id, terms)
            return Decision([member], reserve=[taken], preconditions=[found])

        return self._log.execute(decide)

    def end_engagement(
        self, member_id: UUID, brand_id: UUID, reason: str, by: UUID, at: datetime
    ) -> int:
        def decide() -> Decision:
            member = self._log.load(Member, member_id)
            member.end_engagement(brand_id, reason, by, at)
            return Decision([member], release=[engagement_reservation(brand_id, member_id)])

        return self._log.execute(decide)

    def suspended_for(self, member_id: UUID) -> SuspensionScope | None:
        """What a suspension that was decided on covers; None when there is none."""
        return suspension_scope(self.current_suspension(member_id))

    def current_suspension(self, member_id: UUID) -> Reservation:
        """The place of a member's suspension as it is now, held or free."""
        return self._log.current(suspension_reservation(member_id))

    def must_not_be_suspended(self, member_id: UUID, brand_id: UUID) -> Reservation:
        """The place that must still be as it was found, when what rests on this is written."""
        found = self.current_suspension(member_id)
        suspended = suspension_scope(found)
        if suspended is not None and suspended.brand_id in (None, brand_id):
            raise NotNow("This person is suspended; that has to be lifted first.")
        return found
