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
    NOBODY_ACCEPTED = "nobody_accepted"
    """Respondents were offered it, and none took it in time."""
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


class ReleaseReason(StrEnum):
    """Why a claim ends although nothing was handed on."""

    NO_REPLY = "no_reply"
    """The respondent sent no first reply in time."""
    OFFLINE = "offline"
    """The respondent's browser is gone, or the session was ended."""
