"""Routing: a pure function from a request and who is there to whom it is offered, and why not."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from domain.brands.routing_policy import Cascade, Step
from domain.conversations.conversation import LostReason
from domain.terms import MODELS


class NotAsked(StrEnum):
    """Why a respondent is not asked."""

    AWAY = "away"
    FULL = "full"
    OTHER_LANGUAGE = "other_language"
    OTHER_SUBJECT = "other_subject"
    NOT_YET_THEIR_TURN = "not_yet_their_turn"
    NOT_IN_THE_CASCADE = "not_in_the_cascade"
    DECLINED = "declined"
    THEMSELVES = "themselves"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, as routing sees it."""

    conversation_id: UUID
    visitor_id: UUID
    language: str
    subject_id: UUID | None
    waited_s: int
    declined: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Seated:
    """A respondent at a desk who answers for the brand, as routing sees them."""

    respondent_id: UUID
    model: str
    languages: tuple[str, ...]
    subjects: frozenset[UUID]
    limit: int
    holding: int
    away: bool = False


@dataclass(frozen=True, slots=True)
class Routed:
    """Whom to ask, the one who should be asked first first; and why the others are not asked."""

    candidates: tuple[UUID, ...]
    excluded: Mapping[UUID, NotAsked] = field(default_factory=dict)

    @property
    def lost_because(self) -> LostReason:
        """Why a request that nobody was asked to take was lost."""
        reasons = set(self.excluded.values())
        if NotAsked.FULL in reasons:
            return LostReason.ALL_FULL
        if reasons & {NotAsked.OTHER_LANGUAGE, NotAsked.OTHER_SUBJECT}:
            return LostReason.NOBODY_QUALIFIED
        return LostReason.NOBODY_PRESENT


EVERYBODY_AT_ONCE = Cascade(tuple(Step(model, 0) for model in MODELS), message_form_after_s=300)


def route(
    asked: Asked, seated: Sequence[Seated], cascade: Cascade = EVERYBODY_AT_ONCE, seed: int = 0
) -> Routed:
    """
    Decide whom a request is offered to.

    Earlier steps of the cascade come first; within a step those who hold fewest conversations;
    among equals a draw from the seed and the request, so that nobody is favoured and the same
    question has the same answer again.
    """
    excluded: dict[UUID, NotAsked] = {}
    candidates = []
    for each in seated:
        reason = why_not(asked, each, cascade)
        if reason is None:
            candidates.append(each)
        else:
            excluded[each.respondent_id] = reason
    after = {step.model: step.after_s for step in cascade.steps}
    candidates.sort(key=lambda each: (after[each.model], each.holding, _draw(asked, each, seed)))
    return Routed(tuple(each.respondent_id for each in candidates), excluded)


def why_not(asked: Asked, seated: Seated, cascade: Cascade) -> NotAsked | None:
    """Why this respondent is not asked, if they are not: the first reason that holds."""
    after = {step.model: step.after_s for step in cascade.steps}
    checks = (
        (seated.respondent_id == asked.visitor_id, NotAsked.THEMSELVES),
        (seated.respondent_id in asked.declined, NotAsked.DECLINED),
        (seated.model not in after, NotAsked.NOT_IN_THE_CASCADE),
        (seated.away, NotAsked.AWAY),
        (asked.language not in seated.languages, NotAsked.OTHER_LANGUAGE),
        (not _knows(asked.subject_id, seated), NotAsked.OTHER_SUBJECT),
        (seated.holding >= seated.limit, NotAsked.FULL),
        (asked.waited_s < after.get(seated.model, 0), NotAsked.NOT_YET_THEIR_TURN),
    )
    return next((reason for holds, reason in checks if holds), None)


def _knows(subject_id: UUID | None, seated: Seated) -> bool:
    return subject_id is None or subject_id in seated.subjects


def _draw(asked: Asked, seated: Seated, seed: int) -> bytes:
    text = f"{seed}/{asked.conversation_id}/{seated.respondent_id}"
    return hashlib.sha256(text.encode()).digest()
