"""Commands on presence sessions; every command returns the log's position after it."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from domain.errors import NotNow
from domain.log.commands import Commands
from domain.log.commit_metadata import command_of
from domain.log.entries import Decision, Reservation
from domain.members.member import Member, suspension_scope
from domain.members.member_commands import current_suspension
from domain.presence.presence_session import MAX_CAPACITY, PresenceChangeReason, PresenceSession


class PresenceSessionCommands(Commands):
    def come_online(
        self, session_id: UUID, respondent_id: UUID, capacity: int, at: datetime
    ) -> int:
        """
        Start a session; a respondent has one at a time.

        capacity: how many conversations at once, 1 to 4.
        Raises NotNow during another session; NotFound without the member; NotAllowed without an
        engagement, or when suspensions cover them all; Invalid for another capacity.
        """

        def decide() -> Decision:
            if self._log.rows.holder_of("presence-session", str(respondent_id)) is not None:
                raise NotNow("You are already online. Go offline first.")
            session = self._log.load_or_new(PresenceSession, session_id)
            member = self._log.load(Member, respondent_id)
            suspension = current_suspension(self._log, respondent_id)
            session.come_online(member, capacity, at, suspension_scope(suspension))
            return Decision(
                [session],
                reserve=[session_reservation(respondent_id, str(session_id))],
                preconditions=[suspension],
            )

        return self._log.execute(decide)

    def go_away(self, respondent_id: UUID, reason: PresenceChangeReason, at: datetime) -> int:
        """Take no new conversations. Raises NotNow without a session, or when away already."""
        return self._change(respondent_id, lambda session: session.go_away(reason, at))

    def come_back(self, respondent_id: UUID, at: datetime) -> int:
        """Take new conversations again. Raises NotNow without a session, or unless away."""
        return self._change(respondent_id, lambda session: session.come_back(at))

    def set_capacity(self, respondent_id: UUID, capacity: int, at: datetime) -> int:
        """
        Set how many conversations the respondent takes at once; open ones stay open.

        Raises NotNow without a session; Invalid outside 1 to 4.
        """
        return self._change(respondent_id, lambda session: session.set_capacity(capacity, at))

    def leave(self, respondent_id: UUID, reason: PresenceChangeReason, at: datetime) -> int:
        """End the session; open conversations keep their slots. Raises NotNow without one."""

        def decide() -> Decision:
            session = self.of(respondent_id)
            session.leave(reason, at)
            return Decision([session], release=[session_reservation(respondent_id)])

        return self._log.execute(decide)

    def _change(self, respondent_id: UUID, change: Callable[[PresenceSession], None]) -> int:
        """Change the present session: when it ends meanwhile and another starts, that one."""

        def decide() -> Decision:
            session = self.of(respondent_id)
            change(session)
            return Decision([session])

        return self._log.execute(decide, command=command_of(change))

    def of(self, respondent_id: UUID) -> PresenceSession:
        """The present session of a respondent. Raises NotNow when there is none."""
        return self._log.load(PresenceSession, self._session_id_of(respondent_id))

    def free_slot(self, session: PresenceSession) -> tuple[int, int]:
        """
        The lowest free slot, 1 to 4, and how many conversations are open with one in that slot.

        Raises NotNow when as many slots are in use as the session's capacity.
        """
        keys = self._log.rows.keys_held_by("conversation-slot", str(session.respondent_id))
        slots_in_use = {int(key.rpartition("/")[2]) for key in keys}
        if len(slots_in_use) >= session.capacity:
            raise NotNow("Your open conversations: %(n)s. Close one first.", n=len(slots_in_use))
        lowest = min(slot for slot in range(1, MAX_CAPACITY + 1) if slot not in slots_in_use)
        return lowest, len(slots_in_use) + 1

    def _session_id_of(self, respondent_id: UUID) -> UUID:
        session_id = self._log.rows.holder_of("presence-session", str(respondent_id))
        if session_id is None:
            raise NotNow("You are offline. Go online first.")
        return UUID(session_id)


def session_reservation(respondent_id: UUID, session_id: str = "") -> Reservation:
    """The one session of a respondent; its holder is the session."""
    return Reservation("presence-session", str(respondent_id), session_id)


def slot_reservation(respondent_id: UUID, slot: int) -> Reservation:
    """One of a respondent's conversation slots, 1 to 4; its holder is the respondent."""
    return Reservation("conversation-slot", f"{respondent_id}/{slot}", str(respondent_id))
