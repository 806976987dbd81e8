"""Routing: a pure function from a request and who is there to whom it is offered, and why not."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from domain.brands.routing_policy import RoutingPolicy, RoutingStep
from domain.conversations.conversation_reasons import LostReason
from domain.terms import MODELS


class ExclusionReason(StrEnum):
    """Why a respondent is not asked."""

    AWAY = "away"
    FULL = "full"
    OTHER_LANGUAGE = "other_language"
    OTHER_SUBJECT = "other_subject"
    NOT_YET_THEIR_TURN = "not_yet_their_turn"
    NOT_IN_POLICY = "not_in_policy"
    DECLINED = "declined"
    THEMSELVES = "themselves"


@dataclass(frozen=True, slots=True)
class RoutingRequest:
    """A request, as routing sees it."""

    conversation_id: UUID
    visitor_id: UUID
    language: str
    subject_id: UUID | None
    waited_s: int
    declined: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class PresentRespondent:
    """A respondent at a desk who answers for the brand, as routing sees them."""

    respondent_id: UUID
    model: str
    languages: tuple[str, ...]
    subjects: frozenset[UUID]
    capacity: int
    open_conversations: int
    away: bool = False


@dataclass(frozen=True, slots=True)
class RoutingDecision:
    """Whom to ask, the one who should be asked first first; and why the others are not asked."""

    candidates: tuple[UUID, ...]
    excluded: Mapping[UUID, ExclusionReason] = field(default_factory=dict)

    @property
    def lost_reason(self) -> LostReason:
        """Why a request that nobody was asked to take was lost."""
        reasons = set(self.excluded.values())
        if ExclusionReason.FULL in reasons:
            return LostReason.ALL_FULL
        if reasons & {ExclusionReason.OTHER_LANGUAGE, ExclusionReason.OTHER_SUBJECT}:
            return LostReason.NOBODY_QUALIFIED
        return LostReason.NOBODY_PRESENT


DEFAULT_POLICY = RoutingPolicy(
    tuple(RoutingStep(model, 0) for model in MODELS), message_form_after_s=300
)


def route(
    request: RoutingRequest,
    respondent: Sequence[PresentRespondent],
    routing_policy: RoutingPolicy = DEFAULT_POLICY,
    seed: int = 0,
) -> RoutingDecision:
    """
    Decide whom a request is offered to.

    Earlier steps of the cascade come first; within a step those who hold fewest conversations;
    among equals a draw from the seed and the request, so that nobody is favoured and the same
    question has the same answer again.
    """
    excluded: dict[UUID, ExclusionReason] = {}
    candidates = []
    for each in respondent:
        reason = why_not(request, each, routing_policy)
        if reason is None:
            candidates.append(each)
        else:
            excluded[each.respondent_id] = reason
    after = {step.model: step.after_s for step in routing_policy.steps}
    candidates.sort(
        key=lambda each: (after[each.model], each.open_conversations, _draw(request, each, seed))
    )
    return RoutingDecision(tuple(each.respondent_id for each in candidates), excluded)


def why_not(
    request: RoutingRequest, respondent: PresentRespondent, routing_policy: RoutingPolicy
) -> ExclusionReason | None:
    """Why this respondent is not asked, if they are not: the first reason that holds."""
    after = {step.model: step.after_s for step in routing_policy.steps}
    checks = (
        (respondent.respondent_id == request.visitor_id, ExclusionReason.THEMSELVES),
        (respondent.respondent_id in request.declined, ExclusionReason.DECLINED),
        (respondent.model not in after, ExclusionReason.NOT_IN_POLICY),
        (respondent.away, ExclusionReason.AWAY),
        (request.language not in respondent.languages, ExclusionReason.OTHER_LANGUAGE),
        (not _knows(request.subject_id, respondent), ExclusionReason.OTHER_SUBJECT),
        (respondent.open_conversations >= respondent.capacity, ExclusionReason.FULL),
        (request.waited_s < after.get(respondent.model, 0), ExclusionReason.NOT_YET_THEIR_TURN),
    )
    return next((reason for holds, reason in checks if holds), None)


def _knows(subject_id: UUID | None, respondent: PresentRespondent) -> bool:
    return subject_id is None or subject_id in respondent.subjects


def _draw(request: RoutingRequest, respondent: PresentRespondent, seed: int) -> bytes:
    text = f"{seed}/{request.conversation_id}/{respondent.respondent_id}"
    return hashlib.sha256(text.encode()).digest()
