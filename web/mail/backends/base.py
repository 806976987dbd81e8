"""What every way of sending is, and the ways in which it can fail."""

from email.message import EmailMessage
from typing import Protocol


class Failed(Exception):
    """A letter was not sent, or perhaps not; the message is what the other side said."""


class Refused(Failed):
    """It will never be taken, however often it is offered."""


class Postponed(Failed):
    """It was certainly not taken, and may be later."""


class Closed(Postponed):
    """Nobody takes any letter at present: there is no use in offering the next."""


class Uncertain(Failed):
    """It may have been taken, or not. Only a look, or a person, can tell."""


class Post(Protocol):
    @property
    def name(self) -> str: ...

    def send(self, key: str, to: str, message: EmailMessage) -> None:
        """Send, or raise one of the failures above."""

    def has(self, key: str) -> bool | None:
        """Whether the letter with this key was taken; None when there is no looking."""

    def close(self) -> None:
        """Let go of what was kept open for the next letter."""
