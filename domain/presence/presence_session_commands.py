"""Commands on presence sessions; every command returns the log's position after it."""

from datetime import datetime
from uuid import UUID

from domain.errors import NotNow
from domain.log.entries import Decision, Reservation
from domain.log.event_log import EventLog
from domain.members.member import Member
from domain.members.member_commands import MemberCommands
from domain.members.member_reservations import suspension_scope
from domain.presence.presence_session import MAX_CAPACITY, PresenceChangeReason, PresenceSession


class PresenceSessionCommands:
    """What respondents do with their desks; every command returns the log's position after it."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def come_online(
        self, session_id: UUID, respondent_id: UUID, capacity: int, at: datetime
    ) -> int:
        def decide() -> Decision:
            if self._log.rows.holder_of("presence-session", str(respondent_id)) is not None:
                raise NotNow("You are at a desk already; leave it first.")
            session = self._log.load_or_new(PresenceSession, session_id)
            member = self._log.load(Member, respondent_id)
            found = MemberCommands(self._log).current_suspension(respondent_id)
            session.come_online(member, capacity, at, suspension_scope(found))
            return Decision(
                [session],
                reserve=[session_reservation(respondent_id, str(session_id))],
                preconditions=[found],
            )

        return self._log.execute(decide)

    def go_away(self, respondent_id: UUID, reason: PresenceChangeReason, at: datetime) -> int:
        session_id = self._session_id_of(respondent_id)
        return self._log.update(
            PresenceSession, session_id, lambda session: session.go_away(reason, at)
        )

    def come_back(self, respondent_id: UUID, at: datetime) -> int:
        session_id = self._session_id_of(respondent_id)
        return self._log.update(PresenceSession, session_id, lambda session: session.come_back(at))

    def set_capacity(self, respondent_id: UUID, capacity: int, at: datetime) -> int:
        session_id = self._session_id_of(respondent_id)
        return self._log.update(
            PresenceSession, session_id, lambda session: session.set_capacity(capacity, at)
        )

    def leave(self, respondent_id: UUID, reason: PresenceChangeReason, at: datetime) -> int:
        def decide() -> Decision:
            session = self.of(respondent_id)
            session.leave(reason, at)
            return Decision([session], release=[session_reservation(respondent_id)])

        return self._log.execute(decide)

    def of(self, respondent_id: UUID) -> PresenceSession:
        """The desk a respondent sits at. Raises NotNow when they sit at none."""
        return self._log.load(PresenceSession, self._session_id_of(respondent_id))

    def free_slot(self, session: PresenceSession) -> tuple[int, int]:
        """
        The lowest free place at a desk, and how many conversations it holds with that one.

        Raises NotNow when the desk is full.
        """
        held = self._log.rows.keys_held_by("conversation-slot", str(session.respondent_id))
        taken = {int(key.rpartition("/")[2]) for key in held}
        if len(taken) >= session.capacity:
            raise NotNow(f"You hold {len(taken)} conversations already; close one first.")
        lowest = min(number for number in range(1, MAX_CAPACITY + 1) if number not in taken)
        return lowest, len(taken) + 1

    def _session_id_of(self, respondent_id: UUID) -> UUID:
        session_id = self._log.rows.holder_of("presence-session", str(respondent_id))
        if session_id is None:
            raise NotNow("You are not online; take a seat first.")
        return UUID(session_id)


def session_reservation(respondent_id: UUID, session_id: str = "") -> Reservation:
    """The one desk a respondent sits at."""
    return Reservation("presence-session", str(respondent_id), session_id)


def slot_reservation(respondent_id: UUID, number: int) -> Reservation:
    """One of the places for a conversation at a respondent's desk."""
    return Reservation("conversation-slot", f"{respondent_id}/{number}", str(respondent_id))
