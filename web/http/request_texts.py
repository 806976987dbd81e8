"""
What every request must fulfil, before anything else looks at it: texts that a page can show.

Here are the texts of addresses and of JSON. Those of forms are checked by the forms themselves,
which show the error beside the field and keep what was typed; only NUL is refused here, as no
keyboard writes it, and PostgreSQL takes it nowhere.
"""

import math
from typing import Any, NoReturn

from flask import Flask, request
from flask.json.provider import DefaultJSONProvider
from typing_extensions import override
from werkzeug.exceptions import BadRequest
from werkzeug.routing import IntegerConverter, ValidationError

from domain.errors import Invalid
from domain.text import check_text, texts_in
from web.http.content_negotiation import is_api_request
from web.http.request_context import forget_account

STATIC = ("static", "bootstrap.static")
MAX_DIGITS = 18


class StrictJson(DefaultJSONProvider):
    """Reads what other programs can read as well: no infinite numbers, no bottomless nesting."""

    @override
    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Raises ValueError, which becomes status 400."""
        checks = {"parse_constant": _refuse_number, "parse_float": _finite}
        try:
            return super().loads(s, **checks, **kwargs)
        except RecursionError as error:
            raise ValueError("too deeply nested") from error


class StoredNumber(IntegerConverter):
    """A whole number in an address that fits into a column: others are addresses of no page."""

    @override
    def to_python(self, value: str) -> int:
        if len(value) > MAX_DIGITS:
            raise ValidationError
        return int(super().to_python(value))


def init_request_texts(app: Flask) -> None:
    """Before all other checks, which read the request or look for its account."""
    app.json_provider_class, app.json = StrictJson, StrictJson(app)
    app.url_map.converters["int"] = StoredNumber
    app.before_request(check_request)


def check_request() -> None:
    """Raises Invalid, and BadRequest for JSON that cannot be read."""
    if request.endpoint in STATIC or is_api_request():
        forget_account()
    _check_address()
    _check_form()
    if request.is_json and request.get_data():
        _check_json()


def _check_address() -> None:
    check_text(request.path)
    for name, value in request.args.items(multi=True):
        check_text(name)
        check_text(value)


def _check_json() -> None:
    try:
        body = request.get_json()
    except BadRequest:
        # To find the account, Flask-Security would look for a token in this body.
        forget_account()
        raise
    if not isinstance(body, dict):
        raise Invalid("Send a JSON object.")
    for text in texts_in(body):
        check_text(text)


def _check_form() -> None:
    for name, value in request.form.items(multi=True):
        if "\0" in name or "\0" in value:
            check_text("\0")


def _refuse_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        _refuse_number(text)
    return number
