"""To whom a waiting request is offered next: to all who pick, or to one after another."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from domain.conversations.routing import PresentRespondent, RoutingDecision
from domain.terms import OFFERED_ONE_AT_A_TIME

TIME_TO_ACCEPT = timedelta(seconds=20)
"""How long a respondent who is offered a request alone has to take it."""
TIME_TO_REPLY = timedelta(seconds=90)
"""How long after a claim the first reply may take, before the request waits for others again."""
TIME_TO_RETURN = timedelta(seconds=60)
"""How long a visitor may be disconnected before a request is lost."""


class OfferPlan(NamedTuple):
    """Whom to offer a request to now."""

    to_all: tuple[UUID, ...] = ()
    """Those who pick from the waiting requests, and have not been offered it."""
    to_one: UUID | None = None
    """Who is offered it alone, with a time to accept."""


def plan_offers(
    decision: RoutingDecision,
    respondents: Sequence[PresentRespondent],
    offered: frozenset[UUID],
) -> OfferPlan:
    """
    What follows from a routing decision for those who have not been offered the request.

    offered: who has an offer that stands. While one of them has it alone, no further one gets it.
    """
    alone = {
        respondent.respondent_id
        for respondent in respondents
        if respondent.model in OFFERED_ONE_AT_A_TIME
    }
    new = [candidate for candidate in decision.candidates if candidate not in offered]
    to_all = tuple(candidate for candidate in new if candidate not in alone)
    if offered & alone:
        return OfferPlan(to_all)
    return OfferPlan(to_all, next((candidate for candidate in new if candidate in alone), None))
