"""Who sits at a desk in the simulation: the same people that routing is shown."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from domain.conversations.routing import PresentRespondent
from domain.presence.presence_session import PresenceChangeReason, PresenceCommands
from domain.simulation.event_queue import Act, Agenda
from web.demo.planned_commands import Deed
from web.demo.presence_sessions import Respondent, Sitting

SAY_GOODBYE_S = 20


@dataclass(eq=False)
class Seat:
    """A respondent at a desk now."""

    sitting: Sitting
    limit: int
    open_conversations: int = 0
    away: bool = False
    leaving: bool = False
    subjects: frozenset[UUID] = frozenset()

    @classmethod
    def at(cls, sitting: Sitting) -> "Seat":
        return cls(sitting, sitting.limit, subjects=frozenset(sitting.respondent.subjects))

    @property
    def respondent(self) -> Respondent:
        return self.sitting.respondent

    @property
    def has_room(self) -> bool:
        return not self.away and self.open_conversations < self.limit

    def as_routing_sees_it(self) -> PresentRespondent:
        who = self.respondent
        return PresentRespondent(
            respondent_id=who.id,
            model=who.terms.model,
            languages=who.languages,
            subjects=self.subjects,
            capacity=self.limit,
            open_conversations=self.open_conversations,
            away=self.away,
        )


class Seating:
    """People come online, go away, return and leave; and whoever waits hears of a free place."""

    def __init__(
        self, agenda: Agenda, deeds: list[Deed], presence: PresenceCommands, on_room: Act
    ) -> None:
        self.seats: dict[UUID, Seat] = {}
        self._agenda = agenda
        self._deeds = deeds
        self._desks = presence
        self._on_room = on_room

    def expect(self, sitting: Sitting) -> None:
        self._agenda.at(sitting.begins, partial(self._come_online, sitting))

    def freed(self, seat: Seat) -> None:
        """A conversation at this desk is over."""
        seat.open_conversations -= 1
        if seat.leaving and not seat.open_conversations:
            self._agenda.after(SAY_GOODBYE_S, partial(self._leave, seat))
        else:
            self._on_room()

    def sees(self, seat: Seat) -> bool:
        return self.seats.get(seat.respondent.id) is seat

    def _do(self, seat: Seat, act: Callable[[], object]) -> None:
        self._deeds.append(Deed(self._agenda.now, seat.sitting.session_id, act))

    def _come_online(self, sitting: Sitting) -> None:
        who, now = sitting.respondent, self._agenda.now
        if who.id in self.seats:
            return  # The sitting before was prolonged by its last conversation; this one is not.
        seat = self.seats[who.id] = Seat.at(sitting)
        come = partial(self._desks.come_online, sitting.session_id, who.id, sitting.limit, now)
        self._do(seat, come)
        self._plan(seat)
        self._on_room()

    def _plan(self, seat: Seat) -> None:
        sitting = seat.sitting
        if sitting.pause:
            self._agenda.at(sitting.pause[0], partial(self._go_away, seat))
        if sitting.new_limit:
            self._agenda.at(sitting.new_limit[0], partial(self._set_limit, seat))
        self._agenda.at(sitting.ends, partial(self._end, seat))

    def _go_away(self, seat: Seat) -> None:
        if seat.leaving or seat.sitting.pause is None:
            return
        seat.away = True
        reason: PresenceChangeReason = "declared" if seat.sitting.pause_declared else "heartbeat"
        who, now = seat.respondent.id, self._agenda.now
        self._do(seat, partial(self._desks.go_away, who, reason, now))
        self._agenda.at(seat.sitting.pause[1], partial(self._come_back, seat))

    def _come_back(self, seat: Seat) -> None:
        if seat.leaving or not self.sees(seat):
            return
        seat.away = False
        self._do(seat, partial(self._desks.come_back, seat.respondent.id, self._agenda.now))
        self._on_room()

    def _set_limit(self, seat: Seat) -> None:
        if seat.leaving or seat.sitting.new_limit is None:
            return
        seat.limit = seat.sitting.new_limit[1]
        who, now = seat.respondent.id, self._agenda.now
        self._do(seat, partial(self._desks.set_capacity, who, seat.limit, now))
        self._on_room()

    def _end(self, seat: Seat) -> None:
        """Take nothing new; leave when the last conversation is over."""
        seat.leaving = True
        if not seat.open_conversations:
            self._leave(seat)
        elif not seat.away:
            seat.away = True
            who, now = seat.respondent.id, self._agenda.now
            self._do(seat, partial(self._desks.go_away, who, "declared", now))

    def _leave(self, seat: Seat) -> None:
        reason: PresenceChangeReason = "declared" if seat.sitting.leave_declared else "heartbeat"
        who, now = seat.respondent.id, self._agenda.now
        self._do(seat, partial(self._desks.leave, who, reason, now))
        del self.seats[who]
