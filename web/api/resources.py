"""How a capability declares its resources: with a scope, schemas, and every answer documented."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, NoReturn

from flask_smorest import Blueprint  # type: ignore[import-untyped]
from marshmallow import RAISE, Schema, ValidationError
from typing_extensions import override
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest

from domain.errors import translatable
from web.api.repeated_writes import KEY_PARAMETER, once
from web.api.schemas import ProblemSchema
from web.api.scopes import Scope
from web.http.content_negotiation import API

PROBLEM = "application/problem+json"
PROBLEMS = {
    HTTPStatus.BAD_REQUEST: translatable("The query cannot be read."),
    HTTPStatus.UNAUTHORIZED: translatable("The token is missing, unknown, expired or revoked."),
    HTTPStatus.FORBIDDEN: translatable("The token lacks the scope."),
    HTTPStatus.NOT_FOUND: translatable("It does not exist, or it belongs to another brand."),
    HTTPStatus.UNPROCESSABLE_ENTITY: translatable("A parameter is wrong; `errors` says which."),
    HTTPStatus.TOO_MANY_REQUESTS: translatable(
        "Too many queries; `Retry-After` says how long to wait."
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: translatable("Not available at the moment; try again."),
}
"""What any request may be answered with, and why."""
PROBLEMS_OF_WRITES = {
    HTTPStatus.CONFLICT: translatable("Not possible at this stage, or still being carried out."),
}

View = Callable[..., Any]


class QueryParser(FlaskParser):
    """Leaves what is wrong to the application, which answers all that is wrong with problems."""

    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": RAISE}  # noqa: RUF012 - webargs'

    @override
    def load_json(self, req: Any, schema: Any) -> Any:
        """Python reads no number of thousands of digits, and no thousands of nested lists."""
        try:
            return super().load_json(req, schema)
        except (ValueError, RecursionError) as error:
            raise BadRequest from error

    @override
    def handle_error(self, error: ValidationError, *_: Any, **__: Any) -> NoReturn:
        raise error


class Resources(Blueprint):  # type: ignore[misc]  # flask-smorest has no types
    """
    The resources of a capability, all below the address of a brand.

    Before any view runs, the token has been checked: `current_brand()` is its brand, and it has
    the scope. Views return what the schema of their answer describes.
    """

    ARGUMENTS_PARSER = QueryParser()

    def __init__(self, capability: str, import_name: str, scope: Scope) -> None:
        super().__init__(f"api_{capability}", import_name, url_prefix=f"{API}brands/<brand_slug>")
        self.scope = scope

    def read(
        self,
        rule: str,
        summary: str,
        answer: type[Schema] | Schema,
        query: type[Schema] | None = None,
        links: Mapping[str, Any] | None = None,
    ) -> Callable[[View], View]:
        """
        A resource that is read with GET, at a rule such as "/conversations".

        summary: a `translatable` sentence. links: OpenAPI's, to what an answer leads to.
        """

        def declare(view: View) -> View:
            documented = self.response(HTTPStatus.OK, answer)(view)
            if query is not None:
                documented = self._with_arguments(query, "query", documented)
            self._document(documented, view.__name__, summary, links)
            self.route(rule)(self._with_problems(documented, PROBLEMS))
            return view

        return declare

    def compute(
        self, rule: str, summary: str, body: type[Schema], answer: type[Schema]
    ) -> Callable[[View], View]:
        """What is computed from a body sent with POST; it changes nothing and may be repeated."""

        def declare(view: View) -> View:
            documented = self.response(HTTPStatus.OK, answer)(view)
            documented = self._with_arguments(body, "json", documented)
            self._document(documented, view.__name__, summary, None)
            self.route(rule, methods=["POST"])(self._with_problems(documented, PROBLEMS))
            return view

        return declare

    def write(
        self,
        rule: str,
        summary: str,
        body: type[Schema] | None,
        answer: type[Schema],
        *,
        status: HTTPStatus = HTTPStatus.CREATED,
        method: str = "POST",
        links: Mapping[str, Any] | None = None,
    ) -> Callable[[View], View]:
        """
        A resource that is created or changed, once for each Idempotency-Key.

        Its view passes `write_key()` to its command. summary: a `translatable` sentence. body:
        None for a write that needs none. status and links: of the answer.
        """

        def declare(view: View) -> View:
            documented: Any = view if body is None else self._with_arguments(body, "json", view)
            documented = once(self.response(status, answer)(documented))
            self._document(documented, view.__name__, summary, links, status)
            documented._apidoc["manual_doc"]["parameters"] = [KEY_PARAMETER]  # noqa: SLF001
            problems = self._with_problems(documented, PROBLEMS | PROBLEMS_OF_WRITES)
            self.route(rule, methods=[method])(problems)
            return view

        return declare

    def _with_arguments(self, schema: type[Schema], location: str, view: View) -> View:
        with_arguments: Any = self.arguments(schema, location=location)(view)
        # What flask-smorest says of wrong arguments; PROBLEMS says it for all operations.
        responses = with_arguments._apidoc["arguments"]["responses"]  # noqa: SLF001
        del responses[self.ARGUMENTS_PARSER.DEFAULT_VALIDATION_STATUS]
        return with_arguments  # type: ignore[no-any-return]

    def _with_problems(self, view: View, problems: Mapping[HTTPStatus, str]) -> View:
        for status, description in problems.items():
            view = self.alt_response(
                status, schema=ProblemSchema, content_type=PROBLEM, description=description
            )(view)
        return view

    def _document(
        self,
        view: Any,
        name: str,
        summary: str,
        links: Mapping[str, Any] | None,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> None:
        view._apidoc["manual_doc"] = {  # noqa: SLF001 - as Blueprint.doc does
            "operationId": name,
            "summary": summary,
            "security": [{"token": [self.scope.name]}],
            **({"responses": {status: {"links": links}}} if links else {}),
        }
