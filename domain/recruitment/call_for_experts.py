"""A call for experts: a subject, a period, terms told before anybody joins, and a test to pass."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from domain.aggregate import Aggregate, Event
from domain.errors import Invalid, NotAllowed, NotNow
from domain.members.member import Member
from domain.reasons import parse_reason
from domain.terms import Terms, objections


class CallCloseReason(StrEnum):
    """Why a call is closed."""

    FILLED = "filled"
    NO_LONGER_NEEDED = "no_longer_needed"
    MISTAKE = "mistake"


class CallDetails(msgspec.Struct, frozen=True):
    """What a brand calls for, and what it offers."""

    brand_id: UUID
    subject_id: UUID
    assessment_id: UUID
    languages: tuple[str, ...]
    countries: tuple[str, ...]
    """Where people live; none: anywhere."""
    starts_at: datetime
    ends_at: datetime
    max_experts: int
    """How many may join."""
    terms: Terms
    """Shown to everybody before they join."""


class CallForExperts(Aggregate):
    NOUN = "call for experts"

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.details: CallDetails | None = None
        self.invited: set[UUID] = set()
        self.joined: set[UUID] = set()
        self.closed = False

    # What can happen, and what each event changes.

    class Published(Event, frozen=True):
        """A brand, or the platform for it, calls for experts."""

        details: CallDetails
        by: UUID

        def apply(self, call: "CallForExperts") -> None:
            call.details = self.details

    class MembersInvited(Event, frozen=True):
        """These members of the pool were invited, once for this call."""

        member_ids: tuple[UUID, ...]

        def apply(self, call: "CallForExperts") -> None:
            call.invited.update(self.member_ids)

    class MemberJoined(Event, frozen=True):
        """A member who is qualified took the terms that were told."""

        member_id: UUID

        def apply(self, call: "CallForExperts") -> None:
            call.joined.add(self.member_id)

    class Closed(Event, frozen=True):
        """Nobody joins any more; who has joined stays."""

        reason: CallCloseReason
        by: UUID

        def apply(self, call: "CallForExperts") -> None:
            call.closed = True

    # What people ask of it: the rules, then the event.

    def publish(self, details: CallDetails, by: UUID, at: datetime) -> None:
        if self.version:
            raise NotNow("This call for experts is already published.")
        for objection in objections(details.terms):
            raise Invalid(objection)
        if not details.languages:
            raise Invalid("Choose the languages the experts answer in.")
        if details.max_experts < 1:
            raise Invalid("A call for experts needs at least one place.")
        if details.ends_at <= max(details.starts_at, at):
            raise Invalid("A call for experts must end after it starts, and not in the past.")
        self.record(self.Published(at=at, details=details, by=by))

    def invite(self, member_ids: Sequence[UUID], at: datetime) -> None:
        """Those who were not invited to this call before; nobody is twice."""
        self.check_open(at)
        new = tuple(each for each in dict.fromkeys(member_ids) if each not in self.invited)
        if new:
            self.record(self.MembersInvited(at=at, member_ids=new))

    def join(self, member: Member, at: datetime) -> None:
        """Anybody who is qualified may, invited or not: the pool is open."""
        details = self.check_open(at)
        if at < details.starts_at:
            raise NotNow(f"This call for experts opens on {details.starts_at:%Y-%m-%d %H:%M} UTC.")
        if member.id in self.joined:
            raise NotNow("You have already joined this call for experts.")
        if len(self.joined) >= details.max_experts:
            raise NotNow("All the places in this call for experts are taken.")
        _must_be_meant(member, details, at)
        self.record(self.MemberJoined(at=at, member_id=member.id))

    def close(self, reason: str, by: UUID, at: datetime) -> None:
        if self.closed:
            raise NotNow("This call for experts is already closed.")
        self.record(self.Closed(at=at, reason=parse_reason(CallCloseReason, reason), by=by))

    def check_open(self, at: datetime) -> CallDetails:
        """What an open call offers. Raises NotNow when the call is closed or over."""
        assert self.details is not None
        if self.closed or at >= self.details.ends_at:
            raise NotNow("This call for experts is closed.")
        return self.details


def _must_be_meant(member: Member, details: CallDetails, at: datetime) -> None:
    held = member.qualifications.get(details.subject_id)
    if held is None or not held.is_valid(at):
        raise NotAllowed("Pass the required test first.")
    if not set(member.languages) & set(details.languages):
        raise NotAllowed(
            "This call for experts is for people who answer in other languages than yours."
        )
    if details.countries and member.country not in details.countries:
        raise NotAllowed("This call for experts is for people who live in other countries.")
