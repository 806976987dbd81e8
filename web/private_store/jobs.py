"""The worker's job that finds out which stored texts are named by an event."""

from datetime import datetime, timedelta

from domain.log.event_log import EventLog
from web.private_store.texts import PrivateTexts

SETTLED_AFTER = timedelta(minutes=10)
"""Longer than any command takes: by then the event is in the log, or never will be."""


def settle_texts(texts: PrivateTexts, log: EventLog, at: datetime) -> int:
    """
    Keep the pending texts that an event of their aggregate names, and delete the others.

    Returns how many texts are no longer pending. Any number of workers may do this at once.
    """
    pending = texts.pending_before(at - SETTLED_AFTER)
    for aggregate_id, text_ids in pending.items():
        history = b"".join(row.state for row in log.rows.rows_of(aggregate_id))
        named = {text_id for text_id in text_ids if str(text_id).encode() in history}
        texts.settle(named, set(text_ids) - named)
    return sum(map(len, pending.values()))
