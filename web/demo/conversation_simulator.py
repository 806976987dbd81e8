"""The counter: visits are routed to those who sit there, taken, answered, closed, or lost."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from domain.conversations.conversation import ConversationCloseReason, LostReason
from domain.conversations.routing import RoutingDecision, route
from domain.simulation.event_queue import Agenda
from domain.simulation.rng import about, chance
from web.demo.demand import Visit
from web.demo.planned_commands import Commands, Deed
from web.demo.presence import Seat, Seating
from web.demo.presence_sessions import Sitting
from web.demo.scenario import Scene
from web.demo.simulated_conversation import Talk, afterwards

STAYS_FOR_A_CLAIM_S = 45
"""Who sees that somebody is about to answer waits at least so much longer."""
LONGEST_TYPING_S = 60
WHY_TRANSFER = ("other_subject", "break", "visitor_asked")


class Counter:
    """One day at a brand's counter: what people do there are deeds, in the order of time."""

    def __init__(self, scene: Scene, commands: Commands) -> None:
        self.talks: list[Talk] = []
        self.deeds: list[Deed] = []
        self._scene = scene
        self._conversations = commands.conversations
        self._agenda = Agenda()
        self._waiting: list[Talk] = []
        self._seating = Seating(self._agenda, self.deeds, commands.presence, self._ask_for_all)

    def spend_the_day(self, visits: list[Visit], sittings: list[Sitting]) -> None:
        for sitting in sittings:
            self._seating.expect(sitting)
        for visit in visits:
            self._agenda.at(visit.at, partial(self._arrive, visit))
        self._agenda.run()

    def _do(self, talk: Talk, act: Callable[[], object]) -> None:
        self.deeds.append(Deed(self._agenda.now, talk.id, act))

    # A visitor asks.

    def _arrive(self, visit: Visit) -> None:
        talk = Talk(visit, chance(visit.id))
        self.talks.append(talk)
        self._request(talk)
        if not self._scene.is_open(self._agenda.now):
            self._lose(talk, LostReason.CLOSED_HOURS)
            return
        self._waiting.append(talk)
        self._ask(talk)
        for step in self._scene.routing_policy.steps[1:]:
            self._agenda.after(step.after_s, partial(self._ask, talk))
        patience_s = min(visit.patience_s, self._scene.routing_policy.message_form_after_s)
        self._agenda.after(patience_s, partial(self._give_up, talk))

    def _request(self, talk: Talk) -> None:
        visit = talk.visit
        request = partial(
            self._conversations.request,
            visit.id,
            self._scene.brand_id,
            visit.visitor_id,
            visit.language,
            self._agenda.now,
            subject_id=visit.topic.subject_id,
            page=visit.topic.page,
        )
        self._do(talk, request)

    def _ask_for_all(self) -> None:
        """Somebody has room: whoever waits is routed again, the oldest first."""
        for talk in list(self._waiting):
            self._ask(talk)

    def _ask(self, talk: Talk) -> None:
        if not talk.waits:
            return
        candidates = self._routed(talk).candidates
        new = tuple(each for each in candidates if each not in talk.offered)
        if new:
            talk.offered.update(new)
            self._do(talk, partial(self._conversations.offer, talk.id, new, self._agenda.now))
        for each in candidates:
            if each not in talk.looking:
                self._will_look(talk, self._seating.seats[each])

    def _routed(self, talk: Talk) -> RoutingDecision:
        scene, seats = self._scene, self._seating.seats.values()
        asked = talk.as_routing_sees_it(self._agenda.now)
        return route(asked, [each.as_routing_sees_it() for each in seats], scene.routing_policy)

    # A respondent takes it, or prefers not to.

    def _will_look(self, talk: Talk, seat: Seat) -> None:
        talk.looking.add(seat.respondent.id)
        busy = 1 + 0.6 * seat.open_conversations
        reaction_s = about(talk.luck, seat.respondent.reaction_s * busy, 0.8, 3, 240)
        self._agenda.after(reaction_s, partial(self._look, talk, seat))

    def _look(self, talk: Talk, seat: Seat) -> None:
        talk.looking.discard(seat.respondent.id)
        if not talk.waits or not seat.has_room or not self._seating.sees(seat):
            return
        if talk.luck.random() < self._scene.manner.decline_share:
            self._decline(talk, seat)
        else:
            self._claim(talk, seat)

    def _decline(self, talk: Talk, seat: Seat) -> None:
        who = seat.respondent.id
        talk.declined.add(who)
        self._do(talk, partial(self._conversations.decline, talk.id, who, self._agenda.now))

    def _claim(self, talk: Talk, seat: Seat) -> None:
        manner, now = self._scene.manner, self._agenda.now
        talk.seat, talk.claimed_at = seat, now
        talk.first_claimed_at = talk.first_claimed_at or now
        seat.open_conversations += 1
        self._waiting.remove(talk)
        self._do(talk, partial(self._conversations.claim, talk.id, seat.respondent.id, now))
        typing_s = about(talk.luck, manner.typing_s, 0.5, 4, LONGEST_TYPING_S)
        self._agenda.after(typing_s, partial(self._answer, talk, seat))
        if not talk.transferred and talk.luck.random() < manner.transfer_share:
            self._agenda.after(round(talk.visit.handling_s * 0.4), partial(self._transfer, talk))
        else:
            self._will_close(talk, talk.visit.handling_s)

    # They talk.

    def _answer(self, talk: Talk, seat: Seat) -> None:
        if talk.over or talk.seat is not seat:
            return
        who, now = seat.respondent.id, self._agenda.now
        talk.answered_at, talk.answered_by = talk.answered_at or now, who
        self._do(talk, partial(self._conversations.send_first_reply, talk.id, who, now))
        if talk.luck.random() < self._scene.manner.page_share:
            self._agenda.after(talk.luck.randint(5, 40), partial(self._change_page, talk))

    def _change_page(self, talk: Talk) -> None:
        page = f"{talk.visit.topic.page}/details"
        if not talk.over:
            self._do(
                talk,
                partial(self._conversations.record_navigation, talk.id, page, self._agenda.now),
            )

    def _transfer(self, talk: Talk) -> None:
        """Pass it on, if there is somebody else to take it; go on otherwise."""
        seat, handling_s = talk.seat, talk.visit.handling_s
        if talk.over or seat is None:
            return
        talk.transferred = True
        talk.declined.add(seat.respondent.id)
        if talk.answered_at is None or not self._routed(talk).candidates:
            self._will_close(talk, round(handling_s * 0.6))
            return
        self._pass_on(talk, seat)

    def _pass_on(self, talk: Talk, seat: Seat) -> None:
        now, why = self._agenda.now, talk.luck.choice(WHY_TRANSFER)
        talk.seat, talk.last_message_at = None, now
        transfer = partial(self._conversations.transfer, talk.id, seat.respondent.id, why, now)
        self._do(talk, transfer)
        self._waiting.append(talk)
        self._ask(talk)
        self._agenda.after(talk.visit.patience_s, partial(self._give_up, talk))
        self._seating.freed(seat)

    # It ends.

    def _will_close(self, talk: Talk, handling_s: int) -> None:
        now = self._agenda.now
        talk.last_message_at = now + timedelta(seconds=handling_s)
        tail_s = talk.luck.randint(*self._scene.manner.tail_s)
        self._agenda.after(handling_s + tail_s, partial(self._close, talk))

    def _close(self, talk: Talk) -> None:
        seat, now = talk.seat, self._agenda.now
        if talk.over or seat is None:
            return
        talk.over, talk.closed_at = True, now
        finished = talk.luck.random() < 0.88  # noqa: PLR2004 - else the visitor stopped writing
        by = seat.respondent.id if finished else None
        reason: ConversationCloseReason = "answered" if finished else "visitor_left"
        self._do(talk, partial(talk.close, self._conversations, by, reason, now))
        manner = self._scene.manner.afterwards
        self.deeds.extend(afterwards(talk, manner, self._conversations))
        self._seating.freed(seat)

    def _give_up(self, talk: Talk) -> None:
        """The visitor's patience ends, or the brand offers a message form instead."""
        if talk.over or (talk.seat is not None and talk.answered_at is not None):
            return
        if talk.seat is not None and self._claimed_just_now(talk):
            self._agenda.after(STAYS_FOR_A_CLAIM_S, partial(self._give_up, talk))
        elif talk.answered_at is not None:
            self._end_unfinished(talk)
        elif talk.offered:
            self._lose(talk, LostReason.VISITOR_LEFT)
        else:
            self._lose(talk, self._routed(talk).lost_reason)

    def _claimed_just_now(self, talk: Talk) -> bool:
        assert talk.claimed_at is not None
        return self._agenda.now - talk.claimed_at < timedelta(seconds=STAYS_FOR_A_CLAIM_S)

    def _end_unfinished(self, talk: Talk) -> None:
        """It was passed on and nobody took it in time: it was answered, so it is not lost."""
        now = self._agenda.now
        talk.over, talk.closed_at = True, now
        self._waiting.remove(talk)
        self._do(talk, partial(talk.close, self._conversations, None, "visitor_left", now))

    def _lose(self, talk: Talk, reason: LostReason) -> None:
        talk.over = True
        if talk in self._waiting:
            self._waiting.remove(talk)
        self._do(talk, partial(self._conversations.lose, talk.id, reason, self._agenda.now))
        if talk.seat is not None:
            self._seating.freed(talk.seat)
