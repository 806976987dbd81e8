"""
The file of a decision: what it says, what it rests on, by whom, and what happened since.

Drawn from its events alone, so that it says the same for ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.aggregate import Event
from domain.assessments.answers import Texts
from domain.errors import NotFound
from domain.moderation.suspension import Suspension
from domain.reasons import AppealOutcome
from projections.brands.brands import BrandSummary
from web.http.access import ABSENT
from web.http.request_context import brand_directory, marketplace, private_store
from web.i18n.language import gettext
from web.members.member_names import names_of
from web.moderation.evidence import Shown, evidence_at
from web.private_store.texts import WordStore

UTC_ZONE = "UTC"


@dataclass(frozen=True)
class Since:
    """Something that happened after the decision."""

    at: datetime
    sentence: str
    text_id: UUID | None = None


@dataclass(frozen=True)
class File:
    id: UUID
    decided: Suspension.Decided
    brand: BrandSummary | None
    """None: for all brands."""
    evidence: tuple[Shown, ...]
    untold: int
    """So many events it rests on cannot be told any more."""
    since: tuple[Since, ...]
    texts: Texts
    names: dict[UUID, str]
    now: Suspension

    @property
    def zone(self) -> str:
        return self.brand.zone if self.brand else UTC_ZONE

    def name_of(self, id: UUID) -> str:
        return self.names.get(id) or gettext("somebody whose account was erased")


def file_of(suspension_id: UUID) -> File:
    """The file of a decision. Raises NotFound; who may read it is the caller's to say."""
    told = marketplace().log.history(suspension_id)
    decided = told[0].data if told else None
    if not isinstance(decided, Suspension.Decided):
        raise NotFound(ABSENT)
    events = [each.data for each in told]
    people = {id for event in events if (id := getattr(event, "by", None))}
    names = {id: each.name for id, each in names_of([*people, decided.member_id]).items()}
    brand = brand_directory().with_id(decided.brand_id) if decided.brand_id else None
    shown = [
        evidence_at(each, decided.member_id, decided.brand_id)
        for each in decided.evidence_positions
    ]
    found = tuple(each for each in shown if each is not None)
    return File(
        id=suspension_id,
        decided=decided,
        brand=brand,
        evidence=found,
        untold=len(shown) - len(found),
        since=tuple(_since(event, names) for event in events[1:]),
        texts=_texts(events),
        names=names,
        now=_as_it_is(suspension_id, events),
    )


def _texts(events: Sequence[Event]) -> Texts:
    ids = [
        id
        for event in events
        for name in ("reason_text_id", "appeal_text_id")
        if (id := getattr(event, name, None))
    ]
    return WordStore(private_store()).read(ids)


def _as_it_is(suspension_id: UUID, events: Sequence[Event]) -> Suspension:
    suspension = Suspension(suspension_id)
    for event in events:
        suspension.replay(event)
    return suspension


def _since(event: Event, names: dict[UUID, str]) -> Since:
    match event:
        case Suspension.TookEffect():
            return Since(event.at, gettext("It took effect: no new conversation from then on."))
        case Suspension.Appealed(appeal_text_id=text_id):
            return Since(event.at, gettext("The person appealed."), text_id)
        case Suspension.AppealDecided(reason_text_id=text_id):
            return Since(event.at, _heard(event, names), text_id)
        case Suspension.Expired():
            return Since(event.at, gettext("Its time was over: the person is restored."))
        case Suspension.Lifted(by=by):
            name = names.get(by) or gettext("somebody whose account was erased")
            return Since(event.at, gettext("%(name)s ended it: the person is restored.", name=name))
        case _:
            raise AssertionError("a suspension has no other events")


def _heard(event: Suspension.AppealDecided, names: dict[UUID, str]) -> str:
    name = names.get(event.by) or gettext("somebody whose account was erased")
    if event.outcome is AppealOutcome.GRANTED:
        return gettext("%(name)s heard the appeal: it is right.", name=name)
    return gettext("%(name)s heard the appeal: the suspension stands.", name=name)
