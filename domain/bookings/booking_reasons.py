"""Why a booking is paused or ends."""

from enum import StrEnum


class PauseReason(StrEnum):
    """Why a brand pauses a booking."""

    OWN_STAFF_AVAILABLE = "own_staff_available"
    QUALITY = "quality"
    COST = "cost"
    OTHER = "other"


class BookingEndReason(StrEnum):
    """Why a booking ended."""

    PERIOD_OVER = "period_over"
    BRAND_WISH = "brand_wish"
    BUDGET_SPENT = "budget_spent"
