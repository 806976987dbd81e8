"""The conversations of the last days: short ones, in the shifts of the shop's running booking."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from random import Random
from uuid import UUID

from domain.simulation import rng_for
from web.demo.planned import PlannedCommand, id_in, planned
from web.demo.planned_shifts import PlannedShift
from web.marketplace import Marketplace

LANGUAGE = "fr"
EVERY = timedelta(minutes=25)
"""At most one begins in this time: an expert's conversations follow one another."""
SHARE = 0.45
"""Of those times in which a visitor comes."""
LONGEST = timedelta(minutes=22)


def recent_conversations(
    shift: PlannedShift, shop_id: UUID, marketplace: Marketplace
) -> Iterator[PlannedCommand]:
    """What its expert answered in a shift, each conversation over before the next begins."""
    expert_id, begins = shift.member_id, shift.arrives_at
    if expert_id is None or begins is None:
        return
    rng, at = rng_for(expert_id, "lately", begins), begins + timedelta(minutes=1)
    while at + EVERY < shift.ends_at:
        if rng.random() < SHARE:
            yield from _conversation(expert_id, shop_id, at, rng, marketplace)
        at += EVERY


def _conversation(
    expert_id: UUID, shop_id: UUID, at: datetime, rng: Random, marketplace: Marketplace
) -> Iterator[PlannedCommand]:
    id, visitor_id = id_in(expert_id, "conversation", at), id_in(expert_id, "visitor", at)
    conversations = marketplace.conversations
    claimed_at = at + timedelta(seconds=rng.randint(5, 60))
    replied_at = claimed_at + timedelta(seconds=rng.randint(15, 60))
    last_at = replied_at + timedelta(minutes=rng.randint(3, 15))
    closed_at = last_at + timedelta(seconds=rng.randint(30, 120))
    assert closed_at < at + LONGEST
    messages = (rng.randint(2, 6), rng.randint(2, 8))
    request = partial(conversations.request, id, shop_id, visitor_id, LANGUAGE, at)
    yield PlannedCommand(at, id, request)
    yield planned(at, conversations.offer, id, (expert_id,), at)
    yield planned(claimed_at, conversations.claim, id, expert_id, claimed_at)
    yield planned(replied_at, conversations.send_first_reply, id, expert_id, replied_at)
    yield planned(
        closed_at, conversations.close, id, expert_id, "answered", messages, last_at, closed_at
    )
