"""A member: a person who answers visitors, as an expert, ambassador or employee of a brand."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, TypeAlias
from uuid import UUID

import msgspec

from domain.aggregate import Aggregate, Event
from domain.errors import Invalid, NotNow, translatable
from domain.log.entries import Reservation
from domain.members.qualification import Qualification, QualificationReason, RevocationReason
from domain.reasons import parse_reason
from domain.terms import Terms, terms_errors

UsualWeek: TypeAlias = tuple[tuple[tuple[int, int], ...], ...]
"""The ranges of each weekday, from Monday, in local minutes, as in opening hours."""

WEEKDAYS = 7


class EngagementEndReason(StrEnum):
    """Why an engagement ended."""

    OWN_WISH = "own_wish"
    BRAND_WISH = "brand_wish"
    MOVED = "moved"
    OTHER_TERMS = "other_terms"
    MISTAKE = "mistake"


class Member(Aggregate):
    """A person who answers visitors, for one brand or several."""

    ABSENT = translatable("This member does not exist.")

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.languages: tuple[str, ...] = ()
        self.country = ""
        self.subjects: tuple[UUID, ...] = ()
        self.engagements: dict[UUID, Terms] = {}
        """The terms of each current engagement, by brand."""
        self.ended_by_brands: set[UUID] = set()
        """Brands that ended the latest engagement by their own wish."""
        self.qualifications: dict[UUID, Qualification] = {}
        """The newest of each subject, expired ones included."""

    # Events, and what each changes.

    class Joined(Event, frozen=True):
        """A person joined the marketplace."""

        languages: tuple[str, ...]
        country: str

        def apply(self, member: "Member") -> None:
            member.languages, member.country = self.languages, self.country

    class SubjectsDeclared(Event, frozen=True):
        """The member stated the subjects they know."""

        subjects: tuple[UUID, ...]

        def apply(self, member: "Member") -> None:
            member.subjects = self.subjects

    class LanguagesDeclared(Event, frozen=True):
        """The member stated the languages they answer in."""

        languages: tuple[str, ...]

        def apply(self, member: "Member") -> None:
            member.languages = self.languages

    class EngagementStarted(Event, frozen=True):
        """From now on the member answers for the brand, on these terms."""

        brand_id: UUID
        terms: Terms
        by: UUID

        def apply(self, member: "Member") -> None:
            member.engagements[self.brand_id] = self.terms
            member.ended_by_brands.discard(self.brand_id)

    class EngagementEnded(Event, frozen=True):
        """The member no longer answers for the brand."""

        brand_id: UUID
        reason: EngagementEndReason
        by: UUID

        def apply(self, member: "Member") -> None:
            del member.engagements[self.brand_id]
            if self.reason is EngagementEndReason.BRAND_WISH:
                member.ended_by_brands.add(self.brand_id)

    class UsualHoursDeclared(Event, frozen=True):
        """The member said when they are usually there for the brand; it binds to nothing."""

        brand_id: UUID
        week: UsualWeek
        """Empty on all days: they no longer say."""
        zone: str

    class Qualified(Event, frozen=True):
        """The member proved that they know a subject."""

        qualification: Qualification
        reason: QualificationReason

        def apply(self, member: "Member") -> None:
            member.qualifications[self.qualification.subject_id] = self.qualification

    class QualificationRevoked(Event, frozen=True):
        """A person cancelled the qualification because its attempt no longer counts."""

        qualification: Qualification
        reason: RevocationReason
        by: UUID

        def apply(self, member: "Member") -> None:
            del member.qualifications[self.qualification.subject_id]

    # Decisions: the rules, then the event.

    def join(self, languages: tuple[str, ...], country: str, at: datetime) -> None:
        """Raises NotNow when they have joined before; Invalid without a language."""
        if self.version:
            raise NotNow("You have already joined.")
        if not languages:
            raise Invalid("Choose at least one language you answer in.")
        self.record(self.Joined(at=at, languages=languages, country=country))

    def declare_subjects(self, subjects: tuple[UUID, ...], at: datetime) -> None:
        """Replace the subjects the member states to know."""
        self.record(self.SubjectsDeclared(at=at, subjects=subjects))

    def declare_languages(self, languages: tuple[str, ...], at: datetime) -> None:
        """Replace the languages they answer in, ISO 639-1 codes. Raises Invalid without one."""
        if not languages:
            raise Invalid("Choose at least one language you answer in.")
        self.record(self.LanguagesDeclared(at=at, languages=languages))

    def start_engagement(self, brand_id: UUID, terms: Terms, by: UUID, at: datetime) -> None:
        """Raises Invalid for invalid terms; NotNow when the member has an engagement with it."""
        for error in terms_errors(terms):
            raise error
        if brand_id in self.engagements:
            raise NotNow(
                "This person already answers visitors for the brand. End that engagement first."
            )
        self.record(self.EngagementStarted(at=at, brand_id=brand_id, terms=terms, by=by))

    def end_engagement(self, brand_id: UUID, reason: str, by: UUID, at: datetime) -> None:
        """Raises NotNow without an engagement with the brand; Invalid for an unknown reason."""
        if brand_id not in self.engagements:
            raise NotNow("This person does not answer visitors for the brand.")
        self.record(
            self.EngagementEnded(
                at=at, brand_id=brand_id, reason=parse_reason(EngagementEndReason, reason), by=by
            )
        )

    def declare_usual_hours(self, brand_id: UUID, week: UsualWeek, zone: str, at: datetime) -> None:
        """
        State when they are usually there, as information only.

        week: checked by `OpeningHours.weekly`. zone: the IANA name of the zone of its times.
        Raises NotNow without an engagement with the brand; Invalid unless the week has 7 days.
        """
        if brand_id not in self.engagements:
            raise NotNow("You do not answer visitors for this brand.")
        if len(week) != WEEKDAYS:
            raise Invalid("Enter hours for the seven days of a week.")
        self.record(self.UsualHoursDeclared(at=at, brand_id=brand_id, week=week, zone=zone))

    def qualify(
        self, qualification: Qualification, reason: QualificationReason, at: datetime
    ) -> None:
        """Record the qualification, unless it has expired or the present one lasts as long."""
        present = self.qualifications.get(qualification.subject_id)
        if qualification.is_valid(at) and not (present and present.lasts_as_long_as(qualification)):
            self.record(self.Qualified(at=at, qualification=qualification, reason=reason))

    def revoke_qualification(
        self, attempt_id: UUID, reason: RevocationReason, by: UUID, at: datetime
    ) -> None:
        """Cancel the qualification that this attempt gave; when there is none, nothing happens."""
        for qualification in list(self.qualifications.values()):
            if qualification.attempt_id == attempt_id:
                self.record(
                    self.QualificationRevoked(
                        at=at, qualification=qualification, reason=reason, by=by
                    )
                )


# Reservations that a member can hold once: an engagement with a brand, a suspension.


class SuspensionScope(NamedTuple):
    """What a suspension covers: one brand, or all brands when there is no id."""

    brand_id: UUID | None


def suspension_reservation(member_id: UUID, holder: str = "") -> Reservation:
    """The one suspension of a member. holder: `<suspension id>/<brand id>`,  for all brands."""
    return Reservation("suspension", str(member_id), holder)


def suspension_scope(reservation: Reservation) -> SuspensionScope | None:
    """What the suspension covers that holds this reservation; None when it is free."""
    if not reservation.holder:
        return None
    brand_id = reservation.holder.partition("/")[2]
    return SuspensionScope(UUID(brand_id) if brand_id else None)


def engagement_reservation(
    brand_id: UUID, member_id: UUID, terms: Terms | None = None
) -> Reservation:
    """The one engagement of a member with a brand; its holder is the encoded terms."""
    return Reservation(
        "engagement", f"{brand_id}/{member_id}", encoded_terms(terms) if terms else ""
    )


def encoded_terms(terms: Terms) -> str:
    """Terms as JSON, for the holder of an engagement: compared as a text, never decoded."""
    return msgspec.json.encode(terms).decode()
