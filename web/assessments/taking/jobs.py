"""The worker's job that ends attempts whose time is over, with the answers saved by then."""

from datetime import datetime

from projections.assessments.attempts.queries import overdue
from projections.engine.one_by_one import one_by_one
from web.marketplace import Marketplace


def expire_attempts(marketplace: Marketplace, at: datetime) -> int:
    """
    End all attempts whose deadline is before an instant (UTC); return how many there were.

    Any number of workers may do this at once: ending an attempt twice changes nothing.
    Raises after all others what one attempt that cannot be ended raises.
    """
    read_models = marketplace.read_models
    with read_models.read(read_models.attempts) as db:
        attempt_ids = overdue(at, db)
    return one_by_one(lambda attempt_id: marketplace.attempts.time_out(attempt_id, at), attempt_ids)
