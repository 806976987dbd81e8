"""
A form that was left open too long: it says how to go on, and keeps what was typed.

What was typed is shown again only when our own page sent it, as the browser says: else a forged
form of another site would come back with a token that makes it valid.
"""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError  # type: ignore[import-untyped]

from web.http.content_negotiation import local_path, wants_json
from web.http.error_pages import error_response
from web.http.request_context import signed_in_account
from web.i18n.language import gettext

STATUS = 400
TOKEN = "csrf_token"  # noqa: S105 - the name of a field


def show_expired_form(_error: CSRFError) -> ResponseReturnValue:
    """The page from which the same form is sent once more, or a sentence."""
    if wants_json() or not _is_from_our_page() or _has_what_is_never_shown():
        sentence = gettext("This form has expired. Reload the page and submit it again.")
        return error_response(STATUS, sentence)
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != TOKEN]
    page = render_template(
        "http/expired_form.html",
        fields=fields,
        action=local_path(request.full_path.removesuffix("?")),
        is_signed_in=signed_in_account() is not None,
    )
    return page, STATUS


def _is_from_our_page() -> bool:
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def _has_what_is_never_shown() -> bool:
    names = [name for name in request.form if name != TOKEN]
    return bool(request.files) or any("password" in name for name in names)
