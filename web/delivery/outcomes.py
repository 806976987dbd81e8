"""
What may become of a delivery, and the ways in which a call can fail.

    waiting ──claim──► sending ──► sent         the other system took it
     │   ▲              │ │ └────► failed       permanent failure: it never will
     │   └──── later ───┘ │                     transient failure: it may later
     │                    └──────► unknown      no outcome, or the worker died
     └──► suppressed                            it is not wanted any more

    unknown ──► sent, or waiting     where the other system can look, or a person says so
    failed  ──► waiting              a person sends it again
"""

from enum import StrEnum


class DeliveryStatus(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SUPPRESSED = "suppressed"


class DeliveryFailure(Exception):
    """It was not delivered, or perhaps not; the message is what the other system said."""


class PermanentFailure(DeliveryFailure):
    """The other system will never take it, however often it is offered (SMTP 5xx)."""


class TransientFailure(DeliveryFailure):
    """The other system has certainly not taken it, and may later (SMTP 4xx)."""


class ChannelUnavailable(TransientFailure):
    """The other system takes nothing at present: there is no use in offering the next."""


class OutcomeUnknown(DeliveryFailure):
    """It may have been taken, or not. Only a look-up, or a person, can tell."""
