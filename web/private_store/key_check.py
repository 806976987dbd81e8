"""
Whether the private store is the one that belongs to this log, and opens with this key.

A known value lies sealed in it, written when the log is still empty: a store without it, beside a
log with events, was lost.
"""

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from web.installation.bad_setting import BadSetting
from web.private_store.accounts import Account
from web.private_store.encrypted_columns import Sealed
from web.private_store.store import Private, PrivateStore, insert_into

KNOWN = "comptoir"


class KeyCheck(Private):
    """One row, whose value everybody knows: with another key it does not open."""

    __tablename__ = "key_check"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[str] = mapped_column(Sealed("key_check.value"))


class LostStore(BadSetting):
    """The log has events, and the private store beside it has never been used."""


def check_private_store(store: PrivateStore, log_head: int) -> None:
    """
    Check that the store is not empty beside a log with events, and remember that it is in use.

    log_head: the newest position of the log. Raises LostStore, and WrongKey.
    """
    if _opens(store):
        return
    has_accounts = _has_accounts(store)
    if log_head and not has_accounts:
        raise LostStore(
            f"The private store is empty, but the log has {log_head} events. Restore the private"
            " store from the backup that belongs to this log, or set DATABASE_URL to the right"
            " log. If there have never been any accounts, add one with 'comptoir add-account'."
        )
    with store.engine.begin() as db:
        statement = insert_into(KeyCheck.__table__, db).on_conflict_do_nothing()
        db.execute(statement, {"number": 1, "value": KNOWN})


def check_key(store: PrivateStore) -> None:
    """Check that what is in the store opens with the key. Raises WrongKey."""
    if not _opens(store):
        _has_accounts(store)


def _opens(store: PrivateStore) -> bool:
    """False before the first use. Raises WrongKey."""
    with store.engine.connect() as db:
        return db.scalar(select(KeyCheck.value)) is not None


def _has_accounts(store: PrivateStore) -> bool:
    """Stores from before there was a known value have accounts. Raises WrongKey."""
    with store.engine.connect() as db:
        return db.scalar(select(Account.email).limit(1)) is not None
