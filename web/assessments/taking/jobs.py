"""Attempts whose time is over are handed in with what was saved, though their owners are gone."""

import logging
import threading
from datetime import datetime

from domain.aggregate import now
from projections.assessments.attempts.queries import overdue
from web.marketplace import Marketplace

LOOK_AGAIN_S = 2.0

logger = logging.getLogger(__name__)


class Overdue:
    """Any number of them may do this at once: handing in twice is handing in."""

    def __init__(self, marketplace: Marketplace) -> None:
        self._marketplace = marketplace

    def run(self, stop: threading.Event) -> None:
        while not stop.wait(LOOK_AGAIN_S):
            try:
                self.settle(now())
            except Exception as error:  # noqa: BLE001 - a database away: the next round tries again
                logger.warning("Attempts cannot be handed in for now: %s", type(error).__name__)

    def settle(self, at: datetime) -> int:
        """Hand in all that ran out of time by then; returns how many there were."""
        read_models = self._marketplace.read_models
        with read_models.read(read_models.attempts) as db:
            found = overdue(at, db)
        for attempt_id in found:
            self._marketplace.attempts.time_out(attempt_id, at)
        return len(found)
