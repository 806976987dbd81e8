"""
How what a brand asks to pay in becomes a budget: the funding port, and what calls it.

The intent is an event (`Booking.Confirmed`, `Booking.TopUpRequested`) before the port is asked, and
no transaction is open meanwhile. What is not known yet stays awaited: a job asks again.
"""

import logging
from datetime import datetime
from typing import NamedTuple, Protocol

from domain.bookings.funding import FundingRefusalReason
from domain.errors import Refused
from projections.bookings.funding import FundingSummary, awaited_funding
from web.marketplace import Marketplace
from web.settings import Settings

logger = logging.getLogger(__name__)


class Received(NamedTuple):
    """The amount is there."""

    reference: str
    """Of the payment, as its service names it."""


class NotReceived(NamedTuple):
    """The amount will not come."""

    reason: FundingRefusalReason


class FundingPort(Protocol):
    """What collects money: a payment service, or people."""

    def outcome_of(self, request: FundingSummary) -> Received | NotReceived | None:
        """
        Collect an amount, or find out what became of it; None while that is unknown.

        It is called again for the same `funding_id` until it knows, and collects once for it.
        """


class FundingByHand:
    """People of the platform record payments on a page; nothing is known before."""

    def outcome_of(self, request: FundingSummary) -> None:
        """Nothing: a person says it."""


class DemonstrationFunding:
    """For demonstrations: no money moves, and every amount counts as received at once."""

    def outcome_of(self, request: FundingSummary) -> Received:
        """Always received, with a reference that says what it is."""
        return Received(f"demonstration:{request.funding_id}")


def funding_port_of(settings: Settings) -> FundingPort:
    """By hand, but for demonstrations, which move no money."""
    return DemonstrationFunding() if settings.development else FundingByHand()


def settle_new_funding(
    marketplace: Marketplace, position: int, port: FundingPort, at: datetime
) -> int:
    """
    Ask the port about what was asked for a moment ago; return the log position after it.

    position: after the command that asked; the port is outside of its transaction.
    """
    marketplace.read_models.is_caught_up_to(position)
    settle_funding(marketplace, port, at)
    return marketplace.log.rows.head()


def settle_funding(marketplace: Marketplace, port: FundingPort, at: datetime) -> int:
    """
    Ask the port about all that is awaited, and record what it knows; return how many are settled.

    Any number of workers may do this at once: the second one is refused and goes on.
    """
    read_models = marketplace.read_models
    with read_models.read(read_models.bookings) as db:
        awaited = awaited_funding(db)
    return sum(_is_settled(marketplace, request, port, at) for request in awaited)


def _is_settled(
    marketplace: Marketplace, request: FundingSummary, port: FundingPort, at: datetime
) -> bool:
    outcome = port.outcome_of(request)
    booking_id, funding_id = request.booking_id, request.funding_id
    try:
        match outcome:
            case None:
                return False
            case Received(reference):
                marketplace.bookings.receive_funding(booking_id, funding_id, reference, at)
            case NotReceived(reason):
                marketplace.bookings.refuse_funding(booking_id, funding_id, reason, at)
    except Refused as refusal:
        # Another worker or a person settled it a moment ago.
        logger.info("The payment %s was not recorded: %s", funding_id, refusal)
        return False
    return True
