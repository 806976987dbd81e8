"""What stands around the view of a write: with one Idempotency-Key it runs once."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from uuid import UUID

from flask import Response, g, request

from domain.errors import translatable
from domain.log.entries import IdempotencyKey
from web.api.idempotency import IdempotentWrites, WriteAnswer, WriteKey
from web.http.error_pages import error_response
from web.http.request_context import current_settings, private_store
from web.i18n.language import gettext
from web.private_store.hashing import keyed_digest

HEADER, REPLAYED = "Idempotency-Key", "Idempotent-Replayed"
MAX_LENGTH = 255
KEY_PARAMETER = {
    "in": "header",
    "name": HEADER,
    "required": True,
    "description": translatable("A random text of yours, the same when you repeat this write."),
    "schema": {"type": "string", "minLength": 1, "maxLength": MAX_LENGTH},
}


def once(view: Callable[..., Response]) -> Callable[..., Response]:
    """The view's response; when the write was carried out before, that of the first time."""

    @wraps(view)
    def run_once(*args: Any, **kwargs: Any) -> Response:
        if not 1 <= len(request.headers.get(HEADER, "")) <= MAX_LENGTH:
            return _missing()

        def write() -> WriteAnswer:
            response = view(*args, **kwargs)
            return WriteAnswer(response.status_code, response.get_data(as_text=True))

        answer, is_replayed = IdempotentWrites(private_store()).once(_write_key(), write)
        response = Response(answer.body, answer.status, mimetype="application/json")
        if is_replayed:
            response.headers[REPLAYED] = "true"
        return response

    return run_once


def write_key() -> IdempotencyKey:
    """For the command of this write, so that it happens once even if a server dies in between."""
    key = _write_key()
    return IdempotencyKey.of(f"api/{key.token_id}/{key.key}", key.content)


def _write_key() -> WriteKey:
    content = f"{request.method} {request.path} {request.get_data(as_text=True)}"
    return WriteKey(cast(UUID, g.api_token_id), _digest(request.headers[HEADER]), _digest(content))


def _digest(text: str) -> str:
    return keyed_digest("API write", text, current_settings().secret_key)


def _missing() -> Response:
    sentence = gettext(
        "Send the header `Idempotency-Key` with a random text of 1 to 255 characters."
    )
    return error_response(400, sentence, title=gettext("Key missing"))
