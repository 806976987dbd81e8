"""What every mail backend does."""

from email.message import EmailMessage as MimeMessage
from typing import Protocol


class MailBackend(Protocol):
    @property
    def name(self) -> str: ...

    def send(self, key: str, to: str, message: MimeMessage) -> None:
        """Send. Raises a DeliveryFailure."""

    def has(self, key: str) -> bool | None:
        """Whether the e-mail with this key was accepted; None where that cannot be looked up."""

    def close(self) -> None:
        """Release what was left open for the next e-mail."""
