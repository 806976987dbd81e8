"""What routing and the comparison read of presence."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Connection, or_, select

from domain.brands.opening_hours import Interval
from domain.conversations.routing import PresentRespondent
from domain.presence.presence_session import Presence
from projections.engine.timestamps import ms_of
from projections.presence.tables import engagements, levels, minutes, sessions
from projections.presence.timeline import DAY_MINUTES, MINUTE_MS, MOST, OPEN

OPEN_DAY = bytes([OPEN]) * DAY_MINUTES


def present_respondents(brand_id: UUID, db: Connection) -> list[PresentRespondent]:
    """The respondents of a brand who have not left, online or away, as routing needs them."""
    rows = db.execute(select(sessions).where(sessions.c.presence != Presence.LEFT))
    respondents = []
    for row in rows:
        model = msgspec.json.decode(row.engagements, type=dict[str, str]).get(brand_id.hex)
        if model is not None:
            respondents.append(
                PresentRespondent(
                    UUID(bytes=row.respondent_id),
                    model,
                    tuple(msgspec.json.decode(row.languages, type=list[str])),
                    frozenset(map(UUID, msgspec.json.decode(row.subjects, type=list[str]))),
                    row.capacity,
                    row.open_conversations,
                    away=row.presence == Presence.AWAY,
                )
            )
    return respondents


def present_ids(db: Connection) -> list[UUID]:
    """All respondents who have not left, online or away."""
    present = select(sessions.c.respondent_id).where(sessions.c.presence != Presence.LEFT)
    return [UUID(bytes=id) for id in db.scalars(present)]


def staffed_minutes(
    brand_id: UUID,
    model: str,
    opened: Sequence[Interval],
    least: int,
    until: datetime,
    db: Connection,
) -> int:
    """
    Count the opening minutes in which enough respondents were online and not full all the time.

    model: an engagement model; '' for all. opened: the opening times that have passed, in order.
    least: how many respondents are enough. until: now: the present level counts up to now and no
    further.
    """
    spans = list(_whole_minutes(opened))
    if not spans:
        return 0
    days = range(spans[0][0], spans[-1][0] + 1)
    lines = _lines(brand_id, model, days, until, db)
    enough = bytes(1 if least <= level != OPEN else 0 for level in range(256))
    total = 0
    for day, start, end in spans:
        if day in lines:
            total += lines[day][start:end].translate(enough).count(1)
    return total


def models_in_service(
    brand_id: UUID, since: datetime, until: datetime, db: Connection
) -> frozenset[str]:
    """The engagement models under which anyone was engaged with a brand within [since, until)."""
    e = engagements.c
    overlaps = (e.since_ms < ms_of(until)) & or_(e.until_ms.is_(None), e.until_ms > ms_of(since))
    query = select(e.model).where(e.brand_id == brand_id.bytes, overlaps).distinct()
    return frozenset(db.scalars(query))


def opened_minutes(opened: Iterable[Interval]) -> int:
    """The number of whole minutes within these times."""
    return sum(end - start for _, start, end in _whole_minutes(opened))


def _whole_minutes(opened: Iterable[Interval]) -> Iterator[tuple[int, int, int]]:
    """The minutes wholly within these times: UTC day, first minute, one past the last."""
    for start, end in opened:
        first = -(-ms_of(start) // MINUTE_MS)
        last = max(first, ms_of(end) // MINUTE_MS)
        for day in range(first // DAY_MINUTES, (last - 1) // DAY_MINUTES + 1):
            begin = day * DAY_MINUTES
            yield day, max(first - begin, 0), min(last - begin, DAY_MINUTES)


def _lines(
    brand_id: UUID, model: str, days: range, until: datetime, db: Connection
) -> dict[int, bytes]:
    of_brand = (minutes.c.brand_id == brand_id.bytes) & (minutes.c.model == model)
    in_days = minutes.c.day.between(days[0], days[-1])
    query = select(minutes.c.day, minutes.c.line).where(of_brand, in_days)
    lines = {row.day: row.line for row in db.execute(query)}
    theirs = (levels.c.brand_id == brand_id.bytes) & (levels.c.model == model)
    level = db.execute(select(levels).where(theirs)).first()
    if level is not None:
        _carry_on(lines, days, level.available, level.since_ms, ms_of(until))
    return lines


def _carry_on(
    lines: dict[int, bytes], days: range, available: int, since_ms: int, until_ms: int
) -> None:
    """Apply the present level to the days, from when it began until now."""
    since, until = since_ms // MINUTE_MS, until_ms // MINUTE_MS
    lowered = bytes(min(level, available, MOST) for level in range(256))
    for day in range(max(days[0], since // DAY_MINUTES), min(days[-1], until // DAY_MINUTES) + 1):
        start = max(since - day * DAY_MINUTES, 0)
        end = max(start, min(until - day * DAY_MINUTES, DAY_MINUTES))
        line = lines.get(day, OPEN_DAY)
        lines[day] = line[:start] + line[start:end].translate(lowered) + line[end:]
