"""Every event there is: importing this knows them all, whoever reads the log."""

from domain import (
    application,
    attempt,
    brand,
    call,
    conversation,
    desk,
    member,
    programme,
    recognition,
    redemption,
    subject,
    suspension,
    test,
)
from domain.aggregate import EVENT_TYPES

KINDS = (
    brand.Brand,
    subject.Subject,
    member.Member,
    application.Application,
    test.Test,
    attempt.Attempt,
    call.Call,
    suspension.Suspension,
    desk.Desk,
    conversation.Conversation,
    programme.Programme,
    redemption.Redemption,
    recognition.Recognition,
)
"""The things with a history, in the order in which one would tell of them."""

__all__ = ["EVENT_TYPES", "KINDS"]
