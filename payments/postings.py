"""What a closed conversation moves, as postings that balance in each unit."""

from typing import NamedTuple, assert_never

from domain.conversations.conversation import Conversation
from domain.terms import Employed, Paid, Voluntary

POINTS = "PTS"
"""The unit of points: never money, but kept in the same books."""


class Posting(NamedTuple):
    """An amount in whole minor units put on an account; negative is taken from it."""

    account: str
    amount: int
    unit: str


def postings_of(closed: Conversation.Closed) -> list[Posting]:
    """
    Who owes and who earns by a conversation.

    The brand pays the price; the platform keeps the commission, rounded half up; the expert gets
    the rest. An ambassador gets points. The postings add up to nothing in each unit. An employee's
    conversation moves nothing: the brand pays the wage outside the marketplace.
    """
    match closed.terms:
        case Paid(price=price, commission_percent=percent):
            commission, net = price.share(percent)
            return [
                Posting(f"brand:{closed.brand_id}:conversations", -price.amount, price.currency),
                Posting("platform:commission", commission.amount, commission.currency),
                Posting(f"expert:{closed.respondent_id}:held", net.amount, net.currency),
            ]
        case Voluntary(points=points):
            return [
                Posting(f"brand:{closed.brand_id}:points", -points, POINTS),
                Posting(f"ambassador:{closed.respondent_id}:points", points, POINTS),
            ]
        case Employed():
            return []
        case unknown:
            assert_never(unknown)
