"""A desk: one sitting of a respondent, from coming online to leaving."""

from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

import msgspec

from domain.aggregate import Aggregate, Event
from domain.errors import Invalid, NotAllowed, NotNow
from domain.log.entries import Decision, Reservation
from domain.log.event_log import EventLog
from domain.members.member import Member, MemberCommands, SuspensionScope, suspension_scope
from domain.terms import Terms

MAX_CAPACITY = 4
"""Nobody may hold more conversations at once (the sources: three or four)."""

PresenceChangeReason = Literal["declared", "heartbeat", "suspended"]
"""The respondent said so, their browser has not been heard of, or somebody decided it."""


class Presence(StrEnum):
    ONLINE = "online"
    AWAY = "away"
    LEFT = "left"


class SessionEngagement(msgspec.Struct, frozen=True):
    """A brand the respondent answers for during this sitting, and on which terms."""

    brand_id: UUID
    terms: Terms


class PresenceSession(Aggregate):
    NOUN = "presence session"

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.respondent_id = id
        self.engagements: dict[UUID, Terms] = {}
        self.capacity = 0
        self.presence = Presence.LEFT

    # What can happen, and what each event changes.

    class CameOnline(Event, frozen=True):
        """A respondent sat down, ready for so many conversations at once."""

        respondent_id: UUID
        engagements: tuple[SessionEngagement, ...]
        languages: tuple[str, ...]
        subjects: tuple[UUID, ...]
        capacity: int

        def apply(self, session: "PresenceSession") -> None:
            session.respondent_id = self.respondent_id
            session.engagements = {each.brand_id: each.terms for each in self.engagements}
            session.capacity = self.capacity
            session.presence = Presence.ONLINE

    class WentAway(Event, frozen=True):
        """The respondent takes no new conversation for a while."""

        respondent_id: UUID
        reason: PresenceChangeReason

        def apply(self, session: "PresenceSession") -> None:
            session.presence = Presence.AWAY

    class Returned(Event, frozen=True):
        """The respondent is back."""

        respondent_id: UUID

        def apply(self, session: "PresenceSession") -> None:
            session.presence = Presence.ONLINE

    class CapacitySet(Event, frozen=True):
        """The respondent chose how many conversations to hold at once."""

        respondent_id: UUID
        capacity: int

        def apply(self, session: "PresenceSession") -> None:
            session.capacity = self.capacity

    class Left(Event, frozen=True):
        """The sitting ended."""

        respondent_id: UUID
        reason: PresenceChangeReason

        def apply(self, session: "PresenceSession") -> None:
            session.presence = Presence.LEFT

    # What people ask of it: the rules, then the event.

    def come_online(
        self, member: Member, capacity: int, at: datetime, suspended: SuspensionScope | None = None
    ) -> None:
        _check_capacity(capacity)
        if not member.engagements:
            raise NotAllowed("No brand has accepted you yet, so you have no visitors to answer.")
        engagements = _session_engagements(member, suspended)
        if not engagements:
            raise NotAllowed(
                "You are suspended. See “Decisions about me” for who decided, why, and how to"
                " appeal."
            )
        self.record(
            self.CameOnline(
                at=at,
                respondent_id=member.id,
                engagements=engagements,
                languages=member.languages,
                subjects=member.subjects,
                capacity=capacity,
            )
        )

    def go_away(self, reason: PresenceChangeReason, at: datetime) -> None:
        if self.presence is not Presence.ONLINE:
            raise NotNow("You are already away.")
        self.record(self.WentAway(at=at, respondent_id=self.respondent_id, reason=reason))

    def come_back(self, at: datetime) -> None:
        if self.presence is not Presence.AWAY:
            raise NotNow("You are not away.")
        self.record(self.Returned(at=at, respondent_id=self.respondent_id))

    def set_capacity(self, capacity: int, at: datetime) -> None:
        _check_capacity(capacity)
        self.record(self.CapacitySet(at=at, respondent_id=self.respondent_id, capacity=capacity))

    def leave(self, reason: PresenceChangeReason, at: datetime) -> None:
        self.record(self.Left(at=at, respondent_id=self.respondent_id, reason=reason))

    def terms_for(self, brand_id: UUID) -> Terms:
        """On which terms the respondent takes a conversation of this brand now."""
        if brand_id not in self.engagements:
            raise NotAllowed("You do not answer visitors for this brand.")
        if self.presence is not Presence.ONLINE:
            raise NotNow("You are away. Come back online first.")
        return self.engagements[brand_id]


def _session_engagements(
    member: Member, suspended: SuspensionScope | None
) -> tuple[SessionEngagement, ...]:
    return tuple(
        SessionEngagement(brand_id, terms)
        for brand_id, terms in member.engagements.items()
        if suspended is None or suspended.brand_id not in (None, brand_id)
    )


def _check_capacity(capacity: int) -> None:
    if not 1 <= capacity <= MAX_CAPACITY:
        raise Invalid(f"Choose a capacity between 1 and {MAX_CAPACITY} conversations.")


class PresenceCommands:
    """What respondents do with their desks; every command returns the log's position after it."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def come_online(
        self, session_id: UUID, respondent_id: UUID, capacity: int, at: datetime
    ) -> int:
        def decide() -> Decision:
            if self._log.rows.holder_of("presence-session", str(respondent_id)) is not None:
                raise NotNow("You are already online. Go offline first.")
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
            raise NotNow(f"Your open conversations: {len(taken)}. Close one first.")
        lowest = min(number for number in range(1, MAX_CAPACITY + 1) if number not in taken)
        return lowest, len(taken) + 1

    def _session_id_of(self, respondent_id: UUID) -> UUID:
        session_id = self._log.rows.holder_of("presence-session", str(respondent_id))
        if session_id is None:
            raise NotNow("You are offline. Go online first.")
        return UUID(session_id)


def session_reservation(respondent_id: UUID, session_id: str = "") -> Reservation:
    """The one desk a respondent sits at."""
    return Reservation("presence-session", str(respondent_id), session_id)


def slot_reservation(respondent_id: UUID, number: int) -> Reservation:
    """One of the places for a conversation at a respondent's desk."""
    return Reservation("conversation-slot", f"{respondent_id}/{number}", str(respondent_id))
