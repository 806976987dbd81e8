"""A member: somebody who answers visitors, as an expert or as an ambassador of a brand."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

import msgspec

from domain.aggregate import Aggregate, Event
from domain.errors import Invalid, NotNow
from domain.log.entries import Decision, Reservation
from domain.log.event_log import EventLog
from domain.reasons import parse_reason
from domain.terms import Terms, objections


class EngagementEndReason(StrEnum):
    """Why a member and a brand part."""

    OWN_WISH = "own_wish"
    BRAND_WISH = "brand_wish"
    MOVED = "moved"
    OTHER_TERMS = "other_terms"
    MISTAKE = "mistake"


class QualificationReason(StrEnum):
    """Why somebody is qualified, or is no longer."""

    PASSED = "passed"
    APPEAL = "appeal"
    ANSWER_KEY_CORRECTED = "answer_key_corrected"
    ANNULLED = "annulled"


class Qualification(msgspec.Struct, frozen=True):
    """Somebody has shown that they know a subject, for every brand, until it lapses."""

    subject_id: UUID
    assessment_id: UUID
    attempt_id: UUID
    percent: Decimal
    since: datetime
    until: datetime | None

    def is_valid(self, at: datetime) -> bool:
        return self.until is None or at < self.until

    def lasts_as_long_as(self, other: "Qualification") -> bool:
        return self.until is None or (other.until is not None and self.until >= other.until)


class SuspensionScope(NamedTuple):
    """What a suspension covers: one brand, or all."""

    brand_id: UUID | None


class Member(Aggregate):
    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.languages: tuple[str, ...] = ()
        self.country = ""
        self.subjects: tuple[UUID, ...] = ()
        self.engagements: dict[UUID, Terms] = {}
        """By brand: the terms on which this member answers for it."""
        self.qualifications: dict[UUID, Qualification] = {}
        """By subject, whether they have lapsed or not."""

    # What can happen, and what each event changes.

    class Joined(Event, frozen=True):
        """Somebody joined the marketplace."""

        languages: tuple[str, ...]
        country: str

        def apply(self, member: "Member") -> None:
            member.languages, member.country = self.languages, self.country

    class SubjectsDeclared(Event, frozen=True):
        """The member said what they know about."""

        subjects: tuple[UUID, ...]

        def apply(self, member: "Member") -> None:
            member.subjects = self.subjects

    class LanguagesDeclared(Event, frozen=True):
        """The member said in which languages they answer."""

        languages: tuple[str, ...]

        def apply(self, member: "Member") -> None:
            member.languages = self.languages

    class EngagementStarted(Event, frozen=True):
        """A brand welcomed the member to answer for it, on these terms."""

        brand_id: UUID
        terms: Terms
        by: UUID

        def apply(self, member: "Member") -> None:
            member.engagements[self.brand_id] = self.terms

    class EngagementEnded(Event, frozen=True):
        """The member answers for the brand no more."""

        brand_id: UUID
        reason: EngagementEndReason
        by: UUID

        def apply(self, member: "Member") -> None:
            del member.engagements[self.brand_id]

    class Qualified(Event, frozen=True):
        """The member has shown that they know a subject."""

        qualification: Qualification
        reason: QualificationReason

        def apply(self, member: "Member") -> None:
            member.qualifications[self.qualification.subject_id] = self.qualification

    class QualificationRevoked(Event, frozen=True):
        """Somebody decided that what the member was qualified by counts no more."""

        qualification: Qualification
        reason: QualificationReason
        by: UUID

        def apply(self, member: "Member") -> None:
            del member.qualifications[self.qualification.subject_id]

    # What people ask of it: the rules, then the event.

    def join(self, languages: tuple[str, ...], country: str, at: datetime) -> None:
        if self.version:
            raise NotNow("You have already joined.")
        if not languages:
            raise Invalid("Choose at least one language you answer in.")
        self.record(self.Joined(at=at, languages=languages, country=country))

    def declare_subjects(self, subjects: tuple[UUID, ...], at: datetime) -> None:
        self.record(self.SubjectsDeclared(at=at, subjects=subjects))

    def declare_languages(self, languages: tuple[str, ...], at: datetime) -> None:
        if not languages:
            raise Invalid("Choose at least one language you answer in.")
        self.record(self.LanguagesDeclared(at=at, languages=languages))

    def start_engagement(self, brand_id: UUID, terms: Terms, by: UUID, at: datetime) -> None:
        for objection in objections(terms):
            raise Invalid(objection)
        if brand_id in self.engagements:
            raise NotNow(
                "This person already answers visitors for the brand. End that engagement first."
            )
        self.record(self.EngagementStarted(at=at, brand_id=brand_id, terms=terms, by=by))

    def end_engagement(self, brand_id: UUID, reason: str, by: UUID, at: datetime) -> None:
        if brand_id not in self.engagements:
            raise NotNow("This person does not answer visitors for the brand.")
        self.record(
            self.EngagementEnded(
                at=at, brand_id=brand_id, reason=parse_reason(EngagementEndReason, reason), by=by
            )
        )

    def qualify(
        self, qualification: Qualification, reason: QualificationReason, at: datetime
    ) -> None:
        """Nothing happens when it has lapsed by then, or what is held lasts as long."""
        held = self.qualifications.get(qualification.subject_id)
        if qualification.is_valid(at) and not (held and held.lasts_as_long_as(qualification)):
            self.record(self.Qualified(at=at, qualification=qualification, reason=reason))

    def revoke_qualification(
        self, attempt_id: UUID, reason: QualificationReason, by: UUID, at: datetime
    ) -> None:
        """Nothing happens when the member is qualified by something else, or not at all."""
        for held in list(self.qualifications.values()):
            if held.attempt_id == attempt_id:
                lost = self.QualificationRevoked(at=at, qualification=held, reason=reason, by=by)
                self.record(lost)


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
            raise NotNow("This person is suspended. Lift the suspension first.")
        return found


def suspension_reservation(member_id: UUID, holder: str = "") -> Reservation:
    """The one suspension of a member; its holder says which, and for which brand."""
    return Reservation("suspension", str(member_id), holder)


def suspension_scope(found: Reservation) -> SuspensionScope | None:
    """What the suspension covers that holds this place; None when it is free."""
    if not found.holder:
        return None
    brand_id = found.holder.partition("/")[2]
    return SuspensionScope(UUID(brand_id) if brand_id else None)


def engagement_reservation(
    brand_id: UUID, member_id: UUID, terms: Terms | None = None
) -> Reservation:
    """The one engagement a member can have with a brand; whoever holds it does on these terms."""
    return Reservation(
        "engagement", f"{brand_id}/{member_id}", encoded_terms(terms) if terms else ""
    )


def encoded_terms(terms: Terms) -> str:
    """Terms as the holder of an engagement says them: to be compared, not read."""
    return msgspec.json.encode(terms).decode()
