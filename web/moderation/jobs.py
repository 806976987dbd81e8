"""Suspensions whose notice is over begin, those whose time is over end: what the worker does."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from domain.errors import Refused
from projections.moderation.suspensions import due
from web.marketplace import Marketplace

logger = logging.getLogger(__name__)


def apply_due_suspensions(marketplace: Marketplace, at: datetime) -> int:
    """
    Begin and end the suspensions that are due by then (UTC); returns how many were changed.

    Any number of workers may do this at once: who is second is refused, and goes on.
    """
    read_models, suspensions = marketplace.read_models, marketplace.suspensions
    with read_models.read(read_models.suspensions) as db:
        due_by_then = due(at, db)
    started = sum(_is_done(partial(suspensions.take_effect, id, at)) for id in due_by_then.begin)
    ended = sum(_is_done(partial(suspensions.expire, id, at)) for id in due_by_then.end)
    return started + ended


def _is_done(act: Callable[[], int]) -> bool:
    try:
        act()
    except Refused as refusal:
        # Another worker did it a moment ago, or a person ended it.
        logger.info("A suspension was not changed: %s", refusal)
        return False
    return True
