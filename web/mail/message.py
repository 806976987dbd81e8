"""An e-mail message, as its writer puts it into the outbox."""

import hashlib
import uuid
from dataclasses import dataclass
from enum import StrEnum

from domain.errors import Invalid


class EmailCategory(StrEnum):
    """What an e-mail is about. Readers may unsubscribe from each category but the first."""

    ACCOUNT = "account"
    INVITATION = "invitation"

    @property
    def can_be_declined(self) -> bool:
        """A link to sign in again must reach the account that asks for it."""
        return self is not EmailCategory.ACCOUNT


@dataclass(frozen=True)
class EmailMessage:
    """
    The key names the message, as "invitation/<call>/<member>": with one key it is sent once.

    Subject and text are in the language of the reader.
    """

    key: str
    account_id: uuid.UUID | None
    category: EmailCategory
    to: str
    subject: str
    text: str
    language: str

    def __post_init__(self) -> None:
        if not self.subject.isprintable():
            raise Invalid("The subject of an e-mail must fit on one line.")
        if "@" not in self.to.strip("@") or not self.to.isprintable() or " " in self.to:
            raise Invalid("This e-mail address is not valid.")


def email_identifier(key: str) -> str:
    """The same for the same key, and fit to be the name of a file."""
    return hashlib.sha256(key.encode()).hexdigest()[:40]
