"""A call for experts: a subject, a period, terms told before anybody joins, and a test to pass."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from domain.aggregate import Aggregate, Event
from domain.errors import Invalid, NotAllowed, NotNow
from domain.members.member import Member
from domain.reasons import reason
from domain.terms import Terms, objections


class Ending(StrEnum):
    """Why a call is closed."""

    ENOUGH = "enough"
    NO_LONGER_NEEDED = "no_longer_needed"
    MISTAKE = "mistake"


class Offer(msgspec.Struct, frozen=True):
    """What a brand calls for, and what it offers."""

    brand_id: UUID
    subject_id: UUID
    test_id: UUID
    languages: tuple[str, ...]
    countries: tuple[str, ...]
    """Where people live; none: anywhere."""
    starts_at: datetime
    ends_at: datetime
    wanted: int
    """How many may join."""
    terms: Terms
    """Shown to everybody before they join."""


class Call(Aggregate):
    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.offer: Offer | None = None
        self.invited: set[UUID] = set()
        self.joined: set[UUID] = set()
        self.closed = False

    # What can happen, and what each event changes.

    class Published(Event, frozen=True):
        """A brand, or the platform for it, calls for experts."""

        offer: Offer
        by: UUID

        def apply(self, thing: "Call") -> None:
            thing.offer = self.offer

    class Invited(Event, frozen=True):
        """These members of the pool were invited, once for this call."""

        member_ids: tuple[UUID, ...]

        def apply(self, thing: "Call") -> None:
            thing.invited.update(self.member_ids)

    class Joined(Event, frozen=True):
        """A member who is qualified took the terms that were told."""

        member_id: UUID

        def apply(self, thing: "Call") -> None:
            thing.joined.add(self.member_id)

    class Closed(Event, frozen=True):
        """Nobody joins any more; who has joined stays."""

        why: Ending
        by: UUID

        def apply(self, thing: "Call") -> None:
            thing.closed = True

    # What people ask of it: the rules, then the event.

    def publish(self, offer: Offer, by: UUID, at: datetime) -> None:
        if self.version:
            raise NotNow("This call has been published already.")
        for objection in objections(offer.terms):
            raise Invalid(objection)
        if not offer.languages:
            raise Invalid("Say in which languages the experts answer.")
        if offer.wanted < 1:
            raise Invalid("Call for at least one expert.")
        if offer.ends_at <= max(offer.starts_at, at):
            raise Invalid("A call ends after it starts, and not in the past.")
        self.record(self.Published(at=at, offer=offer, by=by))

    def invite(self, member_ids: Sequence[UUID], at: datetime) -> None:
        """Those who were not invited to this call before; nobody is twice."""
        self._must_be_open(at)
        new = tuple(each for each in dict.fromkeys(member_ids) if each not in self.invited)
        if new:
            self.record(self.Invited(at=at, member_ids=new))

    def join(self, member: Member, at: datetime) -> None:
        """Anybody who is qualified may, invited or not: the pool is open."""
        offer = self._must_be_open(at)
        if at < offer.starts_at:
            raise NotNow(f"This call opens on {offer.starts_at:%Y-%m-%d %H:%M} UTC.")
        if member.id in self.joined:
            raise NotNow("You have joined this call already.")
        if len(self.joined) >= offer.wanted:
            raise NotNow("All the places of this call are taken.")
        _must_be_meant(member, offer, at)
        self.record(self.Joined(at=at, member_id=member.id))

    def close(self, why: str, by: UUID, at: datetime) -> None:
        if self.closed:
            raise NotNow("This call has been closed already.")
        self.record(self.Closed(at=at, why=reason(Ending, why), by=by))

    def _must_be_open(self, at: datetime) -> Offer:
        assert self.offer is not None
        if self.closed or at >= self.offer.ends_at:
            raise NotNow("This call is closed.")
        return self.offer


def _must_be_meant(member: Member, offer: Offer, at: datetime) -> None:
    held = member.qualifications.get(offer.subject_id)
    if held is None or not held.is_valid(at):
        raise NotAllowed("Pass the test of this call first.")
    if not set(member.languages) & set(offer.languages):
        raise NotAllowed("This call is for people who answer in other languages than yours.")
    if offer.countries and member.country not in offer.countries:
        raise NotAllowed("This call is for people who live in other countries.")
