"""All commits of one request share a correlation id."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask

from domain.log.commit_metadata import correlated

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def correlate_requests(app: Flask) -> None:
    # Around the application and not before a request: where it began, it ends, whatever fails.
    handle = app.wsgi_app

    def handle_correlated(
        environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        with correlated():
            return handle(environ, start_response)

    app.wsgi_app = handle_correlated  # type: ignore[method-assign]
