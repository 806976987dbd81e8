"""The API of an application: its resources, its scopes, and its OpenAPI document."""

from collections.abc import Sequence
from typing import Any, cast

from flask import Flask, current_app
from flask.typing import ResponseReturnValue
from flask_smorest import Api  # type: ignore[import-untyped]
from typing_extensions import override
from werkzeug.exceptions import HTTPException

from domain.errors import translatable
from web.api.access import init_api_access
from web.api.resources import Resources
from web.api.schemas import ProblemSchema
from web.api.scopes import Scope
from web.http.error_pages import show_http_error
from web.settings import Settings

CONFIGURATION = {"API_TITLE": "Comptoir", "API_VERSION": "v1", "OPENAPI_VERSION": "3.1.0"}
BRAND = {
    "name": "brand_slug",
    "in": "path",
    "description": translatable("The brand's short name, as in the addresses of its pages."),
}


class ResourceApi(Api):  # type: ignore[misc]  # flask-smorest has no types
    """Answers errors as all other pages do; for programs these are problems (RFC 9457)."""

    ERROR_SCHEMA = ProblemSchema
    # Each operation lists its problems: a default would cover what is not documented.
    DEFAULT_ERROR_RESPONSE_NAME = None

    @override
    def _register_pagination_header(self) -> None:
        """Our cursors are in the answer, not in a header: the document needs no schema for one."""

    @override
    def handle_http_exception(self, error: HTTPException) -> ResponseReturnValue:
        return show_http_error(error)


def init_api(app: Flask, resources: Sequence[Resources], settings: Settings) -> None:
    app.config.update(CONFIGURATION)
    api = ResourceApi(app, spec_kwargs={"servers": [{"url": settings.public_url}]})
    api.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    app.extensions |= {"comptoir.api": api, "comptoir.scopes": []}
    for blueprint in resources:
        register_resources(app, blueprint)
    init_api_access(app)


def register_resources(app: Flask, blueprint: Resources) -> None:
    """Below /api/v1/ a session opens nothing, so forged forms do no harm: they need no token."""
    app.extensions["comptoir.api"].register_blueprint(blueprint, parameters=[BRAND])
    app.extensions["csrf"].exempt(blueprint)
    if blueprint.scope not in app.extensions["comptoir.scopes"]:
        app.extensions["comptoir.scopes"].append(blueprint.scope)


def openapi_document() -> dict[str, Any]:
    """What OpenAPI says of this application's resources."""
    return cast(dict[str, Any], current_app.extensions["comptoir.api"].spec.to_dict())


def scopes() -> Sequence[Scope]:
    """All scopes that a token may have."""
    return cast(Sequence[Scope], current_app.extensions["comptoir.scopes"])
