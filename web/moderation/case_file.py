"""
The case file of a decision: what it says, what it rests on, by whom, and what happened since.

Read from its events alone, so that it says the same for ever.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.aggregate import Event
from domain.assessments.answers import Texts
from domain.errors import NotFound
from domain.moderation.suspension import Suspension
from domain.reasons import AppealOutcome
from domain.terms import Employed
from projections.brands.brands import BrandSummary
from projections.members.directory import EngagedMember, engaged_with
from projections.moderation.suspensions import (
    SuspensionSummary,
    all_suspensions,
    suspensions_by_brand,
)
from web.conversations.labels import respondent_role
from web.http.access import ABSENT
from web.http.account_names import NO_ACCOUNT, PersonName, names_of, person_name
from web.http.request_context import (
    brand_directory,
    brand_of_page,
    marketplace,
    private_texts,
    read,
    read_models,
)
from web.i18n.language import gettext
from web.i18n.locale_names import without_accents
from web.moderation.evidence import EvidenceEvent, evidence_at, short_of

UTC_ZONE = "UTC"


@dataclass(frozen=True)
class LaterEvent:
    """Something that happened after the decision."""

    at: datetime
    sentence: str
    text_id: UUID | None = None


@dataclass(frozen=True)
class CaseFile:
    id: UUID
    decided: Suspension.Decided
    brand: BrandSummary | None
    """None: for all brands."""
    evidence: tuple[EvidenceEvent, ...]
    unreadable: int
    """How many events it rests on cannot be shown any more."""
    later_events: tuple[LaterEvent, ...]
    texts: Texts
    names: dict[UUID, str]
    now: Suspension

    @property
    def zone(self) -> str:
        return self.brand.zone if self.brand else UTC_ZONE

    def name_of(self, id: UUID) -> str:
        return _name_of(id, self.names)


def case_file_of(suspension_id: UUID, reader_id: UUID | None = None) -> CaseFile:
    """
    The case file of a decision; who may read it is checked by the caller.

    reader_id: the member reads "you" where others read "the person concerned". Raises NotFound.
    """
    history = marketplace().log.history(suspension_id)
    decided = history[0].data if history else None
    if not isinstance(decided, Suspension.Decided):
        raise NotFound(ABSENT)
    events = [recorded.data for recorded in history]
    accounts = {id for event in events if (id := getattr(event, "by", None))}
    names = {id: name.name for id, name in names_of([*accounts, decided.member_id]).items()}
    descriptions = [
        evidence_at(position, decided.member_id, decided.brand_id)
        for position in decided.evidence_positions
    ]
    evidence = tuple(event for event in descriptions if event is not None)
    return CaseFile(
        id=suspension_id,
        decided=decided,
        brand=brand_directory().with_id(decided.brand_id) if decided.brand_id else None,
        evidence=evidence,
        unreadable=len(descriptions) - len(evidence),
        later_events=_later_events(events, names, is_own=reader_id == decided.member_id),
        texts=_texts(events),
        names=names,
        now=_current_state(suspension_id, events),
    )


def _texts(events: Sequence[Event]) -> Texts:
    ids = [
        id
        for event in events
        for name in ("reason_text_id", "appeal_text_id")
        if (id := getattr(event, name, None))
    ]
    return private_texts().read(ids)


def _current_state(suspension_id: UUID, events: Sequence[Event]) -> Suspension:
    suspension = Suspension(suspension_id)
    for event in events:
        suspension.replay(event)
    return suspension


def _later_events(
    events: Sequence[Event], names: dict[UUID, str], *, is_own: bool
) -> tuple[LaterEvent, ...]:
    took_effect = any(isinstance(event, Suspension.TookEffect) for event in events)
    return tuple(
        _later_event(event, names, is_own=is_own, took_effect=took_effect) for event in events[1:]
    )


def _later_event(
    event: Event, names: dict[UUID, str], *, is_own: bool, took_effect: bool
) -> LaterEvent:
    at = event.at
    match event:
        case Suspension.TookEffect():
            return LaterEvent(
                at, gettext("The suspension took effect: no new conversations from then on.")
            )
        case Suspension.Appealed(appeal_text_id=text_id):
            sentence = gettext("You appealed.") if is_own else gettext("The person appealed.")
            return LaterEvent(at, sentence, text_id)
        case Suspension.AppealDecided(reason_text_id=text_id):
            return LaterEvent(at, _appeal_sentence(event, names), text_id)
        case Suspension.Expired():
            return LaterEvent(at, gettext("The suspension reached its end date."))
        case Suspension.Lifted(by=by):
            return LaterEvent(at, _lifted_sentence(_name_of(by, names), took_effect=took_effect))
        case _:
            raise AssertionError("a suspension has no other events")


def _name_of(id: UUID, names: Mapping[UUID, str]) -> str:
    return person_name(id, names)


def _lifted_sentence(name: str, *, took_effect: bool) -> str:
    if took_effect:
        return gettext("%(name)s lifted the suspension.", name=name)
    return gettext("%(name)s lifted the suspension before it took effect.", name=name)


def _appeal_sentence(event: Suspension.AppealDecided, names: dict[UUID, str]) -> str:
    name = _name_of(event.by, names)
    if event.outcome is AppealOutcome.GRANTED:
        return gettext("%(name)s granted the appeal: the suspension is lifted.", name=name)
    return gettext("%(name)s rejected the appeal: the suspension stands.", name=name)


@dataclass(frozen=True)
class ModerationScope:
    """One brand, or the whole platform."""

    brand: BrandSummary | None

    @property
    def brand_id(self) -> UUID | None:
        return self.brand.brand_id if self.brand else None

    @property
    def zone(self) -> str:
        return self.brand.zone if self.brand else UTC_ZONE

    def name_of(self, member_id: UUID, names: Mapping[UUID, str]) -> str:
        """Only the platform knows members by name; a brand knows them by a short pseudonym."""
        name = "" if self.brand else names.get(member_id, "")
        return f"{name} {short_of(member_id)}".strip()

    def suspensions(self) -> list[SuspensionSummary]:
        with read(read_models().suspensions) as db:
            return (
                suspensions_by_brand(self.brand.brand_id, db) if self.brand else all_suspensions(db)
            )

    def engaged(self) -> list[EngagedMember]:
        """The members who answer for the brand, or for any, each once."""
        with read(read_models().pool) as db:
            engaged = engaged_with(self.brand_id, db)
        return list({engagement.member_id: engagement for engagement in engaged}.values())

    def respondents(
        self, engaged: Sequence[EngagedMember], names: Mapping[UUID, PersonName]
    ) -> list[tuple[UUID, str]]:
        """Ids and descriptions to choose from, by description."""
        described = [
            (member.member_id, self._describe(member, names.get(member.member_id, NO_ACCOUNT)))
            for member in engaged
        ]
        return sorted(described, key=lambda respondent: without_accents(respondent[1]))

    def _describe(self, member: EngagedMember, name: PersonName) -> str:
        """A brand knows only its own employees by name, as its page on own staff shows them."""
        short, known_as = short_of(member.member_id), name.name or name.email
        if self.brand is None:
            return f"{known_as} {short}".strip()
        role = respondent_role(member.model)
        if member.model == Employed.model and known_as:
            return f"{role} {short} ({known_as})"
        return f"{role} {short}"

    def case_file(self, suspension_id: UUID) -> CaseFile:
        """The platform reads all; a decision of another brand is absent. Raises NotFound."""
        case_file = case_file_of(suspension_id)
        if self.brand is not None and case_file.decided.brand_id != self.brand.brand_id:
            raise NotFound(ABSENT)
        return case_file


def current_scope() -> ModerationScope:
    return ModerationScope(brand_of_page())
