"""Simulates a day of conversations: requests are routed, claimed, answered, closed, or lost."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Concatenate
from uuid import UUID

from domain.brands.opening_hours import Interval
from domain.conversations.conversation_reasons import ConversationCloseReason, LostReason
from domain.conversations.routing import RoutingDecision, route
from domain.simulation import EventQueue, lognormal_int, rng_for
from web.demo.demand import Visit
from web.demo.planned import Arguments, PlannedCommand, planned
from web.demo.presence import OnlineRespondent, PresenceSimulator
from web.demo.presence_sessions import PlannedSession
from web.demo.simulated_conversation import Scenario, SimulatedConversation, follow_up_commands
from web.marketplace import Marketplace

STAYS_FOR_A_CLAIM_S = 45
"""A visitor who sees that a respondent is about to answer waits at least so much longer."""
LONGEST_TYPING_S = 60
TRANSFER_REASONS = ("other_subject", "break", "visitor_request")


class ConversationSimulator:
    """Simulates one day of one brand; what people do becomes commands, in order of time."""

    def __init__(self, scenario: Scenario, marketplace: Marketplace) -> None:
        self.conversations: list[SimulatedConversation] = []
        self.commands: list[PlannedCommand] = []
        self._scenario = scenario
        self._service = marketplace.conversations
        self._queue = EventQueue()
        self._waiting: list[SimulatedConversation] = []
        self._presence = PresenceSimulator(
            self._queue, self.commands, marketplace.presence, self._offer_all
        )

    @property
    def online_intervals(self) -> Mapping[UUID, Sequence[Interval]]:
        """When each respondent was online, in order."""
        return self._presence.intervals

    def run(self, visits: Sequence[Visit], sessions: Sequence[PlannedSession]) -> None:
        for session in sessions:
            self._presence.expect(session)
        for visit in visits:
            self._queue.at(visit.at, partial(self._arrive, visit))
        self._queue.run()

    def _plan(
        self,
        conversation: SimulatedConversation,
        command: Callable[Concatenate[UUID, Arguments], object],
        *arguments: Arguments.args,
        **named: Arguments.kwargs,
    ) -> None:
        command_at = planned(self._queue.now, command, conversation.id, *arguments, **named)
        self.commands.append(command_at)

    def _append(self, conversation: SimulatedConversation, execute: Callable[[], object]) -> None:
        self.commands.append(PlannedCommand(self._queue.now, conversation.id, execute))

    # A visitor asks.

    def _arrive(self, visit: Visit) -> None:
        conversation = SimulatedConversation(visit, rng_for(visit.id))
        self.conversations.append(conversation)
        self._request(conversation)
        if not self._scenario.is_open(self._queue.now):
            self._lose(conversation, LostReason.CLOSED_HOURS)
            return
        self._waiting.append(conversation)
        self._offer(conversation)
        policy = self._scenario.routing_policy
        for step in policy.steps[1:]:
            self._queue.after(step.after_s, partial(self._offer, conversation))
        patience_s = min(visit.patience_s, policy.message_form_after_s)
        self._queue.after(patience_s, partial(self._give_up, conversation))

    def _request(self, conversation: SimulatedConversation) -> None:
        visit = conversation.visit
        self._plan(
            conversation,
            self._service.request,
            self._scenario.brand_id,
            visit.visitor_id,
            visit.language,
            self._queue.now,
            subject_id=visit.topic.subject_id,
            page=visit.topic.page,
        )

    def _offer_all(self) -> None:
        """A respondent is free: all waiting requests are routed again, the oldest first."""
        for conversation in list(self._waiting):
            self._offer(conversation)

    def _offer(self, conversation: SimulatedConversation) -> None:
        if not conversation.is_waiting:
            return
        candidates = self._routed(conversation).candidates
        new = tuple(id for id in candidates if id not in conversation.offered_to)
        if new:
            conversation.offered_to.update(new)
            self._plan(conversation, self._service.offer, new, self._queue.now)
        for respondent_id in candidates:
            if respondent_id not in conversation.expected_reactions:
                self._expect_reaction(conversation, self._presence.online[respondent_id])

    def _routed(self, conversation: SimulatedConversation) -> RoutingDecision:
        request = conversation.for_routing(self._queue.now)
        online = [respondent.for_routing() for respondent in self._presence.online.values()]
        return route(request, online, self._scenario.routing_policy)

    # A respondent claims or declines it.

    def _expect_reaction(
        self, conversation: SimulatedConversation, respondent: OnlineRespondent
    ) -> None:
        conversation.expected_reactions.add(respondent.id)
        median_s = respondent.person.reaction_s * (1 + 0.6 * respondent.open_conversations)
        reaction_s = lognormal_int(conversation.rng, median_s, 0.8, 3, 240)
        self._queue.after(reaction_s, partial(self._react, conversation, respondent))

    def _react(self, conversation: SimulatedConversation, respondent: OnlineRespondent) -> None:
        conversation.expected_reactions.discard(respondent.id)
        is_able = respondent.is_free and self._presence.is_online(respondent)
        if not conversation.is_waiting or not is_able:
            return
        if conversation.rng.random() < self._scenario.behaviour.decline_share:
            self._decline(conversation, respondent)
        else:
            self._claim(conversation, respondent)

    def _decline(self, conversation: SimulatedConversation, respondent: OnlineRespondent) -> None:
        conversation.declined_by.add(respondent.id)
        self._plan(conversation, self._service.decline, respondent.id, self._queue.now)

    def _claim(self, conversation: SimulatedConversation, respondent: OnlineRespondent) -> None:
        rng, behaviour, now = conversation.rng, self._scenario.behaviour, self._queue.now
        conversation.respondent, conversation.claimed_at = respondent, now
        conversation.first_claimed_at = conversation.first_claimed_at or now
        respondent.open_conversations += 1
        self._waiting.remove(conversation)
        self._plan(conversation, self._service.claim, respondent.id, now)
        typing_s = lognormal_int(rng, behaviour.typing_s, 0.5, 4, LONGEST_TYPING_S)
        self._queue.after(typing_s, partial(self._reply, conversation, respondent))
        handling_s = conversation.visit.handling_s
        if not conversation.is_transferred and rng.random() < behaviour.transfer_share:
            self._queue.after(round(handling_s * 0.4), partial(self._transfer, conversation))
        else:
            self._expect_close(conversation, handling_s)

    # They talk.

    def _reply(self, conversation: SimulatedConversation, respondent: OnlineRespondent) -> None:
        if conversation.is_over or conversation.respondent is not respondent:
            return
        rng, now = conversation.rng, self._queue.now
        conversation.answered_at = conversation.answered_at or now
        conversation.answered_by = respondent.id
        self._plan(conversation, self._service.send_first_reply, respondent.id, now)
        if rng.random() < self._scenario.behaviour.navigation_share:
            self._queue.after(rng.randint(5, 40), partial(self._navigate, conversation))

    def _navigate(self, conversation: SimulatedConversation) -> None:
        page = f"{conversation.visit.topic.page}/details"
        if not conversation.is_over:
            self._plan(conversation, self._service.record_navigation, page, self._queue.now)

    def _transfer(self, conversation: SimulatedConversation) -> None:
        """Pass it on if another respondent could take it; go on otherwise."""
        respondent, handling_s = conversation.respondent, conversation.visit.handling_s
        if conversation.is_over or respondent is None:
            return
        conversation.is_transferred = True
        conversation.declined_by.add(respondent.id)
        if conversation.answered_at is None or not self._routed(conversation).candidates:
            self._expect_close(conversation, round(handling_s * 0.6))
            return
        self._pass_on(conversation, respondent)

    def _pass_on(self, conversation: SimulatedConversation, respondent: OnlineRespondent) -> None:
        now, reason = self._queue.now, conversation.rng.choice(TRANSFER_REASONS)
        conversation.respondent, conversation.last_message_at = None, now
        self._plan(conversation, self._service.transfer, respondent.id, reason, now)
        self._waiting.append(conversation)
        self._offer(conversation)
        self._queue.after(conversation.visit.patience_s, partial(self._give_up, conversation))
        self._presence.end_conversation(respondent)

    # It ends.

    def _expect_close(self, conversation: SimulatedConversation, handling_s: int) -> None:
        now = self._queue.now
        conversation.last_message_at = now + timedelta(seconds=handling_s)
        tail_s = conversation.rng.randint(*self._scenario.behaviour.tail_s)
        self._queue.after(handling_s + tail_s, partial(self._close, conversation))

    def _close(self, conversation: SimulatedConversation) -> None:
        respondent, now = conversation.respondent, self._queue.now
        if conversation.is_over or respondent is None:
            return
        conversation.is_over, conversation.closed_at = True, now
        is_answered = conversation.rng.random() < 0.88  # noqa: PLR2004 - else the visitor left
        by = respondent.id if is_answered else None
        reason: ConversationCloseReason = "answered" if is_answered else "visitor_left"
        self._append(conversation, partial(conversation.close, self._service, by, reason, now))
        behaviour = self._scenario.behaviour
        self.commands += follow_up_commands(conversation, behaviour, self._service)
        self._presence.end_conversation(respondent)

    def _give_up(self, conversation: SimulatedConversation) -> None:
        """The visitor's patience ends, or the brand offers a message form instead."""
        is_claimed, is_answered = bool(conversation.respondent), bool(conversation.answered_at)
        if conversation.is_over or (is_claimed and is_answered):
            return
        if is_claimed and self._is_claimed_just_now(conversation):
            self._queue.after(STAYS_FOR_A_CLAIM_S, partial(self._give_up, conversation))
        elif is_answered:
            self._end_unfinished(conversation)
        elif conversation.offered_to:
            self._lose(conversation, LostReason.VISITOR_LEFT)
        else:
            self._lose(conversation, self._routed(conversation).lost_reason)

    def _is_claimed_just_now(self, conversation: SimulatedConversation) -> bool:
        assert conversation.claimed_at is not None
        return self._queue.now - conversation.claimed_at < timedelta(seconds=STAYS_FOR_A_CLAIM_S)

    def _end_unfinished(self, conversation: SimulatedConversation) -> None:
        """It was transferred and no one took it in time: it was answered, so it is not lost."""
        now = self._queue.now
        conversation.is_over, conversation.closed_at = True, now
        self._waiting.remove(conversation)
        close = partial(conversation.close, self._service, None, "visitor_left", now)
        self._append(conversation, close)

    def _lose(self, conversation: SimulatedConversation, reason: LostReason) -> None:
        conversation.is_over = True
        if conversation in self._waiting:
            self._waiting.remove(conversation)
        self._plan(conversation, self._service.lose, reason, self._queue.now)
        if conversation.respondent is not None:
            self._presence.end_conversation(conversation.respondent)
