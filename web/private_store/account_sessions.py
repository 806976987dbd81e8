"""
The sessions of accounts: a cookie opens nothing unless its session is stored here.

So signing out ends a session for every copy of its cookie, and a new password ends all of them.
"""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import Connection, ForeignKey, Index, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from web.private_store.accounts import Account
from web.private_store.store import Private
from web.private_store.utc_datetime import UtcTime

LONGEST_SESSION = timedelta(hours=12)
"""However busy: a stolen cookie must not live for ever."""


class AccountSession(Private):
    __tablename__ = "account_session"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"))
    signed_in_at: Mapped[datetime] = mapped_column(UtcTime())

    __table_args__ = (Index("account_session_by_account", "account_id"),)


def start_session(account_id: uuid.UUID, at: datetime, db: Session) -> uuid.UUID:
    """Store a new session, and forget those of the account that are too old to open anything."""
    too_old = AccountSession.signed_in_at <= at - LONGEST_SESSION
    db.execute(delete(AccountSession).where(AccountSession.account_id == account_id, too_old))
    started = AccountSession(id=uuid.uuid4(), account_id=account_id, signed_in_at=at)
    db.add(started)
    return started.id


def account_in_session(session_id: uuid.UUID, at: datetime, db: Session) -> Account | None:
    """The account that is signed in by a session at a time (UTC), unless it was closed."""
    current = (AccountSession.id == session_id) & (
        AccountSession.signed_in_at > at - LONGEST_SESSION
    )
    query = select(Account).join(AccountSession, AccountSession.account_id == Account.id)
    return db.scalar(query.where(current, Account.active))


def end_session(session_id: uuid.UUID, db: Session) -> None:
    db.execute(delete(AccountSession).where(AccountSession.id == session_id))


def end_all_sessions(account_id: uuid.UUID, db: Session) -> None:
    db.execute(delete(AccountSession).where(AccountSession.account_id == account_id))


def remove_ended_sessions(at: datetime, db: Connection) -> int:
    """Delete the sessions that are too old to open anything at a time (UTC); return how many."""
    too_old = AccountSession.signed_in_at <= at - LONGEST_SESSION
    return db.execute(delete(AccountSession).where(too_old)).rowcount
