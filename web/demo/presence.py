"""Who is online in the simulation: the same respondents that routing chooses from."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from domain.brands.opening_hours import Interval
from domain.conversations.routing import PresentRespondent
from domain.presence.presence_session import PresenceChangeReason
from domain.presence.presence_session_commands import PresenceSessionCommands
from domain.simulation import Action, EventQueue
from web.demo.planned import PlannedCommand
from web.demo.presence_sessions import PlannedSession, Respondent

SAY_GOODBYE_S = 20


@dataclass(eq=False)
class OnlineRespondent:
    """A respondent during a presence session."""

    session: PlannedSession
    capacity: int
    open_conversations: int = 0
    is_away: bool = False
    is_leaving: bool = False
    subjects: frozenset[UUID] = frozenset()

    @classmethod
    def during(cls, session: PlannedSession) -> "OnlineRespondent":
        return cls(session, session.capacity, subjects=frozenset(session.respondent.subjects))

    @property
    def person(self) -> Respondent:
        return self.session.respondent

    @property
    def id(self) -> UUID:
        return self.person.id

    @property
    def is_free(self) -> bool:
        return not self.is_away and self.open_conversations < self.capacity

    def for_routing(self) -> PresentRespondent:
        person = self.person
        return PresentRespondent(
            respondent_id=person.id,
            model=person.terms.model,
            languages=person.languages,
            subjects=self.subjects,
            capacity=self.capacity,
            open_conversations=self.open_conversations,
            away=self.is_away,
        )


class PresenceSimulator:
    """Respondents come online, go away, return and leave; on_free is called when one is free."""

    def __init__(
        self,
        queue: EventQueue,
        commands: list[PlannedCommand],
        presence: PresenceSessionCommands,
        on_free: Action,
    ) -> None:
        self.online: dict[UUID, OnlineRespondent] = {}
        self.intervals: defaultdict[UUID, list[Interval]] = defaultdict(list)
        """When each was online so far, without the times away."""
        self._online_since: dict[UUID, datetime] = {}
        self._queue = queue
        self._commands = commands
        self._desks = presence
        self._on_free = on_free

    def expect(self, session: PlannedSession) -> None:
        self._queue.at(session.begins, partial(self._come_online, session))

    def end_conversation(self, respondent: OnlineRespondent) -> None:
        """One of the respondent's conversations is over."""
        respondent.open_conversations -= 1
        if respondent.is_leaving and not respondent.open_conversations:
            self._queue.after(SAY_GOODBYE_S, partial(self._leave, respondent))
        else:
            self._on_free()

    def is_online(self, respondent: OnlineRespondent) -> bool:
        return self.online.get(respondent.id) is respondent

    def _plan(self, respondent: OnlineRespondent, execute: Callable[[], object]) -> None:
        self._commands.append(PlannedCommand(self._queue.now, respondent.session.id, execute))

    def _come_online(self, session: PlannedSession) -> None:
        respondent = OnlineRespondent.during(session)
        if respondent.id in self.online:
            return  # The last conversation of the session before prolonged it; skip this one.
        self.online[respondent.id] = respondent
        come = partial(
            self._desks.come_online, session.id, respondent.id, session.capacity, self._queue.now
        )
        self._plan(respondent, come)
        self._online_since[respondent.id] = self._queue.now
        self._expect_changes(respondent)
        self._on_free()

    def _expect_changes(self, respondent: OnlineRespondent) -> None:
        session = respondent.session
        if session.pause:
            self._queue.at(session.pause[0], partial(self._go_away, respondent))
        if session.new_capacity:
            self._queue.at(session.new_capacity[0], partial(self._set_capacity, respondent))
        self._queue.at(session.ends, partial(self._end, respondent))

    def _go_away(self, respondent: OnlineRespondent) -> None:
        if respondent.is_leaving or respondent.session.pause is None:
            return
        respondent.is_away = True
        reason: PresenceChangeReason = (
            "declared" if respondent.session.is_pause_declared else "heartbeat"
        )
        self._plan(respondent, partial(self._desks.go_away, respondent.id, reason, self._queue.now))
        self._end_interval(respondent)
        self._queue.at(respondent.session.pause[1], partial(self._return, respondent))

    def _return(self, respondent: OnlineRespondent) -> None:
        if respondent.is_leaving or not self.is_online(respondent):
            return
        respondent.is_away = False
        self._plan(respondent, partial(self._desks.come_back, respondent.id, self._queue.now))
        self._online_since[respondent.id] = self._queue.now
        self._on_free()

    def _set_capacity(self, respondent: OnlineRespondent) -> None:
        if respondent.is_leaving or respondent.session.new_capacity is None:
            return
        respondent.capacity, now = respondent.session.new_capacity[1], self._queue.now
        self._plan(
            respondent, partial(self._desks.set_capacity, respondent.id, respondent.capacity, now)
        )
        self._on_free()

    def _end(self, respondent: OnlineRespondent) -> None:
        """Take nothing new; leave when the last conversation is over."""
        respondent.is_leaving = True
        if not respondent.open_conversations:
            self._leave(respondent)
        elif not respondent.is_away:
            respondent.is_away = True
            self._plan(
                respondent, partial(self._desks.go_away, respondent.id, "declared", self._queue.now)
            )
            self._end_interval(respondent)

    def _leave(self, respondent: OnlineRespondent) -> None:
        reason: PresenceChangeReason = (
            "declared" if respondent.session.is_end_declared else "heartbeat"
        )
        self._plan(respondent, partial(self._desks.leave, respondent.id, reason, self._queue.now))
        self._end_interval(respondent)
        del self.online[respondent.id]

    def _end_interval(self, respondent: OnlineRespondent) -> None:
        since = self._online_since.pop(respondent.id, None)
        if since is not None:
            self.intervals[respondent.id].append((since, self._queue.now))
