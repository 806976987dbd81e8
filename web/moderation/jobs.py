"""The worker's job that makes suspensions take effect after their notice, and expire."""

import logging
from datetime import datetime
from uuid import UUID

from domain.errors import Refused
from projections.engine.one_by_one import one_by_one
from projections.moderation.suspensions import due
from web.marketplace import Marketplace

logger = logging.getLogger(__name__)


def apply_due_suspensions(marketplace: Marketplace, at: datetime) -> int:
    """
    Make the suspensions that are due by an instant (UTC) take effect or expire; return how many.

    Any number of workers may do this at once: the second one is refused and goes on.
    Raises after all others what one suspension raises that cannot be changed.
    """
    read_models, suspensions = marketplace.read_models, marketplace.suspensions
    with read_models.read(read_models.suspensions) as db:
        suspension_ids = due(at, db)
    changes = {
        **dict.fromkeys(suspension_ids.to_take_effect, suspensions.take_effect),
        **dict.fromkeys(suspension_ids.to_expire, suspensions.expire),
    }
    changed: list[UUID] = []

    def change(suspension_id: UUID) -> None:
        try:
            changes[suspension_id](suspension_id, at)
        except Refused as refusal:
            # Another worker did it a moment ago, or a person ended it.
            logger.info("A suspension was not changed: %s", refusal)
        else:
            changed.append(suspension_id)

    one_by_one(change, changes)
    return len(changed)
