"""
Extra time in timed tests, for members who need it.

A request for it may say something about a member's health: only the member and the platform know
of it, and nothing of it is in the log.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from domain.errors import Invalid, NotNow
from web.private_store.accounts import Account
from web.private_store.encrypted_columns import Sealed
from web.private_store.store import Private, PrivateStore
from web.private_store.utc_datetime import UtcTime

PERCENTAGES = (0, 25, 33, 50, 100)


class ExtraTimeRequest(Private):
    __tablename__ = "extra_time"

    account_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey(Account.id, ondelete="CASCADE"), primary_key=True
    )
    requested_percent: Mapped[str] = mapped_column(Sealed("extra_time.requested_percent"))
    granted_percent: Mapped[str] = mapped_column(Sealed("extra_time.granted_percent"))
    requested_at: Mapped[datetime] = mapped_column(UtcTime())
    decided_at: Mapped[datetime | None] = mapped_column(UtcTime())
    decided_by: Mapped[uuid.UUID | None]


class ExtraTimeStatus(NamedTuple):
    """What a member has requested and been granted, as percentages added to a test's time."""

    requested: int = 0
    granted: int = 0
    is_decided: bool = True


class ListedRequest(NamedTuple):
    """A request, for the platform's people who decide on it."""

    account_id: uuid.UUID
    name: str
    email: str
    requested_at: datetime
    status: ExtraTimeStatus


class ExtraTime:
    def __init__(self, store: PrivateStore) -> None:
        self._sessions, self._clock = store.sessions, store.clock

    def of(self, account_id: uuid.UUID) -> ExtraTimeStatus:
        row = self._sessions().get(ExtraTimeRequest, account_id)
        return _status(row) if row else ExtraTimeStatus()

    def granted_to(self, account_id: uuid.UUID) -> int:
        """By how many percent a timed test is longer for this member."""
        return self.of(account_id).granted

    def request(self, account_id: uuid.UUID, percent: int) -> None:
        """Request it; a request for none takes effect at once. Raises Invalid."""
        if percent not in PERCENTAGES:
            raise Invalid("Choose extra time of 25, 33, 50 or 100 percent, or none.")
        before = self.of(account_id)
        if percent == before.requested:
            return
        row = ExtraTimeRequest(
            account_id=account_id,
            requested_percent=str(percent),
            granted_percent=str(before.granted if percent else 0),
            requested_at=self._clock(),
            decided_at=None if percent else self._clock(),
            decided_by=None,
        )
        self._sessions().merge(row)
        self._sessions().commit()

    def decide(self, account_id: uuid.UUID, percent: int, by: uuid.UUID) -> None:
        """Grant so many percent, or none. Raises Invalid, or NotNow when there is no request."""
        if percent not in PERCENTAGES:
            raise Invalid("Choose extra time of 25, 33, 50 or 100 percent, or none.")
        row = self._sessions().get(ExtraTimeRequest, account_id)
        if row is None or row.requested_percent == "0":
            raise NotNow("This person has not asked for extra time.")
        row.granted_percent, row.decided_at, row.decided_by = str(percent), self._clock(), by
        self._sessions().commit()

    def all(self) -> Sequence[ListedRequest]:
        """All requests for some: those that wait for an answer first, the oldest first."""
        query = select(ExtraTimeRequest, Account).join(
            Account, Account.id == ExtraTimeRequest.account_id
        )
        requests = [_listed(row, account) for row, account in self._sessions().execute(query)]
        return sorted(
            (request for request in requests if request.status.requested),
            key=lambda request: (request.status.is_decided, request.requested_at),
        )


def _status(row: ExtraTimeRequest) -> ExtraTimeStatus:
    is_decided = row.decided_at is not None
    return ExtraTimeStatus(int(row.requested_percent), int(row.granted_percent), is_decided)


def _listed(row: ExtraTimeRequest, account: Any) -> ListedRequest:
    return ListedRequest(account.id, account.name, account.email, row.requested_at, _status(row))
