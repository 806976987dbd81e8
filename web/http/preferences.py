"""
The two switches in the header: the language, and light or dark.

French or English: what the account holds, else the cookie, else what the browser accepts.
"""

from typing import cast

import flask_babel  # type: ignore[import-untyped]
from flask import Blueprint, Flask, Response, current_app, has_request_context, redirect, request
from flask.typing import ResponseReturnValue
from marshmallow import EXCLUDE, Schema, fields, validate

from web.http.content_negotiation import local_path, this_page
from web.http.request_context import signed_in_account
from web.i18n import language
from web.private_store.store import PrivateStore

THEMES = ("light", "dark", "auto")
THEME_COOKIE = "theme"
ONE_YEAR = 365 * 24 * 3600

bp = Blueprint("preferences", __name__, url_prefix="/preferences")


class Preferences(Schema):
    class Meta:
        unknown = EXCLUDE  # the CSRF token travels with the form and was checked before

    language = fields.String(validate=validate.OneOf(list(language.LOCALES)))
    theme = fields.String(validate=validate.OneOf(THEMES))
    next = fields.String()


def init_language(app: Flask) -> None:
    flask_babel.Babel(app, default_locale=language.LOCALES["en"], locale_selector=selected_locale)
    app.context_processor(
        lambda: {"language": language.current_language(), "languages": language.NAMES}
    )


def selected_locale() -> str:
    if not has_request_context():
        return language.LOCALES["en"]
    account = signed_in_account()
    choices = (account.language if account else None, request.cookies.get(language.COOKIE))
    for choice in choices:
        if choice in language.LOCALES:
            return language.LOCALES[choice]
    return language.LOCALES[_accepted_language()]


def _accepted_language() -> str:
    """The first language the browser names that we speak: "fr-CA, en;q=0.5" is French."""
    for tag, quality in request.accept_languages:
        code = tag.partition("-")[0].lower()
        if quality > 0 and code in language.LOCALES:
            return code
    return "en"


def init_preferences(app: Flask) -> None:
    app.register_blueprint(bp)
    app.context_processor(
        lambda: {
            "theme": current_theme(),
            "this_page": this_page,
            # What answers a form cannot be requested again: a switch would lose what is on it.
            "answers_form": request.method == "POST",
        }
    )


def current_theme() -> str:
    """The attribute is rendered by the server, so that no page flashes in the other theme."""
    wanted = request.cookies.get(THEME_COOKIE)
    return wanted if wanted in THEMES else "auto"


@bp.post("/")
def set_preferences() -> ResponseReturnValue:
    wanted: dict[str, str] = Preferences().load(request.form)
    response = cast(Response, redirect(local_path(wanted.get("next")), code=303))
    if "theme" in wanted:
        _set_cookie(response, THEME_COOKIE, wanted["theme"])
    if "language" in wanted:
        _set_cookie(response, language.COOKIE, wanted["language"])
        _set_language_of_account(wanted["language"])
    return response


def _set_language_of_account(wanted: str) -> None:
    """The account's language comes before the cookie, so the switch must change that too."""
    account = signed_in_account()
    if account is not None:
        account.language = wanted
        store: PrivateStore = current_app.extensions["comptoir.private_store"]
        store.sessions.commit()


def _set_cookie(response: Response, cookie: str, value: str) -> None:
    response.set_cookie(
        cookie,
        value,
        max_age=ONE_YEAR,
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )
