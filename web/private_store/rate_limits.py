"""
How often something may happen in a quarter of an hour, counted for all processes at once.

Each key has a window that begins when it is first counted (a fixed-window counter). Keys may be
addresses of people and hosts, so they are stored as keyed digests.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, Index, String, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from domain.log.locks import RATE_LIMITS
from web.private_store.hashing import keyed_digest
from web.private_store.store import Private, PrivateStore, insert_into

WINDOW_S = 15 * 60
WINDOW_MS = WINDOW_S * 1000


class RateLimit(Private):
    """How many attempts of a key were counted since its window began."""

    __tablename__ = "rate_limit"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    started_ms: Mapped[int] = mapped_column(BigInteger)
    attempts: Mapped[int]

    __table_args__ = (Index("rate_limit_started", "started_ms"),)


rate_limits: Any = RateLimit.__table__


class RateLimits:
    """
    An attempt counts when it begins, so that a hundred at once are a hundred.

    clock: seconds since 1970, by which the machines that share a database agree roughly; by
    default the store's.
    """

    def __init__(
        self, store: PrivateStore, secret_key: str, clock: Callable[[], float] | None = None
    ) -> None:
        self._engine = store.engine
        self._secret_key = secret_key
        self._clock = clock or (lambda: store.clock().timestamp())

    def begin(self, limits: Mapping[str, int]) -> float:
        """Count one attempt under each key; or count none and return how many seconds to wait."""
        limit_of = {self._digest(key): limit for key, limit in limits.items()}
        now_ms = int(self._clock() * 1000)
        with self._counting() as db:
            _remove_ended(now_ms, db)
            wait_ms = _wait_ms(limit_of, now_ms, db)
            if wait_ms <= 0:
                for key in limit_of:
                    _count(key, now_ms, db)
            return wait_ms / 1000

    def forgive(self, limits: Mapping[str, int]) -> None:
        """The attempt was successful: it does not count."""
        counted = rate_limits.c.key.in_([self._digest(key) for key in limits])
        change = update(rate_limits).where(counted, rate_limits.c.attempts > 0)
        with self._counting() as db:
            db.execute(change.values(attempts=rate_limits.c.attempts - 1))

    @contextmanager
    def _counting(self) -> Iterator[Connection]:
        """One at a time: on SQLite a writer is alone, on PostgreSQL it takes a lock."""
        with self._engine.begin() as db:
            if db.dialect.name == "postgresql":
                db.execute(select(func.pg_advisory_xact_lock(RATE_LIMITS)))
            yield db

    def _digest(self, key: str) -> str:
        return keyed_digest("rate limit", key, self._secret_key)


def _remove_ended(now_ms: int, db: Connection) -> None:
    """
    Windows that are over, and those of a clock that was set back since.

    A window may begin a little after `now_ms`: by the clock of another machine, or of a request
    that read its clock later but was counted earlier.
    """
    started = rate_limits.c.started_ms
    is_over = (started <= now_ms - WINDOW_MS) | (started > now_ms + WINDOW_MS)
    db.execute(delete(rate_limits).where(is_over))


def remove_ended_windows(at: datetime, db: Connection) -> int:
    """Delete the windows that are over at an instant (UTC); return how many there were."""
    started = rate_limits.c.started_ms
    ended = started <= int(at.timestamp() * 1000) - WINDOW_MS
    return db.execute(delete(rate_limits).where(ended)).rowcount


def _wait_ms(limit_of: Mapping[str, int], now_ms: int, db: Connection) -> int:
    """Until every key may be counted again; no longer than a window."""
    rows = db.execute(select(rate_limits).where(rate_limits.c.key.in_(limit_of)))
    full = [row.started_ms for row in rows if row.attempts >= limit_of[row.key]]
    waits = (started_ms + WINDOW_MS - now_ms for started_ms in full)
    return min(max(waits, default=0), WINDOW_MS)


def _count(key: str, now_ms: int, db: Connection) -> None:
    insert = insert_into(rate_limits, db).values(key=key, started_ms=now_ms, attempts=1)
    db.execute(
        insert.on_conflict_do_update(
            index_elements=["key"], set_={"attempts": rate_limits.c.attempts + 1}
        )
    )
