"""Suspensions whose notice is over begin, those whose time is over end: what the worker does."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial

from domain.aggregate import now
from domain.errors import Refused
from domain.log.event_log import LOG_TROUBLE
from projections.moderation.suspensions import due
from web.marketplace import Marketplace

LOOK_AGAIN_S = 10.0

logger = logging.getLogger(__name__)


def keep_time(marketplace: Marketplace, at: datetime) -> int:
    """Do what is due by now; return how much that was. Any number may be at it at once."""
    read_models, suspensions = marketplace.read_models, marketplace.suspensions
    with read_models.read(read_models.suspensions) as db:
        found = due(at, db)
    begun = sum(_done(partial(suspensions.take_effect, id, at)) for id in found.begin)
    return begun + sum(_done(partial(suspensions.end, id, None, at)) for id in found.end)


def keep_time_until(marketplace: Marketplace, stop: threading.Event) -> None:
    while not stop.wait(LOOK_AGAIN_S):
        try:
            keep_time(marketplace, now())
        except LOG_TROUBLE:
            logger.exception("Suspensions could not be looked at; they are again in a moment.")


def _done(act: Callable[[], int]) -> bool:
    try:
        act()
    except Refused as refusal:
        # Somebody else did it a moment ago, or a person ended it.
        logger.info("A suspension was not changed: %s", refusal)
        return False
    return True
