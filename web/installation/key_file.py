"""
The two keys of an installation whose settings name none: made once, stored in one file.

A first start can happen many times at once (a demo and a test, ten workers). Each makes a whole
file under a name of its own and then *links* it to the final name, which the file system grants
to exactly one; all read what won. So no reader ever sees half a file, and no two keys circulate.
"""

import base64
import binascii
import json
import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PRIVATE_KEY_BYTES = 64  # AES-256-SIV takes two keys of 256 bits


@dataclass(frozen=True)
class KeyFile:
    """Nothing is read or written before a key is needed."""

    path: Path

    def secret_key(self) -> str:
        return self._read()["secret_key"]

    def private_key(self) -> bytes:
        return decoded(self._read()["private_key"])

    def _read(self) -> dict[str, str]:
        if not self.path.exists():
            _make(self.path)
        keys: dict[str, str] = json.loads(self.path.read_text("utf-8"))
        return keys


def decoded(text: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if len(key) != PRIVATE_KEY_BYTES:
        raise ValueError(f"{len(key)} bytes instead of {PRIVATE_KEY_BYTES}")
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".keys-")  # readable by us alone
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(_fresh_keys(), file)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        Path(draft).unlink()


def _fresh_keys() -> dict[str, str]:
    private_key = base64.b64encode(secrets.token_bytes(PRIVATE_KEY_BYTES)).decode("ascii")
    return {"secret_key": secrets.token_urlsafe(48), "private_key": private_key}
