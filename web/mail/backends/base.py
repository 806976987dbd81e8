"""What every mail backend does, and the ways in which sending can fail."""

from email.message import EmailMessage as MimeMessage
from typing import Protocol


class DeliveryFailure(Exception):
    """An e-mail was not sent, or perhaps not; the message is what the server said."""


class PermanentFailure(DeliveryFailure):
    """The server will never take it, however often it is offered (SMTP 5xx)."""


class TransientFailure(DeliveryFailure):
    """The server has certainly not accepted it, and may later (SMTP 4xx)."""


class BackendUnavailable(TransientFailure):
    """The server accepts no e-mail at present: there is no use in offering the next."""


class OutcomeUnknown(DeliveryFailure):
    """It may have been accepted, or not. Only a look-up, or a person, can tell."""


class MailBackend(Protocol):
    @property
    def name(self) -> str: ...

    def send(self, key: str, to: str, message: MimeMessage) -> None:
        """Send. Raises one of the failures above."""

    def has(self, key: str) -> bool | None:
        """Whether the e-mail with this key was accepted; None where that cannot be looked up."""

    def close(self) -> None:
        """Release what was left open for the next e-mail."""
