"""Attempts whose time is over are handed in with what was saved, though their owners are gone."""

from datetime import datetime

from projections.assessments.attempts.queries import overdue
from web.marketplace import Marketplace


def expire_attempts(marketplace: Marketplace, at: datetime) -> int:
    """
    Hand in all attempts that ran out of time by then (UTC); returns how many there were.

    Any number of workers may do this at once: handing in twice is handing in.
    """
    read_models = marketplace.read_models
    with read_models.read(read_models.attempts) as db:
        attempt_ids = overdue(at, db)
    for attempt_id in attempt_ids:
        marketplace.attempts.time_out(attempt_id, at)
    return len(attempt_ids)
