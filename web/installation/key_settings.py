"""The keys of an installation: out of the environment, else out of the key file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from web.installation import key_file as keys
from web.installation.bad_setting import BadSetting

SHORTEST_SECRET = 16
T = TypeVar("T")


@dataclass(frozen=True)
class InstallationKeys:
    """The key file, whose damage is a bad setting like any other."""

    file: keys.KeyFile

    def secret_key(self) -> str:
        return self._whole(self.file.secret_key)

    def private_key(self) -> bytes:
        return self._whole(self.file.private_key)

    def _whole(self, read: Callable[[], T]) -> T:
        try:
            return read()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BadSetting(
                f"The key file {self.file.path} cannot be used ({error}): restore it from a "
                "backup, or set COMPTOIR_SECRET_KEY and COMPTOIR_PRIVATE_KEY. Without the private "
                "key that encrypted them, accounts cannot be read."
            ) from error


def secret_key(environment: Mapping[str, str], key_file: InstallationKeys) -> str:
    text = environment.get("COMPTOIR_SECRET_KEY")
    if text is None:
        return key_file.secret_key()
    if len(text.strip()) < SHORTEST_SECRET:
        raise BadSetting(
            f"COMPTOIR_SECRET_KEY must have at least {SHORTEST_SECRET} characters. "
            "Leave it unset to generate one under var/."
        )
    return text.strip()


def private_key(environment: Mapping[str, str], key_file: InstallationKeys) -> bytes:
    text = environment.get("COMPTOIR_PRIVATE_KEY")
    if text is None:
        return key_file.private_key()
    try:
        return keys.decoded(text)
    except ValueError as error:
        raise BadSetting(
            f"COMPTOIR_PRIVATE_KEY must be {keys.PRIVATE_KEY_BYTES} random bytes in base64 "
            f"('openssl rand -base64 {keys.PRIVATE_KEY_BYTES} | tr -d \"\\n\"' generates them). "
            "Leave it unset to generate one under var/."
        ) from error
