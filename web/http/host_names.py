"""A request names a host that can exist, or is refused before the application looks at it."""

import re
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from werkzeug.wrappers import Response

HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|(?P<name>[A-Za-z0-9._-]+))(?::[0-9]{1,5})?")
MAX_NAME, MAX_LABEL = 253, 63
"""Characters of a host name and of each of its labels (RFC 1035, 2.3.4)."""

Wsgi = Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]


class HostNameCheck:
    """
    Answers 400 to a host name that no name server would take.

    Around the application and not in it, because matching an address already needs the host.
    """

    def __init__(self, application: Wsgi) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        host: Any = environ.get("HTTP_HOST")
        if host is None or is_host(host):
            return self._application(environ, start_response)
        refusal = Response("The Host header names no valid host.\n", 400, mimetype="text/plain")
        refusal.headers["X-Content-Type-Options"] = "nosniff"
        return refusal(environ, start_response)


def is_host(host: str) -> bool:
    """Whether this is a host name or an IP address, with or without a port."""
    match = HOST.fullmatch(host)
    if match is None:
        return False
    name = (match["name"] or "localhost").removesuffix(".")
    labels = name.split(".")
    return len(name) <= MAX_NAME and all(0 < len(label) <= MAX_LABEL for label in labels)
