"""
Which token may read what: decided here, before any view runs, so that no view can forget to check.

* Every address below /api/v1/ requires a token that is active; a session opens nothing there.
* A token is of one brand. All other brands are absent for it, in the words of one that never was.
* The scope that the token needs is that of the resource's blueprint.
"""

from typing import cast
from uuid import UUID

from flask import Flask, Response, current_app, g, request

from domain.errors import NotAllowed, NotFound
from web.api.resources import Resources
from web.api.tokens import ApiToken, ApiTokens
from web.http.access import ABSENT
from web.http.content_negotiation import is_api_request
from web.http.error_pages import error_response
from web.http.request_context import (
    brand_directory,
    current_settings,
    private_store,
    rate_limits,
)
from web.i18n.language import gettext

MAX_REQUESTS = 900
"""In a quarter of an hour: one a second."""


MAX_UNKNOWN_TOKENS = 50
"""From one address, in a quarter of an hour: expired and revoked ones count too."""


def init_api_access(app: Flask) -> None:
    app.before_request(check_token)
    app.after_request(never_cache)


def api_tokens() -> ApiTokens:
    return ApiTokens(private_store(), current_settings().secret_key)


def limits_of(token: ApiToken) -> dict[str, int]:
    return {f"API token {token.id}": MAX_REQUESTS}


def limits_of_guesses() -> dict[str, int]:
    return {f"unknown API tokens from {request.remote_addr or ''}": MAX_UNKNOWN_TOKENS}


def token_creator() -> UUID:
    """The account that created the token of this request: events of its writes name it."""
    return cast(UUID, g.api_token_creator_id)


def check_token() -> Response | None:
    if not is_api_request() or request.endpoint is None:
        return None
    text = _bearer_token()
    token = api_tokens().active(text) if text else None
    if token is None:
        return _refuse_unknown(is_missing=text is None)
    wait_s = rate_limits().begin(limits_of(token))
    if wait_s > 0:
        return _too_many(wait_s)
    _check_brand(token)
    _check_scope(token)
    g.api_token_id, g.api_token_creator_id = token.id, token.created_by
    return None


def never_cache(response: Response) -> Response:
    if is_api_request():
        response.headers["Cache-Control"] = "no-store"
    return response


def _bearer_token() -> str | None:
    authorization = request.authorization
    is_bearer = authorization is not None and authorization.type == "bearer"
    return authorization.token or None if authorization is not None and is_bearer else None


def _check_brand(token: ApiToken) -> None:
    brand = brand_directory().with_slug(g.brand_slug)
    if brand is None or brand.brand_id != token.brand_id:
        raise NotFound(ABSENT)
    g.brand = brand


def _check_scope(token: ApiToken) -> None:
    resources = current_app.blueprints[request.blueprint or ""]
    assert isinstance(resources, Resources)
    scope = resources.scope.name
    if scope not in token.scope_names:
        raise NotAllowed(
            "This token lacks the scope %(scope)s. Create one that has it.", scope=scope
        )


def _refuse_unknown(*, is_missing: bool) -> Response:
    """Unknown tokens count for the client's address; active ones from there still work."""
    wait_s = 0.0 if is_missing else rate_limits().begin(limits_of_guesses())
    return _too_many_guesses(wait_s) if wait_s > 0 else _unauthorized(is_missing=is_missing)


def _unauthorized(*, is_missing: bool) -> Response:
    """As RFC 6750 has it, which gives a reason only to requests with a token."""
    if is_missing:
        sentence = gettext("Send the header `Authorization` with the word `Bearer` and a token.")
    else:
        sentence = gettext("This token is unknown, expired or revoked. Use another one.")
    response = error_response(401, sentence, title=gettext("Token required"))
    reason = "" if is_missing else ', error="invalid_token"'
    response.headers["WWW-Authenticate"] = f'Bearer realm="Comptoir"{reason}'
    return response


def _too_many(wait_s: float) -> Response:
    sentence = gettext(
        "The limit is %(n)s queries in 15 minutes. Wait as long as `Retry-After` says.",
        n=MAX_REQUESTS,
    )
    return _wait(wait_s, sentence, gettext("Too many queries"))


def _too_many_guesses(wait_s: float) -> Response:
    sentence = gettext(
        "Your address has sent %(n)s unknown tokens in 15 minutes. Check the token, and wait as"
        " long as `Retry-After` says.",
        n=MAX_UNKNOWN_TOKENS,
    )
    return _wait(wait_s, sentence, gettext("Too many unknown tokens"))


def _wait(wait_s: float, sentence: str, title: str) -> Response:
    response = error_response(429, sentence, title=title)
    response.headers["Retry-After"] = str(int(wait_s) + 1)
    return response
