"""A member: somebody who answers visitors, as an expert or as an ambassador of a brand."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from domain.aggregate import Aggregate, Event
from domain.errors import Invalid, NotNow
from domain.log.application import EventLog
from domain.log.entry import Decision, Place
from domain.reason import reason
from domain.terms import Terms, objections


class Parting(StrEnum):
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
        self.subjects: tuple[UUID, ...] = ()
        self.engagements: dict[UUID, Terms] = {}
        """By brand: the terms on which this member answers for it."""

    # What can happen, and what each event changes.

    class Joined(Event, frozen=True):
        """Somebody joined the marketplace."""

        languages: tuple[str, ...]
        country: str

        def apply(self, thing: "Member") -> None:
            thing.languages = self.languages

    class SubjectsDeclared(Event, frozen=True):
        """The member said what they know about."""

        subjects: tuple[UUID, ...]

        def apply(self, thing: "Member") -> None:
            thing.subjects = self.subjects

    class LanguagesDeclared(Event, frozen=True):
        """The member said in which languages they answer."""

        languages: tuple[str, ...]

        def apply(self, thing: "Member") -> None:
            thing.languages = self.languages

    class Welcomed(Event, frozen=True):
        """A brand welcomed the member to answer for it, on these terms."""

        brand_id: UUID
        terms: Terms
        by: UUID

        def apply(self, thing: "Member") -> None:
            thing.engagements[self.brand_id] = self.terms

    class Parted(Event, frozen=True):
        """The member answers for the brand no more."""

        brand_id: UUID
        why: Parting
        by: UUID

        def apply(self, thing: "Member") -> None:
            del thing.engagements[self.brand_id]

    # What people ask of it: the rules, then the event.

    def join(self, languages: tuple[str, ...], country: str, at: datetime) -> None:
        if self.version:
            raise NotNow("You have joined already.")
        if not languages:
            raise Invalid("Say at least one language in which you answer.")
        self.happens(self.Joined(at=at, languages=languages, country=country))

    def declare_subjects(self, subjects: tuple[UUID, ...], at: datetime) -> None:
        self.happens(self.SubjectsDeclared(at=at, subjects=subjects))

    def declare_languages(self, languages: tuple[str, ...], at: datetime) -> None:
        if not languages:
            raise Invalid("Say at least one language in which you answer.")
        self.happens(self.LanguagesDeclared(at=at, languages=languages))

    def welcome(self, brand_id: UUID, terms: Terms, by: UUID, at: datetime) -> None:
        for objection in objections(terms):
            raise Invalid(objection)
        if brand_id in self.engagements:
            raise NotNow("This person answers for the brand already; part first.")
        self.happens(self.Welcomed(at=at, brand_id=brand_id, terms=terms, by=by))

    def part(self, brand_id: UUID, why: str, by: UUID, at: datetime) -> None:
        if brand_id not in self.engagements:
            raise NotNow("This person does not answer for the brand.")
        self.happens(self.Parted(at=at, brand_id=brand_id, why=reason(Parting, why), by=by))


class Members:
    """What people do with members; every command returns the log's position after it."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def join(self, member_id: UUID, languages: tuple[str, ...], country: str, at: datetime) -> int:
        def decide() -> Decision:
            member = self._log.find(Member, member_id)
            member.join(languages, country, at)
            return Decision([member])

        return self._log.record(decide)

    def declare_subjects(self, member_id: UUID, subjects: tuple[UUID, ...], at: datetime) -> int:
        return self._log.change(
            Member, member_id, lambda member: member.declare_subjects(subjects, at)
        )

    def declare_languages(self, member_id: UUID, languages: tuple[str, ...], at: datetime) -> int:
        return self._log.change(
            Member, member_id, lambda member: member.declare_languages(languages, at)
        )

    def welcome(self, member_id: UUID, brand_id: UUID, terms: Terms, by: UUID, at: datetime) -> int:
        """Nobody is paid and a volunteer for one brand at a time: one engagement, one place."""

        def decide() -> Decision:
            member = self._log.load(Member, member_id)
            member.welcome(brand_id, terms, by, at)
            return Decision([member], take=[engagement(brand_id, member_id, terms)])

        return self._log.record(decide)

    def part(self, member_id: UUID, brand_id: UUID, why: str, by: UUID, at: datetime) -> int:
        def decide() -> Decision:
            member = self._log.load(Member, member_id)
            member.part(brand_id, why, by, at)
            return Decision([member], free=[engagement(brand_id, member_id)])

        return self._log.record(decide)


def engagement(brand_id: UUID, member_id: UUID, terms: Terms | None = None) -> Place:
    """The one engagement a member can have with a brand; whoever holds it does on these terms."""
    return Place("engagement", f"{brand_id}/{member_id}", held_on(terms) if terms else "")


def held_on(terms: Terms) -> str:
    """Terms as the holder of an engagement says them: to be compared, not read."""
    return msgspec.json.encode(terms).decode()
