"""Whether the private store can be used, for operators: its tables, its key, texts left over."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Engine, func, select

from web.private_store.encrypted_columns import WrongKey
from web.private_store.jobs import SETTLED_AFTER
from web.private_store.key_check import check_key
from web.private_store.store import NEWEST_REVISION, PrivateStore, revision_of
from web.private_store.texts import texts


class PrivateStoreHealth(NamedTuple):
    """What was found at one moment. Of tables of another revision only that is known."""

    revision: str | None
    """The revision of its tables; None: it has none."""
    opens: bool = True
    """Whether what is sealed in it opens with the private key."""
    unsettled_texts: int = 0
    """How many texts no event has named for longer than a command may take."""

    @property
    def problems(self) -> Iterator[str]:
        """What an operator has to do."""
        if self.revision is None:
            yield (
                "The private store is missing or empty. Restore it from the backup that belongs to"
                " this log."
            )
        elif self.revision < NEWEST_REVISION:
            yield (
                f"The tables of the private store have revision {self.revision}, not"
                f" {NEWEST_REVISION}. Start `comptoir work`, which migrates them."
            )
        elif self.revision > NEWEST_REVISION:
            yield (
                f"The tables of the private store have revision {self.revision}, which this"
                " version of Comptoir does not know. Update Comptoir."
            )
        if not self.opens:
            yield (
                "The private store does not open with this private key. Set COMPTOIR_PRIVATE_KEY to"
                " the key it was created with, or restore the key file from a backup."
            )


def private_store_health(store: PrivateStore, at: datetime) -> PrivateStoreHealth:
    """Look at a store that was opened, at an instant (UTC). Raises a DATABASE_INTERRUPTION."""
    with store.engine.connect() as db:
        revision = revision_of(db)
    if revision != NEWEST_REVISION:
        return PrivateStoreHealth(revision)
    return PrivateStoreHealth(revision, _opens(store), _unsettled(store.engine, at))


def _opens(store: PrivateStore) -> bool:
    try:
        check_key(store)
    except WrongKey:
        return False
    return True


def _unsettled(engine: Engine, at: datetime) -> int:
    is_unsettled = texts.c.pending_since < at - SETTLED_AFTER
    with engine.connect() as db:
        return db.scalar(select(func.count()).select_from(texts).where(is_unsettled)) or 0
