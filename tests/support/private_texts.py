"""Texts that tests store, as a page does it."""

from datetime import datetime
from uuid import UUID

from web.private_store.store import PrivateStore
from web.private_store.texts import PrivateTexts


def stored_text(
    store: PrivateStore, text: str, aggregate_id: UUID, member_id: UUID, at: datetime
) -> UUID:
    """A text that an event of the aggregate is about to name; returns its id."""
    with PrivateTexts(store).with_event_of(aggregate_id, member_id, at) as store_text:
        return store_text(text)
