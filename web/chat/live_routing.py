"""Live routing: offers waiting requests, takes back what was not taken, ends what waits in vain."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import NamedTuple
from uuid import UUID

from domain.brands.opening_hours import OpeningHours
from domain.brands.routing_policy import RoutingPolicy
from domain.conversations.conversation_reasons import LostReason, ReleaseReason
from domain.conversations.offer_plan import (
    TIME_TO_ACCEPT,
    TIME_TO_REPLY,
    TIME_TO_RETURN,
    plan_offers,
)
from domain.conversations.payable_respondents import with_payability
from domain.conversations.routing import (
    DEFAULT_POLICY,
    PresentRespondent,
    RoutingDecision,
    RoutingRequest,
    route,
)
from domain.errors import Refused
from projections.brands.brands import opening_hours_of, routing_policy_of
from projections.chat.open_conversations import OfferState, OpenConversation
from projections.chat.queries import (
    claimed_conversations,
    offers_alone,
    routing_request_of,
    valid_offers,
    waiting_conversations,
)
from projections.engine.one_by_one import one_by_one
from projections.engine.timestamps import at_ms, ms_of
from projections.presence.queries import present_respondents
from web.marketplace import Marketplace

SEED = 0
"""Routing breaks ties with it and the request's own id, so each request has an order of its own."""


class RoutingSettings(NamedTuple):
    """What of a brand's settings decides about its requests."""

    opening_hours: OpeningHours | None
    policy: RoutingPolicy


class LiveRouter:
    """One pass over all conversations that have not ended, the oldest request first."""

    def __init__(self, marketplace: Marketplace, at: datetime) -> None:
        self._marketplace = marketplace
        self._commands = marketplace.conversations
        self._at = at
        self._now_ms = ms_of(at)
        self._settings: dict[UUID, RoutingSettings] = {}
        self._present: dict[UUID, list[PresentRespondent]] = {}
        self._done = 0

    def run(self) -> int:
        """Return how many commands were carried out. What is refused has changed meanwhile."""
        with self._marketplace.read_models.read(
            self._marketplace.read_models.open_conversations
        ) as db:
            waiting, claimed = waiting_conversations(db), claimed_conversations(db)
        self._alone = offers_alone(waiting)
        by_id = {UUID(bytes=one.conversation_id): one for one in (*waiting, *claimed)}
        one_by_one(lambda id: self._look_at(id, by_id[id]), by_id)
        return self._done

    def _look_at(self, conversation_id: UUID, conversation: OpenConversation) -> None:
        try:
            if conversation.respondent_id is None:
                self._route(conversation_id, conversation)
            else:
                self._watch(conversation_id, conversation)
        except Refused:
            return  # it was claimed, ended or offered since; the next pass sees how it is then

    def _do(self, command: Callable[..., int], *values: object, **named: object) -> None:
        command(*values, **named)
        self._done += 1

    def _watch(self, conversation_id: UUID, conversation: OpenConversation) -> None:
        """Take a claim back that has had no reply in time."""
        if conversation.has_reply:
            return
        if self._at - at_ms(conversation.claimed_ms) >= TIME_TO_REPLY:
            self._do(
                self._commands.release_claim, conversation_id, ReleaseReason.NO_REPLY, self._at
            )

    def _route(self, conversation_id: UUID, conversation: OpenConversation) -> None:
        if self._has_left(conversation):
            self._give_up(conversation_id, conversation, LostReason.VISITOR_LEFT)
            return
        self._expire_offers(conversation_id, conversation)
        brand_id = UUID(bytes=conversation.brand_id)
        hours, policy = self._settings_of(brand_id)
        if hours is not None and not hours.is_open(self._at):
            self._give_up(conversation_id, conversation, LostReason.CLOSED_HOURS)
            return
        request = routing_request_of(conversation, self._at)
        respondents = self._respondents(brand_id, request)
        decision = route(request, respondents, policy, SEED)
        waited_s = (self._at - at_ms(conversation.waiting_since_ms)).total_seconds()
        if waited_s >= policy.message_form_after_s:
            self._give_up(conversation_id, conversation, decision.lost_reason)
        else:
            self._offer(conversation_id, conversation, decision, respondents)

    def _has_left(self, conversation: OpenConversation) -> bool:
        gone_ms = conversation.disconnected_ms
        return bool(gone_ms) and self._at - at_ms(gone_ms) >= TIME_TO_RETURN

    def _give_up(
        self, conversation_id: UUID, conversation: OpenConversation, reason: LostReason
    ) -> None:
        """A request that was never answered is lost; an answered one that waits again is closed."""
        if conversation.is_answered:
            has_left = reason is LostReason.VISITOR_LEFT
            self._do(
                self._commands.end,
                conversation_id,
                None,
                "visitor_left" if has_left else "no_reply",
                self._at,
            )
        else:
            self._do(self._commands.lose, conversation_id, reason, self._at)

    def _expire_offers(self, conversation_id: UUID, conversation: OpenConversation) -> None:
        for respondent_id, expires_ms in valid_offers(conversation).items():
            if expires_ms and expires_ms <= self._now_ms:
                self._do(self._commands.expire_offer, conversation_id, respondent_id, self._at)
                conversation.settle_offer(respondent_id, OfferState.EXPIRED)
                self._alone[respondent_id] -= 1

    def _offer(
        self,
        conversation_id: UUID,
        conversation: OpenConversation,
        decision: RoutingDecision,
        respondents: Sequence[PresentRespondent],
    ) -> None:
        plan = plan_offers(decision, respondents, frozenset(valid_offers(conversation)))
        offer = partial(self._do, self._commands.offer, conversation_id, seed=SEED)
        if plan.to_all:
            offer(plan.to_all, self._at)
        if plan.to_one is not None:
            offer((plan.to_one,), self._at, expires_at=self._at + TIME_TO_ACCEPT)
            self._alone[plan.to_one] += 1

    def _settings_of(self, brand_id: UUID) -> RoutingSettings:
        if brand_id not in self._settings:
            read_models = self._marketplace.read_models
            with read_models.read(read_models.brands) as db:
                policy = routing_policy_of(brand_id, db) or DEFAULT_POLICY
                self._settings[brand_id] = RoutingSettings(opening_hours_of(brand_id, db), policy)
        return self._settings[brand_id]

    def _respondents(self, brand_id: UUID, request: RoutingRequest) -> list[PresentRespondent]:
        """Who is present; a request that is offered to them alone counts as one of theirs."""
        if brand_id not in self._present:
            read_models = self._marketplace.read_models
            with read_models.read(read_models.presence) as db:
                self._present[brand_id] = present_respondents(brand_id, db)
        busy = (
            replace(
                respondent,
                open_conversations=respondent.open_conversations
                + self._alone[respondent.respondent_id],
            )
            for respondent in self._present[brand_id]
        )
        return list(with_payability(self._marketplace.log, brand_id, request, busy, self._at))
