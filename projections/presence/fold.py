"""How events change presence."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from domain.conversations.conversation import Conversation
from domain.members.member import Member
from domain.presence.presence_session import Presence, PresenceSession
from projections.engine.bulk_insert import upsert_rows
from projections.engine.projection import Seen
from projections.engine.timestamps import ms_of
from projections.presence.tables import levels, minutes, sessions
from projections.presence.timeline import MINUTE_MS, days_between, draw, new_line

encode = msgspec.json.encode
LINES_IN_MEMORY = 20_000
LineKey = tuple[bytes, str, int]


class RespondentSession(msgspec.Struct):
    """A respondent's latest sitting, field by field in the order of the columns of `seats`."""

    respondent_id: bytes
    presence: str = Presence.LEFT
    capacity: int = 0
    open_conversations: int = 0
    engagements: str = "{}"
    languages: str = "[]"
    subjects: str = "[]"

    @property
    def is_available(self) -> bool:
        return self.presence == Presence.ONLINE and self.open_conversations < self.capacity

    def models(self) -> dict[str, str]:
        """By brand (hexadecimal), under which model the respondent answers for it."""
        return msgspec.json.decode(self.engagements, type=dict[str, str])


class Level(msgspec.Struct):
    """How many are available, and since when."""

    available: int
    since_ms: int


class PresenceFold:
    def __init__(self, db: Connection, *, fresh: bool) -> None:
        self._db = db
        self._fresh = fresh
        self._sessions: dict[bytes, RespondentSession] = {}
        self._levels: dict[tuple[bytes, str], Level | None] = {}
        self._lines: dict[LineKey, bytearray] = {}

    def take(self, batch: Sequence[Seen]) -> None:
        for seen in batch:
            self._apply(seen.stream, seen.event)
        if len(self._lines) > LINES_IN_MEMORY:
            self.write()

    def _apply(self, stream: bytes, event: Any) -> None:
        if isinstance(event, Member.EngagementEnded):
            self._change(self._session(stream), event, ms_of(event.at))
        elif not isinstance(event, SLOT_EVENTS):
            session = self._session(event.respondent_id.bytes)
            self._change(session, event, ms_of(event.at))
        elif event.slot and event.respondent_id is not None:
            self._change(self._session(event.respondent_id.bytes), event, ms_of(event.at))

    def _change(self, session: RespondentSession, event: Any, at_ms: int) -> None:
        was, models = session.is_available, session.models()
        _move(session, event)
        if was:
            self._step(models, -1, at_ms)
        if session.is_available:
            self._step(session.models(), 1, at_ms)

    def _step(self, models: dict[str, str], change: int, at_ms: int) -> None:
        for brand, model in models.items():
            for each in (model, ""):
                self._shift(bytes.fromhex(brand), each, change, at_ms)

    def _shift(self, brand_id: bytes, model: str, change: int, at_ms: int) -> None:
        level = self._level(brand_id, model)
        if level is None:
            self._levels[brand_id, model] = Level(change, at_ms)
            self._begin(brand_id, model, at_ms)
            return
        # Facts can be told late; the line of minutes is drawn forwards only.
        at_ms = max(at_ms, level.since_ms)
        self._draw(brand_id, model, level, at_ms)
        level.available += change
        level.since_ms = at_ms

    def _begin(self, brand_id: bytes, model: str, at_ms: int) -> None:
        [(day, start, _)] = days_between(at_ms, at_ms + 1)
        line = self._lines[brand_id, model, day] = new_line(start)
        if at_ms % MINUTE_MS:
            line[start] = 0

    def _draw(self, brand_id: bytes, model: str, level: Level, until_ms: int) -> None:
        if until_ms <= level.since_ms:
            return
        spans = days_between(level.since_ms, until_ms)
        for number, (day, start, end) in enumerate(spans):
            first, last = number == 0, number == len(spans) - 1
            whole = (
                not first or not level.since_ms % MINUTE_MS,
                not last or not until_ms % MINUTE_MS,
            )
            if level.available == 0 and not first and not last:
                continue
            line = self._line(brand_id, model, day, begun=first)
            draw(line, start, end, level.available, whole=whole)

    def _line(self, brand_id: bytes, model: str, day: int, *, begun: bool) -> bytearray:
        """A day after the one up to which was drawn has no line yet: it need not be looked for."""
        key = (brand_id, model, day)
        if key not in self._lines:
            found = None
            if begun and not self._fresh:
                chosen = (minutes.c.brand_id == brand_id) & (minutes.c.model == model)
                query = select(minutes.c.line).where(chosen, minutes.c.day == day)
                found = self._db.scalar(query)
            self._lines[key] = bytearray(found) if found else new_line()
        return self._lines[key]

    def _session(self, respondent_id: bytes) -> RespondentSession:
        if respondent_id not in self._sessions:
            query = select(sessions).where(sessions.c.respondent_id == respondent_id)
            row = None if self._fresh else self._db.execute(query).first()
            self._sessions[respondent_id] = (
                RespondentSession(*row) if row else RespondentSession(respondent_id)
            )
        return self._sessions[respondent_id]

    def _level(self, brand_id: bytes, model: str) -> Level | None:
        if (brand_id, model) not in self._levels:
            ours = (levels.c.brand_id == brand_id) & (levels.c.model == model)
            query = select(levels.c.available, levels.c.since_ms).where(ours)
            row = None if self._fresh else self._db.execute(query).first()
            self._levels[brand_id, model] = Level(*row) if row else None
        return self._levels[brand_id, model]

    def write(self) -> None:
        rows = [msgspec.structs.astuple(session) for session in self._sessions.values()]
        upsert_rows(sessions, rows, self._db)
        known = [(*key, level) for key, level in self._levels.items() if level]
        upsert_rows(levels, [(b, m, x.available, x.since_ms) for b, m, x in known], self._db)
        lines = [(*key, bytes(line)) for key, line in self._lines.items()]
        upsert_rows(minutes, lines, self._db)
        self._lines.clear()
        self._fresh = False


SLOT_EVENTS = (
    Conversation.Claimed,
    Conversation.Transferred,
    Conversation.Closed,
    Conversation.Lost,
)


PRESENCE_AFTER: dict[type, Presence] = {
    PresenceSession.WentAway: Presence.AWAY,
    PresenceSession.Returned: Presence.ONLINE,
    PresenceSession.Left: Presence.LEFT,
}


def _move(session: RespondentSession, event: Any) -> None:
    match event:
        case PresenceSession.CameOnline():
            _come_online(session, event)
        case PresenceSession.CapacitySet(capacity=capacity):
            session.capacity = capacity
        case Member.EngagementEnded(brand_id=brand_id):
            engagements = {
                brand: m for brand, m in session.models().items() if brand != brand_id.hex
            }
            session.engagements = encode(engagements).decode()
        case Conversation.Claimed():
            session.open_conversations += 1
        case Conversation.Transferred() | Conversation.Closed() | Conversation.Lost():
            session.open_conversations -= 1
        case _:
            session.presence = PRESENCE_AFTER[type(event)]


def _come_online(session: RespondentSession, event: PresenceSession.CameOnline) -> None:
    session.presence = Presence.ONLINE
    session.capacity = event.capacity
    engagements = {each.brand_id.hex: each.terms.model for each in event.engagements}
    session.engagements = encode(engagements).decode()
    session.languages = encode(event.languages).decode()
    session.subjects = encode([subject.hex for subject in event.subjects]).decode()
