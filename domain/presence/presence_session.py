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
from domain.members.member import Member, Members, Suspended, covered_by
from domain.terms import Terms

MOST_AT_ONCE = 4
"""Nobody may hold more conversations at once (the sources: three or four)."""

Cause = Literal["declared", "heartbeat", "suspended"]
"""The respondent said so, their browser has not been heard of, or somebody decided it."""


class Presence(StrEnum):
    ONLINE = "online"
    AWAY = "away"
    LEFT = "left"


class Serving(msgspec.Struct, frozen=True):
    """A brand the respondent answers for during this sitting, and on which terms."""

    brand_id: UUID
    terms: Terms


class Desk(Aggregate):
    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.respondent_id = id
        self.serving: dict[UUID, Terms] = {}
        self.limit = 0
        self.presence = Presence.LEFT

    # What can happen, and what each event changes.

    class CameOnline(Event, frozen=True):
        """A respondent sat down, ready for so many conversations at once."""

        respondent_id: UUID
        serving: tuple[Serving, ...]
        languages: tuple[str, ...]
        subjects: tuple[UUID, ...]
        limit: int

        def apply(self, thing: "Desk") -> None:
            thing.respondent_id = self.respondent_id
            thing.serving = {each.brand_id: each.terms for each in self.serving}
            thing.limit = self.limit
            thing.presence = Presence.ONLINE

    class WentAway(Event, frozen=True):
        """The respondent takes no new conversation for a while."""

        respondent_id: UUID
        cause: Cause

        def apply(self, thing: "Desk") -> None:
            thing.presence = Presence.AWAY

    class Returned(Event, frozen=True):
        """The respondent is back."""

        respondent_id: UUID

        def apply(self, thing: "Desk") -> None:
            thing.presence = Presence.ONLINE

    class LimitSet(Event, frozen=True):
        """The respondent chose how many conversations to hold at once."""

        respondent_id: UUID
        limit: int

        def apply(self, thing: "Desk") -> None:
            thing.limit = self.limit

    class Left(Event, frozen=True):
        """The sitting ended."""

        respondent_id: UUID
        cause: Cause

        def apply(self, thing: "Desk") -> None:
            thing.presence = Presence.LEFT

    # What people ask of it: the rules, then the event.

    def come_online(
        self, member: Member, limit: int, at: datetime, suspended: Suspended | None = None
    ) -> None:
        _check_limit(limit)
        if not member.engagements:
            raise NotAllowed("No brand has welcomed you yet, so there is nobody to answer for.")
        serving = _serving(member, suspended)
        if not serving:
            raise NotAllowed("You are suspended: your page says by whom, why, and how to appeal.")
        self.record(
            self.CameOnline(
                at=at,
                respondent_id=member.id,
                serving=serving,
                languages=member.languages,
                subjects=member.subjects,
                limit=limit,
            )
        )

    def go_away(self, cause: Cause, at: datetime) -> None:
        if self.presence is not Presence.ONLINE:
            raise NotNow("You are away already.")
        self.record(self.WentAway(at=at, respondent_id=self.respondent_id, cause=cause))

    def come_back(self, at: datetime) -> None:
        if self.presence is not Presence.AWAY:
            raise NotNow("You are not away.")
        self.record(self.Returned(at=at, respondent_id=self.respondent_id))

    def set_limit(self, limit: int, at: datetime) -> None:
        _check_limit(limit)
        self.record(self.LimitSet(at=at, respondent_id=self.respondent_id, limit=limit))

    def leave(self, cause: Cause, at: datetime) -> None:
        self.record(self.Left(at=at, respondent_id=self.respondent_id, cause=cause))

    def terms_for(self, brand_id: UUID) -> Terms:
        """On which terms the respondent takes a conversation of this brand now."""
        if brand_id not in self.serving:
            raise NotAllowed("You do not answer for this brand.")
        if self.presence is not Presence.ONLINE:
            raise NotNow("You are away; come back first.")
        return self.serving[brand_id]


def _serving(member: Member, suspended: Suspended | None) -> tuple[Serving, ...]:
    return tuple(
        Serving(brand_id, terms)
        for brand_id, terms in member.engagements.items()
        if suspended is None or suspended.brand_id not in (None, brand_id)
    )


def _check_limit(limit: int) -> None:
    if not 1 <= limit <= MOST_AT_ONCE:
        raise Invalid(f"Choose between 1 and {MOST_AT_ONCE} conversations at once.")


class Desks:
    """What respondents do with their desks; every command returns the log's position after it."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def come_online(self, desk_id: UUID, respondent_id: UUID, limit: int, at: datetime) -> int:
        def decide() -> Decision:
            if self._log.rows.holder_of("desk", str(respondent_id)) is not None:
                raise NotNow("You are at a desk already; leave it first.")
            desk = self._log.load_or_new(Desk, desk_id)
            member = self._log.load(Member, respondent_id)
            found = Members(self._log).suspension_found(respondent_id)
            desk.come_online(member, limit, at, covered_by(found))
            return Decision(
                [desk], reserve=[seat(respondent_id, str(desk_id))], preconditions=[found]
            )

        return self._log.execute(decide)

    def go_away(self, respondent_id: UUID, cause: Cause, at: datetime) -> int:
        desk_id = self._desk_id_of(respondent_id)
        return self._log.update(Desk, desk_id, lambda desk: desk.go_away(cause, at))

    def come_back(self, respondent_id: UUID, at: datetime) -> int:
        desk_id = self._desk_id_of(respondent_id)
        return self._log.update(Desk, desk_id, lambda desk: desk.come_back(at))

    def set_limit(self, respondent_id: UUID, limit: int, at: datetime) -> int:
        desk_id = self._desk_id_of(respondent_id)
        return self._log.update(Desk, desk_id, lambda desk: desk.set_limit(limit, at))

    def leave(self, respondent_id: UUID, cause: Cause, at: datetime) -> int:
        def decide() -> Decision:
            desk = self.of(respondent_id)
            desk.leave(cause, at)
            return Decision([desk], release=[seat(respondent_id)])

        return self._log.execute(decide)

    def of(self, respondent_id: UUID) -> Desk:
        """The desk a respondent sits at. Raises NotNow when they sit at none."""
        return self._log.load(Desk, self._desk_id_of(respondent_id))

    def free_place(self, desk: Desk) -> tuple[int, int]:
        """
        The lowest free place at a desk, and how many conversations it holds with that one.

        Raises NotNow when the desk is full.
        """
        held = self._log.rows.keys_held_by("desk-place", str(desk.respondent_id))
        taken = {int(key.rpartition("/")[2]) for key in held}
        if len(taken) >= desk.limit:
            raise NotNow(f"You hold {len(taken)} conversations already; close one first.")
        lowest = min(number for number in range(1, MOST_AT_ONCE + 1) if number not in taken)
        return lowest, len(taken) + 1

    def _desk_id_of(self, respondent_id: UUID) -> UUID:
        desk_id = self._log.rows.holder_of("desk", str(respondent_id))
        if desk_id is None:
            raise NotNow("You are not online; take a seat first.")
        return UUID(desk_id)


def seat(respondent_id: UUID, desk_id: str = "") -> Reservation:
    """The one desk a respondent sits at."""
    return Reservation("desk", str(respondent_id), desk_id)


def place_at(respondent_id: UUID, number: int) -> Reservation:
    """One of the places for a conversation at a respondent's desk."""
    return Reservation("desk-place", f"{respondent_id}/{number}", str(respondent_id))
