"""Why a conversation was closed, lost or transferred."""

from enum import StrEnum
from typing import Literal

ConversationCloseReason = Literal["answered", "visitor_left", "no_reply", "imported"]
"""Why a conversation was closed."""


class LostReason(StrEnum):
    """Why a request was not answered."""

    CLOSED_HOURS = "closed_hours"
    NOBODY_PRESENT = "nobody_present"
    ALL_FULL = "all_full"
    NOBODY_QUALIFIED = "nobody_qualified"
    BUDGET_SPENT = "budget_spent"
    VISITOR_LEFT = "visitor_left"
    NOT_RECORDED = "not_recorded"
    """Imported history, which does not say why."""


class TransferReason(StrEnum):
    """Why a respondent transfers a conversation."""

    OTHER_SUBJECT = "other_subject"
    OTHER_LANGUAGE = "other_language"
    BREAK = "break"
    VISITOR_REQUEST = "visitor_request"
