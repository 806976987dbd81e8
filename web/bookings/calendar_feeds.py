"""
The secret addresses of calendar feeds: one for an expert, one for a brand.

Calendar programs cannot sign in, so the address is the secret. It is shown once; stored is only a
keyed digest, by which it is recognised. A new address ends the one before at once.
"""

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from web.private_store.accounts import Account
from web.private_store.hashing import keyed_digest
from web.private_store.store import Private, PrivateStore
from web.private_store.utc_datetime import UtcTime

SECRET_BYTES = 32


class CalendarFeed(Private):
    __tablename__ = "calendar_feed"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid4)
    account_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey(Account.id, ondelete="CASCADE"), unique=True
    )
    brand_id: Mapped[uuid.UUID | None] = mapped_column(unique=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    language: Mapped[str] = mapped_column(String(2))
    """That of the person who made the address."""
    renewed_at: Mapped[datetime] = mapped_column(UtcTime())


@dataclass(frozen=True)
class FeedOwner:
    """Whose shifts a feed shows: an expert's, or those of a brand's bookings."""

    account_id: UUID | None = None
    brand_id: UUID | None = None


class CalendarFeeds:
    def __init__(self, store: PrivateStore, secret_key: str) -> None:
        self._sessions, self._clock, self._secret_key = store.sessions, store.clock, secret_key

    def renew(self, owner: FeedOwner, language: str) -> str:
        """Make a new address and return its secret, for the only time; the old one ends."""
        secret, session = secrets.token_urlsafe(SECRET_BYTES), self._sessions()
        session.execute(delete(CalendarFeed).where(_of(owner)))
        session.add(
            CalendarFeed(
                account_id=owner.account_id,
                brand_id=owner.brand_id,
                digest=self._digest(secret),
                language=language,
                renewed_at=self._clock(),
            )
        )
        session.commit()
        return secret

    def renewed_at(self, owner: FeedOwner) -> datetime | None:
        """When the present address was made; None without one."""
        feed = self._sessions().scalar(select(CalendarFeed).where(_of(owner)))
        return feed.renewed_at if feed else None

    def with_secret(self, secret: str) -> CalendarFeed | None:
        """The feed at an address; None for no present one, and for a closed account."""
        query = select(CalendarFeed).where(CalendarFeed.digest == self._digest(secret))
        feed = self._sessions().scalar(query)
        if feed is None or feed.account_id is None:
            return feed
        account = self._sessions().get(Account, feed.account_id)
        return feed if account is not None and account.active else None

    def _digest(self, secret: str) -> str:
        return keyed_digest("calendar feed", secret, self._secret_key)


def _of(owner: FeedOwner) -> ColumnElement[bool]:
    if owner.account_id is not None:
        return CalendarFeed.account_id == owner.account_id
    return CalendarFeed.brand_id == owner.brand_id
