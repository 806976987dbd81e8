"""E-mails as files: for development, and where there is no mail server."""

import os
import secrets
from contextlib import suppress
from email.message import EmailMessage as MimeMessage
from pathlib import Path

from web.delivery.outcomes import ChannelUnavailable, OutcomeUnknown
from web.mail.message import email_identifier


class FileBackend:
    """One file for each e-mail, named by its key: sent twice, it is there once."""

    name = "file"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, key: str, to: str, message: MimeMessage) -> None:  # noqa: ARG002 - it stands in the message
        draft = self._folder / f".{secrets.token_hex(8)}"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(draft, message.as_bytes())
        except OSError as error:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            raise ChannelUnavailable(error.strerror or type(error).__name__) from error
        self._let_appear(draft, self.file_of(key))

    def has(self, key: str) -> bool | None:
        return self.file_of(key).exists()

    def file_of(self, key: str) -> Path:
        return self._folder / f"{email_identifier(key)}.eml"

    def close(self) -> None: ...

    def _let_appear(self, draft: Path, file: Path) -> None:
        try:
            draft.rename(file)
        except OSError as error:
            raise OutcomeUnknown(error.strerror or type(error).__name__) from error


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
