"""
When each stream was last open, by conversation or member: the heartbeat of browsers.

The streams process notes it for all open streams every few seconds. A process that is killed notes
nothing any more, so no browser counts as there for want of a goodbye.
"""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from web.private_store.store import Private, PrivateStore, insert_into
from web.private_store.utc_datetime import UtcTime

AT_ONCE = 400
"""Rows in a statement: databases limit its parameters."""


class StreamHeartbeat(Private):
    __tablename__ = "stream_heartbeat"

    audience_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    open_at: Mapped[datetime] = mapped_column(UtcTime())


heartbeats: Any = StreamHeartbeat.__table__


def note_open_streams(ids: Collection[UUID], at: datetime, store: PrivateStore) -> None:
    """Note that the streams of these conversations and members are open at a moment (UTC)."""
    rows = [{"audience_id": id, "open_at": at} for id in ids]
    for first in range(0, len(rows), AT_ONCE):
        with store.engine.begin() as db:
            insert = insert_into(heartbeats, db).values(rows[first : first + AT_ONCE])
            newer = {"open_at": insert.excluded.open_at}
            db.execute(insert.on_conflict_do_update(index_elements=["audience_id"], set_=newer))


def last_open(ids: Collection[UUID], store: PrivateStore) -> dict[UUID, datetime]:
    """When the streams of these were last open; without those that never were."""
    wanted = list(ids)
    found: dict[UUID, datetime] = {}
    with store.engine.connect() as db:
        for first in range(0, len(wanted), AT_ONCE):
            some = heartbeats.c.audience_id.in_(wanted[first : first + AT_ONCE])
            rows = db.execute(select(heartbeats).where(some))
            found.update((row.audience_id, row.open_at) for row in rows)
    return found


def remove_heartbeats_before(at: datetime, db: Connection) -> int:
    """Delete those that have not been open since; return how many there were."""
    return int(db.execute(delete(heartbeats).where(heartbeats.c.open_at < at)).rowcount)
