"""Live routing by time and by what happens: a worker's job."""

import time
from threading import Event

from web.chat.live_routing import LiveRouter
from web.marketplace import Marketplace

RUN_S = 5.0
"""A run of the job lasts so long, and the next one begins at once: runs are recorded."""
PAUSE_S = 0.05
"""Between two looks at the log's head."""
PATIENCE_S = 1.0
"""Without any event, the passing of time is looked at so often: offers expire, policies go on."""


def route_conversations(marketplace: Marketplace, stop: Event) -> int:
    """Route until the run is over; return how many commands that took."""
    done, head, last_pass = 0, -1, 0.0
    end = time.monotonic() + RUN_S
    while not stop.is_set() and (now := time.monotonic()) < end:
        newest = marketplace.log.rows.head()
        if newest != head or now - last_pass >= PATIENCE_S:
            marketplace.read_models.is_caught_up_to(newest)
            done += LiveRouter(marketplace, marketplace.clock()).run()
            head, last_pass = newest, now
        stop.wait(PAUSE_S)
    return done
