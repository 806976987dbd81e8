"""How long until one's own write shows on the next page."""

import random
import time
from uuid import uuid4

from benchmarks.ground import settle, worker
from domain.clock import system_clock
from web.composition import compose

WRITES = 300


def latencies(database_url: str) -> list[float]:
    """Seconds from the commit of a command to the moment every page has it, at a person's pace."""
    brand_id, _ = settle(database_url)
    market = compose(database_url)
    seconds = []
    with worker(database_url):
        market.read_models.is_caught_up_to(market.log.rows.head(), patience_s=30)
        for _ in range(WRITES):
            position = market.conversations.request(
                uuid4(), brand_id, uuid4(), "fr", system_clock()
            )
            began = time.perf_counter()
            market.read_models.is_caught_up_to(position, patience_s=5)
            seconds.append(time.perf_counter() - began)
            time.sleep(random.uniform(0.005, 0.05))
    return seconds
