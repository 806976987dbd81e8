"""A call for experts: a subject, a period, the terms offered, and a test to pass."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from domain.aggregate import Aggregate, Event
from domain.errors import Invalid, NotAllowed, NotNow, translatable
from domain.members.member import Member
from domain.reasons import parse_reason
from domain.terms import Terms, terms_errors


class CallCloseReason(StrEnum):
    """Why a call is closed."""

    FILLED = "filled"
    NO_LONGER_NEEDED = "no_longer_needed"
    MISTAKE = "mistake"


class CallDetails(msgspec.Struct, frozen=True):
    """What a brand looks for, and what it offers."""

    brand_id: UUID
    subject_id: UUID
    assessment_id: UUID
    languages: tuple[str, ...]
    countries: tuple[str, ...]
    """ISO 3166-1 codes of where an expert may live; empty: anywhere."""
    starts_at: datetime
    ends_at: datetime
    max_experts: int
    """How many members may join."""
    terms: Terms
    """Shown before a member joins."""


class CallForExperts(Aggregate):
    """A brand's search for experts, open to qualified members during a period."""

    ABSENT = translatable("This call for experts does not exist.")

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.details: CallDetails | None = None
        self.invited: set[UUID] = set()
        self.joined: set[UUID] = set()
        self.closed = False

    # Events, and what each changes.

    class Published(Event, frozen=True):
        """A brand, or the platform for it, published a call for experts."""

        details: CallDetails
        by: UUID

        def apply(self, call: "CallForExperts") -> None:
            call.details = self.details

    class MembersInvited(Event, frozen=True):
        """These members of the pool were invited by e-mail; each once for this call."""

        member_ids: tuple[UUID, ...]

        def apply(self, call: "CallForExperts") -> None:
            call.invited.update(self.member_ids)

    class MemberJoined(Event, frozen=True):
        """A qualified member accepted the call's terms."""

        member_id: UUID

        def apply(self, call: "CallForExperts") -> None:
            call.joined.add(self.member_id)

    class Closed(Event, frozen=True):
        """No further member can join; engagements that have started continue."""

        reason: CallCloseReason
        by: UUID

        def apply(self, call: "CallForExperts") -> None:
            call.closed = True

    # Decisions: the rules, then the event.

    def publish(self, details: CallDetails, by: UUID, at: datetime) -> None:
        """
        Publish the call.

        Raises NotNow when it was published before; Invalid for invalid terms, without a language
        or a number of experts, and for a period that is empty or over.
        """
        if self.version:
            raise NotNow("This call for experts is already published.")
        for error in terms_errors(details.terms):
            raise error
        if not details.languages:
            raise Invalid("Choose the languages the experts answer in.")
        if details.max_experts < 1:
            raise Invalid("A call for experts needs at least one place.")
        if details.ends_at <= max(details.starts_at, at):
            raise Invalid("A call for experts must end after it starts, and not in the past.")
        self.record(self.Published(at=at, details=details, by=by))

    def invite(self, member_ids: Sequence[UUID], at: datetime) -> None:
        """Invite the members who were not invited before. Raises NotNow when the call is closed."""
        self.check_open(at)
        new = tuple(
            member_id for member_id in dict.fromkeys(member_ids) if member_id not in self.invited
        )
        if new:
            self.record(self.MembersInvited(at=at, member_ids=new))

    def join(self, member: Member, at: datetime) -> None:
        """
        Join, invited or not.

        Raises NotNow when the call is not open yet, closed, full, or joined before; NotAllowed
        without a valid qualification, a common language, or a country of the call.
        """
        details = self.check_open(at)
        if at < details.starts_at:
            raise NotNow("This call for experts opens on %(moment)s.", moment=details.starts_at)
        if member.id in self.joined:
            raise NotNow("You have already joined this call for experts.")
        if len(self.joined) >= details.max_experts:
            raise NotNow("All the places in this call for experts are taken.")
        _check_requirements(member, details, at)
        self.record(self.MemberJoined(at=at, member_id=member.id))

    def close(self, reason: str, by: UUID, at: datetime) -> None:
        """
        Close it before its end.

        reason: a value of CallCloseReason.
        Raises NotNow when it was closed before; Invalid for another reason.
        """
        if self.closed:
            raise NotNow("This call for experts is already closed.")
        self.record(self.Closed(at=at, reason=parse_reason(CallCloseReason, reason), by=by))

    def check_open(self, at: datetime) -> CallDetails:
        """The details of the call. Raises NotNow when it is closed or its period has ended."""
        assert self.details is not None
        if self.closed or at >= self.details.ends_at:
            raise NotNow("This call for experts is closed.")
        return self.details


def _check_requirements(member: Member, details: CallDetails, at: datetime) -> None:
    qualification = member.qualifications.get(details.subject_id)
    if qualification is None or not qualification.is_valid(at):
        raise NotAllowed("Pass the required test first.")
    if not set(member.languages) & set(details.languages):
        raise NotAllowed(
            "This call for experts is for people who answer in other languages than yours."
        )
    if details.countries and member.country not in details.countries:
        raise NotAllowed("This call for experts is for people who live in other countries.")
