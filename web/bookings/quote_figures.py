"""The figures of a quote as the API and the command line write them."""

from typing import Any

from domain.bookings.demand_forecast import ExpectedRequests
from domain.bookings.quote import Quote

DECIMALS = 2
"""Of requests, which are expected numbers and not counts."""


def quote_figures(quote: Quote) -> dict[str, Any]:
    """Costs are in minor units of the brand's currency; assumptions are codes."""
    cost, ends_on = quote.cost, quote.budget_ends_on
    return {
        "booked_minutes": quote.booked_minutes,
        "expected_requests": expected_figures(quote.expected_requests),
        "answered_within_promise": expected_figures(quote.answered_within_promise),
        "cost_minor": {
            "low": cost.low.amount,
            "mean": cost.mean.amount,
            "high": cost.high.amount,
        },
        "budget_ends_on": ends_on and ends_on.isoformat(),
        "qualified_people": quote.qualified_people,
        "assumptions": list(quote.assumptions),
    }


def expected_figures(expected: ExpectedRequests) -> dict[str, float]:
    """A number of requests with its interval."""
    return {
        "low": round(expected.low, DECIMALS),
        "mean": round(expected.mean, DECIMALS),
        "high": round(expected.high, DECIMALS),
    }
