"""
What people see when something is refused or broken: a page in our look, or JSON for programs.

The sentence of a refusal is shown, in the reader's language; of anything unforeseen only that it
happened. Nothing of the inside ever leaves.
"""

import logging
from collections.abc import Mapping
from typing import Any, cast

from flask import Response, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    ServiceUnavailable,
    TooManyRequests,
)

from domain.errors import Invalid, NotAllowed, NotFound, NotNow, Refused
from projections.engine.interruptions import is_about_tables
from projections.engine.read_model_store import NotOfThisLog
from web.http.content_negotiation import wants_json
from web.http.error_log import address_pattern
from web.http.request_context import forget_account
from web.i18n.language import gettext
from web.i18n.refusals import refusal_text

STATUS: Mapping[type[Exception], int] = {
    NotAllowed: 403,
    NotFound: 404,
    NotNow: 409,
    Invalid: 422,
    ValidationError: 422,
    NotOfThisLog: 503,  # a worker rebuilds it
}
REBUILT_AFTER_S = 60
"""In how many seconds to ask again for what a worker rebuilds."""
# What a browser or program needs beside the page: what is allowed, when to come back.
PASSED_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")
AWAY_FOR_S = 5
"""In how many seconds a browser or program may ask again while the database is away."""
LAST_RESORT = "<!doctype html><html lang=en><title>Comptoir</title><h1>Something went wrong.</h1>"

logger = logging.getLogger(__name__)


def show_refusal(refusal: Refused) -> ResponseReturnValue:
    if isinstance(refusal, NotOfThisLog):
        return _show_rebuild(refusal)
    return error_response(STATUS[type(refusal)], refusal_text(refusal))


def _show_rebuild(refusal: NotOfThisLog) -> Response:
    title = gettext("Unavailable for a moment")
    response = error_response(STATUS[NotOfThisLog], refusal_text(refusal), title=title)
    response.headers["Retry-After"] = str(REBUILT_AFTER_S)
    return response


def show_field_errors(error: ValidationError) -> ResponseReturnValue:
    messages = cast(dict[str, Any], error.messages)
    return error_response(STATUS[ValidationError], errors=messages)


def show_http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or InternalServerError.code
    is_too_much = isinstance(error, (TooManyRequests, ServiceUnavailable))
    if status >= InternalServerError.code and not is_too_much:
        return _without_account(status)
    description = error.description if is_too_much else None
    response = error_response(status, description)
    for name, value in error.get_headers():
        if name in PASSED_HEADERS:
            response.headers[name] = value
    return response


def show_interruption(error: Exception) -> ResponseReturnValue:
    """The database is away for a moment: nothing is broken, and the next request may succeed."""
    if is_about_tables(error):
        raise error
    # Not the message: it would show values of a statement.
    logger.error("The database does not answer: %s, %s", address_pattern(), type(error).__name__)
    forget_account()  # before the first sentence: an account says in which language it is
    title = gettext("Unavailable for a moment")
    answer = _without_account(ServiceUnavailable.code, _what_to_do_meanwhile(), title)
    response = make_response(answer)
    response.headers["Retry-After"] = str(AWAY_FOR_S)
    return response


def _what_to_do_meanwhile() -> str:
    if request.method == "POST" and not wants_json():
        return gettext(
            "Our database cannot be reached right now. Wait a moment, then reload this page: your"
            " browser sends what you entered again."
        )
    return gettext("Our database cannot be reached right now. Try again in a moment.")


def error_response(
    status: int,
    sentence: str | None = None,
    errors: Mapping[str, Any] | None = None,
    title: str | None = None,
) -> Response:
    """
    A page, or JSON as RFC 9457 wants it, that says why not.

    sentence and title: what is wrong; else what is usually said for this status. errors: by field.
    """
    usual_title, usual_sentence = _title_and_sentence(status)
    title, sentence = title or usual_title, sentence or usual_sentence
    if wants_json():
        if errors and sentence == usual_sentence:
            sentence = gettext("The query or the data sent is wrong. See `errors`.")
        problem = {"type": "about:blank", "title": title, "status": status, "detail": sentence}
        response = jsonify(problem | ({"errors": errors} if errors else {}))
        response.mimetype = "application/problem+json"
    else:
        response = make_response(
            render_template(
                "http/error.html", status=status, title=title, sentence=sentence, errors=errors
            )
        )
    response.status_code = status
    return response


def _without_account(
    status: int, sentence: str | None = None, title: str | None = None
) -> ResponseReturnValue:
    """What broke may be what the page needs, so it is rendered without an account."""
    forget_account()
    try:
        return error_response(status, sentence, title=title)
    except Exception:
        logger.exception("The error page itself failed: %s", address_pattern())
        return LAST_RESORT, status


def _title_and_sentence(status: int) -> tuple[str, str]:
    """Written out one by one, as that is how they are found and translated."""
    by_status = {
        401: (gettext("Please sign in"), gettext("You need to sign in first.")),
        403: (gettext("Access denied"), gettext("Your account is not allowed to do this.")),
        404: (gettext("Page not found"), gettext("There is no page at this address.")),
        405: (gettext("Method not allowed"), gettext("This address does not accept this method.")),
        409: (gettext("Not possible now"), gettext("This is not possible at this stage.")),
        413: (gettext("File too large"), gettext("What you sent is larger than the limit.")),
        422: (gettext("Please check your entries"), gettext("Check the highlighted fields.")),
        503: (gettext("Too busy"), gettext("Too busy right now. Try again in a moment.")),
        429: (gettext("Too many attempts"), gettext("Too many attempts. Try again later.")),
    }
    broken = (
        gettext("Something went wrong"),
        gettext("The error is on our side and has been recorded."),
    )
    unusual = (gettext("This did not work"), gettext("Your request could not be completed."))
    return by_status.get(status, broken if status >= InternalServerError.code else unusual)
