"""The worker's job that makes suspensions take effect after their notice, and expire."""

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
    Make the suspensions that are due by an instant (UTC) take effect or expire; return how many.

    Any number of workers may do this at once: the second one is refused and goes on.
    """
    read_models, suspensions = marketplace.read_models, marketplace.suspensions
    with read_models.read(read_models.suspensions) as db:
        suspension_ids = due(at, db)
    took_effect = sum(
        _is_done(partial(suspensions.take_effect, id, at)) for id in suspension_ids.to_take_effect
    )
    expired = sum(_is_done(partial(suspensions.expire, id, at)) for id in suspension_ids.to_expire)
    return took_effect + expired


def _is_done(act: Callable[[], int]) -> bool:
    try:
        act()
    except Refused as refusal:
        # Another worker did it a moment ago, or a person ended it.
        logger.info("A suspension was not changed: %s", refusal)
        return False
    return True
