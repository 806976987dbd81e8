"""A letter: what one person is to be told by e-mail."""

import hashlib
import uuid
from dataclasses import dataclass
from enum import StrEnum

from domain.errors import Invalid


class LetterKind(StrEnum):
    """What letters are about. People may say no to each kind but the first."""

    ACCOUNT = "account"
    INVITATION = "invitation"

    @property
    def can_be_declined(self) -> bool:
        """Whoever asks for a link to sign in again must get it."""
        return self is not LetterKind.ACCOUNT


@dataclass(frozen=True)
class Letter:
    """
    The key says which letter this is, such as "invitation/<call>/<member>": it is written once.

    Subject and text are in the language of whoever will read them.
    """

    key: str
    account_id: uuid.UUID | None
    kind: LetterKind
    to: str
    subject: str
    text: str
    language: str

    def __post_init__(self) -> None:
        if not self.subject.isprintable():
            raise Invalid("The subject of a letter is one line.")
        if "@" not in self.to.strip("@") or not self.to.isprintable() or " " in self.to:
            raise Invalid("This is not an e-mail address.")


def name_of(key: str) -> str:
    """The same for the same key, and fit to be the name of a file."""
    return hashlib.sha256(key.encode()).hexdigest()[:40]
