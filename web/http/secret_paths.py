"""Addresses that are secrets are not logged: who reads a log could open them."""

import logging
import re

from typing_extensions import override

SECRET = re.compile(r"(/calendars/)[^/\s]+")


def without_secrets(text: str) -> str:
    """The text, without the secret part of a calendar's address."""
    return SECRET.sub(r"\1…", text)


class SecretPaths(logging.Filter):
    """For loggers that write the path of a request that failed."""

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        vars(record).update(msg=without_secrets(record.getMessage()), args=())
        return True
