"""A member: somebody who answers visitors, as an expert or as an ambassador of a brand."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.aggregate import Aggregate, Event
from domain.errors import Invalid, NotNow
from domain.members.qualification import Qualification, QualificationReason
from domain.reasons import parse_reason
from domain.terms import Terms, objections


class EngagementEndReason(StrEnum):
    """Why a member and a brand part."""

    OWN_WISH = "own_wish"
    BRAND_WISH = "brand_wish"
    MOVED = "moved"
    OTHER_TERMS = "other_terms"
    MISTAKE = "mistake"


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
            raise NotNow("You have joined already.")
        if not languages:
            raise Invalid("Say at least one language in which you answer.")
        self.record(self.Joined(at=at, languages=languages, country=country))

    def declare_subjects(self, subjects: tuple[UUID, ...], at: datetime) -> None:
        self.record(self.SubjectsDeclared(at=at, subjects=subjects))

    def declare_languages(self, languages: tuple[str, ...], at: datetime) -> None:
        if not languages:
            raise Invalid("Say at least one language in which you answer.")
        self.record(self.LanguagesDeclared(at=at, languages=languages))

    def start_engagement(self, brand_id: UUID, terms: Terms, by: UUID, at: datetime) -> None:
        for objection in objections(terms):
            raise Invalid(objection)
        if brand_id in self.engagements:
            raise NotNow("This person answers for the brand already; part first.")
        self.record(self.EngagementStarted(at=at, brand_id=brand_id, terms=terms, by=by))

    def end_engagement(self, brand_id: UUID, reason: str, by: UUID, at: datetime) -> None:
        if brand_id not in self.engagements:
            raise NotNow("This person does not answer for the brand.")
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
