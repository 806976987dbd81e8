"""Errors as a web process logs them: without addresses, as the links of e-mails hold tokens."""

from types import TracebackType

from flask import Flask, request
from typing_extensions import override


class FlaskApp(Flask):
    @override
    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        self.logger.error("Exception on %s", address_pattern(), exc_info=exc_info)


def address_pattern() -> str:
    """The request's address as it is declared, such as `GET /join/confirm/<token>`."""
    return f"{request.method} {request.url_rule or 'an unknown address'}"
