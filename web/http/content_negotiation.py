"""What the browser or program accepts, a page or data, and where to go next."""

import re

from flask import request

# One slash, then no second one and no backslash, which browsers read as a slash: with either, the
# "path" would name another host. Control characters are dropped by browsers before they look.
LOCAL_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")

API = "/api/v1/"
"""What the addresses of the API begin with."""


def is_api_request() -> bool:
    """Whether only a token opens this address, and never a session; web/api/access.py checks it."""
    return request.path.startswith(API)


def wants_json() -> bool:
    """Browsers accept anything; JSON is for clients that prefer it to a page."""
    accepted = request.accept_mimetypes
    if is_api_request() or request.is_json:
        return True
    return accepted["application/json"] > accepted["text/html"]


def local_path(wanted: str | None, otherwise: str = "/") -> str:
    """A path on this site, whatever the request says: no link to us may lead elsewhere."""
    return wanted if wanted and LOCAL_PATH.fullmatch(wanted) else otherwise


def this_page() -> str:
    """Where to come back to; the response to a form cannot be requested again."""
    if request.method not in ("GET", "HEAD"):
        return "/"
    return local_path(request.full_path.removesuffix("?"))
