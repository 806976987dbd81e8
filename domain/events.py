"""Every event there is: importing this knows them all, whoever reads the log."""

from domain import brand, conversation, desk, member, subject
from domain.aggregate import EVENT_TYPES

KINDS = (
    brand.Brand,
    subject.Subject,
    member.Member,
    desk.Desk,
    conversation.Conversation,
)
"""The things with a history, in the order in which one would tell of them."""

__all__ = ["EVENT_TYPES", "KINDS"]
