"""Files to be saved, as one person may see them: no cache keeps any."""

from collections.abc import Iterable

from flask import Response

from web.http.security_headers import never_store


def file_response(
    content: bytes | str | Iterable[str] | Iterable[bytes], mimetype: str, name: str
) -> Response:
    """
    A file to be saved under a name.

    Several parts are sent one after another.
    """
    response = Response(content, mimetype=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return never_store(response)
