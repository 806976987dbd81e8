"""The projection of presence, and how events change it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row, select, update

from domain.conversations.conversation import Conversation
from domain.log.envelope import EventEnvelope
from domain.members.member import Member
from domain.presence.presence_session import Presence, PresenceSession
from projections.engine.bulk_insert import insert_rows, upsert_rows
from projections.engine.timestamps import ms_of
from projections.presence.tables import engagements, levels, minutes, sessions
from projections.presence.tables import tables as presence_tables
from projections.presence.timeline import MINUTE_MS, days_between, fill, new_line

MAX_IN_MEMORY = 20_000
"""Lines of minutes, and as many respondents, before they are written."""
READ_AT_ONCE = 500
LineKey = tuple[bytes, str, int]
Models = dict[str, str]
"""By brand (hexadecimal), under which model a respondent answers for it."""


class RespondentSession(msgspec.Struct):
    """A respondent's latest presence session; fields in the order of the columns of `sessions`."""

    respondent_id: bytes
    presence: str = Presence.LEFT
    capacity: int = 0
    open_conversations: int = 0
    engagements: Models = {}
    languages: str = "[]"
    subjects: str = "[]"

    @property
    def is_available(self) -> bool:
        """Whether the respondent is online and not full."""
        return self.presence == Presence.ONLINE and self.open_conversations < self.capacity

    @classmethod
    def of_row(cls, row: Row[Any]) -> "RespondentSession":
        """The session of a row of `sessions`, as `row` makes it."""
        session = cls(*row)
        session.engagements = msgspec.json.decode(row.engagements, type=Models)
        return session

    def row(self) -> tuple[Any, ...]:
        """The session as a row of `sessions`."""
        *before, engagements, languages, subjects = msgspec.structs.astuple(self)
        return (*before, _json(engagements), languages, subjects)


class Level(msgspec.Struct):
    """How many are available, and since when."""

    available: int
    since_ms: int


class PresenceFold:
    """Holds respondents and the day's minutes in memory: both change many times before a flush."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._sessions: dict[bytes, RespondentSession] = {}
        self._levels: dict[tuple[bytes, str], Level | None] = {}
        self._lines: dict[LineKey, bytearray] = {}

    def apply(self, batch: Sequence[EventEnvelope[Any]]) -> None:
        for event in batch:
            self._record_engagement(event)
        changes = [(_respondent(event), event.data) for event in batch]
        self._read_sessions({respondent_id for respondent_id, _ in changes if respondent_id})
        for respondent_id, event in changes:
            if respondent_id:
                self._change(self._sessions[respondent_id], event, ms_of(event.at))
        if max(len(self._lines), len(self._sessions)) > MAX_IN_MEMORY:
            self.flush()

    def _record_engagement(self, event: EventEnvelope[Any]) -> None:
        match event.data:
            case Member.EngagementStarted(brand_id=brand_id, terms=terms, at=at):
                row = (event.stream, brand_id.bytes, ms_of(at), terms.model, None)
                insert_rows(engagements, [row], self._db)
            case Member.EngagementEnded(brand_id=brand_id, at=at):
                theirs = engagements.c.member_id == event.stream
                current = (engagements.c.brand_id == brand_id.bytes) & (
                    engagements.c.until_ms.is_(None)
                )
                ended = update(engagements).where(theirs, current).values(until_ms=ms_of(at))
                self._db.execute(ended)

    def _read_sessions(self, respondent_ids: set[bytes]) -> None:
        """Read the sessions that are not in memory; a respondent without one gets an empty one."""
        missing = [id for id in respondent_ids if id not in self._sessions]
        self._sessions.update(
            (respondent_id, RespondentSession(respondent_id)) for respondent_id in missing
        )
        for first in range(0, len(missing), READ_AT_ONCE):
            condition = sessions.c.respondent_id.in_(missing[first : first + READ_AT_ONCE])
            for row in self._db.execute(select(sessions).where(condition)):
                self._sessions[row.respondent_id] = RespondentSession.of_row(row)

    def _change(self, session: RespondentSession, event: Any, at_ms: int) -> None:
        was_available, models = session.is_available, session.engagements
        _apply_event(session, event)
        if was_available:
            self._step(models, -1, at_ms)
        if session.is_available:
            self._step(session.engagements, 1, at_ms)

    def _step(self, models: Models, change: int, at_ms: int) -> None:
        for brand, model in models.items():
            for level_model in (model, ""):
                self._shift(bytes.fromhex(brand), level_model, change, at_ms)

    def _shift(self, brand_id: bytes, model: str, change: int, at_ms: int) -> None:
        level = self._level(brand_id, model)
        if level is None:
            self._levels[brand_id, model] = Level(change, at_ms)
            self._begin(brand_id, model, at_ms)
            return
        # Events can be recorded late; minutes are filled forwards only.
        at_ms = max(at_ms, level.since_ms)
        self._fill(brand_id, model, level, at_ms)
        level.available += change
        level.since_ms = at_ms

    def _begin(self, brand_id: bytes, model: str, at_ms: int) -> None:
        [(day, start, _)] = days_between(at_ms, at_ms + 1)
        line = self._lines[brand_id, model, day] = new_line(start)
        if at_ms % MINUTE_MS:
            line[start] = 0

    def _fill(self, brand_id: bytes, model: str, level: Level, until_ms: int) -> None:
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
            line = self._line(brand_id, model, day, has_line=first)
            fill(line, start, end, level.available, whole=whole)

    def _line(self, brand_id: bytes, model: str, day: int, *, has_line: bool) -> bytearray:
        """The line of a day; without has_line it is not read, since there is none yet."""
        key = (brand_id, model, day)
        if key not in self._lines:
            written = None
            if has_line:
                condition = (minutes.c.brand_id == brand_id) & (minutes.c.model == model)
                query = select(minutes.c.line).where(condition, minutes.c.day == day)
                written = self._db.scalar(query)
            self._lines[key] = bytearray(written) if written else new_line()
        return self._lines[key]

    def _level(self, brand_id: bytes, model: str) -> Level | None:
        if (brand_id, model) not in self._levels:
            of_brand = (levels.c.brand_id == brand_id) & (levels.c.model == model)
            query = select(levels.c.available, levels.c.since_ms).where(of_brand)
            row = self._db.execute(query).first()
            self._levels[brand_id, model] = Level(*row) if row else None
        return self._levels[brand_id, model]

    def flush(self) -> None:
        upsert_rows(sessions, [session.row() for session in self._sessions.values()], self._db)
        changed = [(*key, level) for key, level in self._levels.items() if level]
        upsert_rows(levels, [(b, m, x.available, x.since_ms) for b, m, x in changed], self._db)
        lines = [(*key, bytes(line)) for key, line in self._lines.items()]
        upsert_rows(minutes, lines, self._db)
        for cache in (self._sessions, self._levels, self._lines):
            cache.clear()


SLOT_EVENTS = (
    Conversation.Claimed,
    Conversation.Transferred,
    Conversation.ClaimReleased,
    Conversation.Closed,
    Conversation.Lost,
)


PRESENCE_AFTER: dict[type, Presence] = {
    PresenceSession.WentAway: Presence.AWAY,
    PresenceSession.Returned: Presence.ONLINE,
    PresenceSession.Left: Presence.LEFT,
}


def _respondent(event: EventEnvelope[Any]) -> bytes | None:
    """The respondent whose session an event changes; None: imported conversations have no slot."""
    if isinstance(event.data, Member.EngagementStarted):
        return None  # the next session brings it along, or EngagementAdded
    if isinstance(event.data, Member.EngagementEnded):
        return event.stream
    if isinstance(event.data, SLOT_EVENTS) and not event.data.slot:
        return None
    respondent_id: UUID | None = event.data.respondent_id
    return respondent_id.bytes if respondent_id else None


def _apply_event(session: RespondentSession, event: Any) -> None:
    match event:
        case PresenceSession.CameOnline():
            _come_online(session, event)
        case PresenceSession.CapacitySet(capacity=capacity):
            session.capacity = capacity
        case PresenceSession.EngagementAdded() | Member.EngagementEnded():
            session.engagements = _engagements_after(event, session.engagements)
        case Conversation.Claimed():
            session.open_conversations += 1
        case (
            Conversation.Transferred()
            | Conversation.ClaimReleased()
            | Conversation.Closed()
            | Conversation.Lost()
        ):
            session.open_conversations -= 1
        case _:
            session.presence = PRESENCE_AFTER[type(event)]


def _engagements_after(
    event: PresenceSession.EngagementAdded | Member.EngagementEnded, before: Models
) -> Models:
    match event:
        case PresenceSession.EngagementAdded(engagement=added):
            return {**before, added.brand_id.hex: added.terms.model}
        case Member.EngagementEnded(brand_id=brand_id):
            return {brand: model for brand, model in before.items() if brand != brand_id.hex}


def _come_online(session: RespondentSession, event: PresenceSession.CameOnline) -> None:
    session.presence = Presence.ONLINE
    session.capacity = event.capacity
    session.engagements = {
        engagement.brand_id.hex: engagement.terms.model for engagement in event.engagements
    }
    session.languages = _json(event.languages)
    session.subjects = _json([subject.hex for subject in event.subjects])


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


class PresenceProjection:
    """Presence sessions, and how many respondents were available in each minute."""

    name = "presence"
    version = 4
    tables = presence_tables
    event_types = (
        PresenceSession.CameOnline,
        PresenceSession.EngagementAdded,
        PresenceSession.WentAway,
        PresenceSession.Returned,
        PresenceSession.CapacitySet,
        PresenceSession.Left,
        Member.EngagementStarted,
        Member.EngagementEnded,
        *SLOT_EVENTS,
    )

    def begin(self, db: Connection) -> PresenceFold:
        return PresenceFold(db)
