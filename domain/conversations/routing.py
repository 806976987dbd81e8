"""Routing: a pure function that orders the respondents for a request, or says why not."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from domain.bookings.budget import Payability
from domain.brands.routing_policy import RoutingPolicy, RoutingStep
from domain.conversations.conversation_reasons import LostReason
from domain.terms import Paid, Voluntary


class ExclusionReason(StrEnum):
    """Why a request is not offered to a respondent."""

    AWAY = "away"
    FULL = "full"
    OTHER_LANGUAGE = "other_language"
    OTHER_SUBJECT = "other_subject"
    NOT_YET_THEIR_TURN = "not_yet_their_turn"
    NOT_IN_POLICY = "not_in_policy"
    DECLINED = "declined"
    OFFER_EXPIRED = "offer_expired"
    """They were offered it, and neither took nor declined it in time."""
    HANDED_ON = "handed_on"
    """They had it, and handed it on or did not go on with it."""
    THEMSELVES = "themselves"
    BUDGET_SPENT = "budget_spent"
    """No running booking of the brand has enough left to pay for the conversation."""
    NOT_BOOKED = "not_booked"
    """Bookings are in force, and none covers this moment, subject or language."""
    REINFORCEMENT_NOT_NEEDED = "reinforcement_not_needed"
    """The booking is for reinforcement, and an ambassador is free who could take the request."""


QUALIFIED_OTHERWISE_EXCLUDED = frozenset(
    {
        ExclusionReason.DECLINED,
        ExclusionReason.OFFER_EXPIRED,
        ExclusionReason.HANDED_ON,
        ExclusionReason.NOT_YET_THEIR_TURN,
        ExclusionReason.NOT_BOOKED,
        ExclusionReason.REINFORCEMENT_NOT_NEEDED,
    }
)
"""Reasons of respondents who may be qualified, and whom not the budget kept away."""


WERE_OFFERED_IT = frozenset(
    {ExclusionReason.DECLINED, ExclusionReason.OFFER_EXPIRED, ExclusionReason.HANDED_ON}
)
"""Reasons of respondents who were offered it."""
NOT_QUALIFIED = frozenset({ExclusionReason.OTHER_LANGUAGE, ExclusionReason.OTHER_SUBJECT})
"""Reasons of respondents who are not qualified for it."""


@dataclass(frozen=True, slots=True)
class RoutingRequest:
    """What routing reads of a request."""

    conversation_id: UUID
    visitor_id: UUID
    language: str
    subject_id: UUID | None
    waited_s: int
    """Seconds since the request."""
    declined: frozenset[UUID] = frozenset()
    """The respondents who refused the offer."""
    offers_expired: frozenset[UUID] = frozenset()
    """Those who let the offer expire."""
    handed_on: frozenset[UUID] = frozenset()
    """Those who had it before."""


@dataclass(frozen=True, slots=True)
class PresentRespondent:
    """What routing reads of a respondent who has a presence session and answers for the brand."""

    respondent_id: UUID
    model: str
    languages: tuple[str, ...]
    subjects: frozenset[UUID]
    capacity: int
    open_conversations: int
    away: bool = False
    payability: Payability = Payability.PAYABLE
    """Of a conversation with them on this request, now."""


@dataclass(frozen=True, slots=True)
class RoutingDecision:
    """The candidates, the first one to offer it to first, and why each other one is excluded."""

    candidates: tuple[UUID, ...]
    excluded: Mapping[UUID, ExclusionReason] = field(default_factory=dict)

    @property
    def lost_reason(self) -> LostReason:
        """Why a request is lost now; full respondents explain more than others."""
        reasons = set(self.excluded.values())
        is_for_budget = not reasons & QUALIFIED_OTHERWISE_EXCLUDED
        explanations = (
            (bool(self.candidates), LostReason.NOBODY_ACCEPTED),
            (ExclusionReason.FULL in reasons, LostReason.ALL_FULL),
            (ExclusionReason.BUDGET_SPENT in reasons and is_for_budget, LostReason.BUDGET_SPENT),
            (bool(reasons & WERE_OFFERED_IT), LostReason.NOBODY_ACCEPTED),
            (bool(reasons & NOT_QUALIFIED), LostReason.NOBODY_QUALIFIED),
        )
        return next((reason for holds, reason in explanations if holds), LostReason.NOBODY_PRESENT)


DEFAULT_POLICY = RoutingPolicy(
    (RoutingStep(Voluntary.model, 0), RoutingStep(Paid.model, 0)), message_form_after_s=300
)
"""Employees are offered conversations only where the brand's own policy says so."""


def route(
    request: RoutingRequest,
    respondents: Sequence[PresentRespondent],
    routing_policy: RoutingPolicy = DEFAULT_POLICY,
    seed: int = 0,
) -> RoutingDecision:
    """
    Decide to which of the present respondents a request is offered, and in which order.

    Earlier steps of the policy come first; within a step, respondents with fewer open
    conversations. Ties are broken by a digest of seed, request and respondent, so that no
    respondent is favoured and the same arguments give the same result. A request that is held out
    for a fair comparison is offered by the exchanged policy.
    """
    routing_policy = policy_for(request.conversation_id, routing_policy)
    reasons = {
        respondent.respondent_id: exclusion_reason(request, respondent, routing_policy)
        for respondent in respondents
    }
    reasons |= _not_needed(respondents, reasons)
    excluded = {id: reason for id, reason in reasons.items() if reason is not None}
    candidates = [one for one in respondents if one.respondent_id not in excluded]
    after = {step.model: step.after_s for step in routing_policy.steps}
    candidates.sort(
        key=lambda candidate: (
            after[candidate.model],
            candidate.open_conversations,
            _tie_breaker(request, candidate, seed),
        )
    )
    return RoutingDecision(tuple(candidate.respondent_id for candidate in candidates), excluded)


def _not_needed(
    respondents: Sequence[PresentRespondent], reasons: Mapping[UUID, ExclusionReason | None]
) -> dict[UUID, ExclusionReason]:
    """The experts who are booked as reinforcement, while an ambassador could take the request."""
    could_take_it = (None, ExclusionReason.NOT_YET_THEIR_TURN)
    is_ambassador_free = any(
        reasons[respondent.respondent_id] in could_take_it
        for respondent in respondents
        if respondent.model == Voluntary.model
    )
    return {
        respondent.respondent_id: ExclusionReason.REINFORCEMENT_NOT_NEEDED
        for respondent in respondents
        if is_ambassador_free
        and respondent.payability is Payability.REINFORCEMENT
        and reasons[respondent.respondent_id] in could_take_it
    }


def policy_for(conversation_id: UUID, routing_policy: RoutingPolicy) -> RoutingPolicy:
    """The policy for one request: of those that a digest holds out, the exchanged one."""
    return (
        routing_policy.exchanged if is_held_out(conversation_id, routing_policy) else routing_policy
    )


def is_held_out(conversation_id: UUID, routing_policy: RoutingPolicy) -> bool:
    """Whether a request is offered to the second model first; for the same id always the same."""
    if not routing_policy.holdout_percent:
        return False
    digest = hashlib.sha256(f"hold-out/{conversation_id}".encode()).digest()
    return int.from_bytes(digest[:8]) % 100 < routing_policy.holdout_percent


def exclusion_reason(
    request: RoutingRequest, respondent: PresentRespondent, routing_policy: RoutingPolicy
) -> ExclusionReason | None:
    """
    The first reason that excludes this respondent by themselves; None when there is none.

    Others matter for one more reason, which `route` adds: reinforcement that is not needed.
    """
    after = {step.model: step.after_s for step in routing_policy.steps}
    checks = (
        (respondent.respondent_id == request.visitor_id, ExclusionReason.THEMSELVES),
        (respondent.respondent_id in request.declined, ExclusionReason.DECLINED),
        (respondent.respondent_id in request.offers_expired, ExclusionReason.OFFER_EXPIRED),
        (respondent.respondent_id in request.handed_on, ExclusionReason.HANDED_ON),
        (respondent.model not in after, ExclusionReason.NOT_IN_POLICY),
        (respondent.away, ExclusionReason.AWAY),
        (request.language not in respondent.languages, ExclusionReason.OTHER_LANGUAGE),
        (not _knows(request.subject_id, respondent), ExclusionReason.OTHER_SUBJECT),
        (respondent.payability is Payability.BUDGET_SPENT, ExclusionReason.BUDGET_SPENT),
        (respondent.payability is Payability.NOT_BOOKED, ExclusionReason.NOT_BOOKED),
        (respondent.open_conversations >= respondent.capacity, ExclusionReason.FULL),
        (request.waited_s < after.get(respondent.model, 0), ExclusionReason.NOT_YET_THEIR_TURN),
    )
    return next((reason for holds, reason in checks if holds), None)


def _knows(subject_id: UUID | None, respondent: PresentRespondent) -> bool:
    return subject_id is None or subject_id in respondent.subjects


def _tie_breaker(request: RoutingRequest, respondent: PresentRespondent, seed: int) -> bytes:
    text = f"{seed}/{request.conversation_id}/{respondent.respondent_id}"
    return hashlib.sha256(text.encode()).digest()
