"""
Extra time in timed tests, for those who need it.

Who asks for it, and who has it, may say something about their health: only the person and the
platform know, and nothing of it is in the log.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from domain.aggregate import now
from domain.errors import Invalid, NotNow
from web.private_store.accounts import Account
from web.private_store.encrypted_columns import Sealed
from web.private_store.store import Private, PrivateStore
from web.private_store.utc_datetime import UtcTime

PERCENTAGES = (0, 25, 33, 50, 100)


class ExtraTimeRow(Private):
    __tablename__ = "extra_time"

    account_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey(Account.id, ondelete="CASCADE"), primary_key=True
    )
    asked: Mapped[str] = mapped_column(Sealed("extra_time.asked"))
    granted: Mapped[str] = mapped_column(Sealed("extra_time.granted"))
    asked_at: Mapped[datetime] = mapped_column(UtcTime())
    decided_at: Mapped[datetime | None] = mapped_column(UtcTime())
    decided_by: Mapped[uuid.UUID | None]


class Wish(NamedTuple):
    """What somebody asked for, and what they have."""

    asked: int = 0
    granted: int = 0
    is_decided: bool = True


class Asked(NamedTuple):
    """A wish, for whoever decides."""

    account_id: uuid.UUID
    name: str
    email: str
    asked_at: datetime
    wish: Wish


class ExtraTime:
    def __init__(self, store: PrivateStore) -> None:
        self._sessions = store.sessions

    def of(self, account_id: uuid.UUID) -> Wish:
        row = self._sessions().get(ExtraTimeRow, account_id)
        return _wish(row) if row else Wish()

    def granted_to(self, account_id: uuid.UUID) -> int:
        """By how many percent a timed test is longer for this person."""
        return self.of(account_id).granted

    def ask(self, account_id: uuid.UUID, percent: int) -> None:
        """Wish for it; who wishes for none any more has none at once."""
        if percent not in PERCENTAGES:
            raise Invalid("Extra time is 25, 33, 50 or 100 percent, or none.")
        before = self.of(account_id)
        if percent == before.asked:
            return
        granted = before.granted if percent else 0
        told = {"asked": str(percent), "granted": str(granted), "asked_at": now()}
        decided_at = None if percent else now()
        row = ExtraTimeRow(account_id=account_id, **told, decided_at=decided_at, decided_by=None)
        self._sessions().merge(row)
        self._sessions().commit()

    def decide(self, account_id: uuid.UUID, percent: int, by: uuid.UUID) -> None:
        if percent not in PERCENTAGES:
            raise Invalid("Extra time is 25, 33, 50 or 100 percent, or none.")
        row = self._sessions().get(ExtraTimeRow, account_id)
        if row is None or row.asked == "0":
            raise NotNow("This person asks for no extra time.")
        row.granted, row.decided_at, row.decided_by = str(percent), now(), by
        self._sessions().commit()

    def all(self) -> Sequence[Asked]:
        """Everybody who asks for some: those who wait for an answer first, the oldest first."""
        query = select(ExtraTimeRow, Account).join(Account, Account.id == ExtraTimeRow.account_id)
        found = [_asked(row, account) for row, account in self._sessions().execute(query)]
        wanted = [each for each in found if each.wish.asked]
        return sorted(wanted, key=lambda each: (each.wish.is_decided, each.asked_at))


def _wish(row: ExtraTimeRow) -> Wish:
    return Wish(int(row.asked), int(row.granted), row.decided_at is not None)


def _asked(row: ExtraTimeRow, account: Any) -> Asked:
    return Asked(account.id, account.name, account.email, row.asked_at, _wish(row))
