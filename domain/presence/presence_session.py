"""A presence session: one period of a respondent, from coming online to leaving."""

from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

import msgspec

from domain.aggregate import Aggregate, Event
from domain.errors import Invalid, NotAllowed, NotNow, translatable
from domain.members.member import Member, SuspensionScope
from domain.terms import Terms

MAX_CAPACITY = 4
"""The most conversations a respondent may take at once."""

PresenceChangeReason = Literal["declared", "heartbeat", "suspended"]
"""The respondent declared it, the browser sent no heartbeat, or a suspension took effect."""


class Presence(StrEnum):
    """Whether a respondent takes new conversations: only while online."""

    ONLINE = "online"
    AWAY = "away"
    LEFT = "left"


class SessionEngagement(msgspec.Struct, frozen=True):
    """A brand the respondent answers for during the session, and on which terms."""

    brand_id: UUID
    terms: Terms


class PresenceSession(Aggregate):
    """One period of presence; the engagements are those at its start, and added ones."""

    ABSENT = translatable("This presence session does not exist.")

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.respondent_id = id
        self.engagements: dict[UUID, Terms] = {}
        self.capacity = 0
        self.presence = Presence.LEFT
        self.changed_at: datetime | None = None
        """When the respondent came online, went away or came back last."""
        self.away_reason: PresenceChangeReason | None = None

    # Events, and what each changes.

    class CameOnline(Event, frozen=True):
        """A respondent came online, with a capacity of so many conversations at once."""

        respondent_id: UUID
        engagements: tuple[SessionEngagement, ...]
        languages: tuple[str, ...]
        subjects: tuple[UUID, ...]
        capacity: int

        def apply(self, session: "PresenceSession") -> None:
            session.respondent_id = self.respondent_id
            session.engagements = {
                engagement.brand_id: engagement.terms for engagement in self.engagements
            }
            session.capacity = self.capacity
            session.presence = Presence.ONLINE
            session.changed_at = self.at

    class EngagementAdded(Event, frozen=True):
        """The respondent is there for one more brand from now on."""

        respondent_id: UUID
        engagement: SessionEngagement

        def apply(self, session: "PresenceSession") -> None:
            session.engagements[self.engagement.brand_id] = self.engagement.terms

    class WentAway(Event, frozen=True):
        """The respondent takes no new conversations for a while."""

        respondent_id: UUID
        reason: PresenceChangeReason

        def apply(self, session: "PresenceSession") -> None:
            session.presence = Presence.AWAY
            session.changed_at, session.away_reason = self.at, self.reason

    class Returned(Event, frozen=True):
        """The respondent takes new conversations again."""

        respondent_id: UUID

        def apply(self, session: "PresenceSession") -> None:
            session.presence = Presence.ONLINE
            session.changed_at, session.away_reason = self.at, None

    class CapacitySet(Event, frozen=True):
        """The respondent chose how many conversations to take at once."""

        respondent_id: UUID
        capacity: int

        def apply(self, session: "PresenceSession") -> None:
            session.capacity = self.capacity

    class Left(Event, frozen=True):
        """The session ended."""

        respondent_id: UUID
        reason: PresenceChangeReason

        def apply(self, session: "PresenceSession") -> None:
            session.presence = Presence.LEFT

    # Decisions: the rules, then the event.

    def come_online(
        self, member: Member, capacity: int, at: datetime, suspended: SuspensionScope | None = None
    ) -> None:
        """
        Come online for all brands the member has an engagement with, except suspended ones.

        Raises Invalid for a capacity outside 1 to 4; NotAllowed when no brand is left.
        """
        _check_capacity(capacity)
        if not member.engagements:
            raise NotAllowed("No brand has accepted you yet, so you have no visitors to answer.")
        engagements = _session_engagements(member, suspended)
        if not engagements:
            raise NotAllowed(
                "You are suspended. See “Decisions about me” for who decided, why,"
                " and how to appeal."
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

    def add_engagement(self, brand_id: UUID, terms: Terms, at: datetime) -> None:
        """Be there for a brand from now on, on terms of an engagement that started meanwhile."""
        engagement = SessionEngagement(brand_id, terms)
        self.record(
            self.EngagementAdded(at=at, respondent_id=self.respondent_id, engagement=engagement)
        )

    def go_away(self, reason: PresenceChangeReason, at: datetime) -> None:
        """Raises NotNow unless online."""
        if self.presence is not Presence.ONLINE:
            raise NotNow("You are already away.")
        self.record(self.WentAway(at=at, respondent_id=self.respondent_id, reason=reason))

    def come_back(self, at: datetime) -> None:
        """Raises NotNow unless away."""
        if self.presence is not Presence.AWAY:
            raise NotNow("You are not away.")
        self.record(self.Returned(at=at, respondent_id=self.respondent_id))

    def set_capacity(self, capacity: int, at: datetime) -> None:
        """Raises Invalid outside 1 to 4. Fewer than are open now closes none of them."""
        _check_capacity(capacity)
        self.record(self.CapacitySet(at=at, respondent_id=self.respondent_id, capacity=capacity))

    def leave(self, reason: PresenceChangeReason, at: datetime) -> None:
        """End the session, from online or away."""
        self.record(self.Left(at=at, respondent_id=self.respondent_id, reason=reason))

    def terms_for(self, brand_id: UUID) -> Terms:
        """
        The terms on which the respondent takes a conversation of this brand now.

        Raises NotAllowed without an engagement in this session; NotNow unless online.
        """
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
        raise Invalid("Choose a capacity between 1 and %(most)s conversations.", most=MAX_CAPACITY)
