"""The API's documentation: OpenAPI's document for programs, and a page of ours made from it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from flask import Blueprint, jsonify, render_template
from flask.typing import ResponseReturnValue

from web.api.registration import openapi_document, scopes
from web.i18n.language import gettext

bp = Blueprint("api_documentation", __name__)


class DocumentedField(NamedTuple):
    """A parameter of a query, or a field of an answer."""

    name: str
    type: str
    about: str
    is_required: bool
    schema: str | None = None
    """The name of the schema that it holds, one or several of; None: of none."""


class DocumentedOperation(NamedTuple):
    method: str
    path: str
    anchor: str
    summary: str
    scope: str
    parameters: Sequence[DocumentedField]
    problems: Sequence[tuple[str, str]]
    """Status and meaning."""
    answer: str
    """The name of its schema."""


@bp.get("/api/v1.json")
def show_openapi() -> ResponseReturnValue:
    return jsonify(openapi_document())


@bp.get("/api/v1")
def show_documentation() -> ResponseReturnValue:
    document = openapi_document()
    return render_template(
        "api/documentation.html",
        operations=list(operations_of(document)),
        schemas=dict(schemas_of(document)),
        scope_labels={scope.name: scope.label for scope in scopes()},
        server=document["servers"][0]["url"],
    )


def operations_of(document: Mapping[str, Any]) -> Iterator[DocumentedOperation]:
    for path, item in document["paths"].items():
        for method in item.keys() - {"parameters"}:
            operation = item[method]
            parameters = [*item.get("parameters", ()), *operation.get("parameters", ())]
            yield DocumentedOperation(
                method.upper(),
                path,
                operation["operationId"].replace("_", "-"),
                _translated(operation["summary"]),
                operation["security"][0]["token"][0],
                [_parameter(parameter) for parameter in parameters],
                list(_problems(operation)),
                _answer(operation),
            )


def schemas_of(document: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[DocumentedField]]]:
    """Every schema by its name, with its fields."""
    for name, schema in sorted(document["components"]["schemas"].items()):
        required = schema.get("required", ())
        yield (
            name,
            [
                DocumentedField(
                    field, type_of(value), _about(value), field in required, schema_in(value)
                )
                for field, value in schema["properties"].items()
            ],
        )


def schema_in(schema: Mapping[str, Any]) -> str | None:
    """The name of the schema that a value is, or that its parts are."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    parts = [*schema.get("anyOf", ()), schema.get("items"), schema.get("additionalProperties")]
    names = [schema_in(part) for part in parts if isinstance(part, dict)]
    return next(filter(None, names), None)


def type_of(schema: Mapping[str, Any]) -> str:
    """A type in a few words, such as `string (date) or null`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return _either(map(type_of, schema["anyOf"]))
    types = schema.get("type", "object")
    if isinstance(types, list):
        return _either(type_of({**schema, "type": one}) for one in types)
    return _simple_type(types, schema)


def _either(types: Iterator[str]) -> str:
    return " | ".join(types)


def _simple_type(name: str, schema: Mapping[str, Any]) -> str:
    if name == "array":
        return f"[{type_of(schema['items'])}]"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"{{string: {type_of(schema['additionalProperties'])}}}"
    is_dated = name == "string" and "format" in schema
    return f"{name} ({schema['format']})" if is_dated else name


def _parameter(parameter: Mapping[str, Any]) -> DocumentedField:
    about, schema = _about(parameter), parameter["schema"]
    if not about and parameter["in"] == "path":
        about = gettext("In the address, as a list returned it.")
    return DocumentedField(
        parameter["name"], type_of(schema), about, parameter.get("required", False)
    )


def _about(described: Mapping[str, Any]) -> str:
    """Its description, and which values there are."""
    values = described.get("schema", described).get("enum", ())
    listed = ", ".join(f"`{value}`" for value in values if value is not None)
    return " ".join(filter(None, [_translated(described.get("description", "")), listed]))


def _translated(sentence: str) -> str:
    """A sentence of the document in the reader's language; resources mark them `translatable`."""
    return gettext(sentence) if sentence else ""


def _problems(operation: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for status, response in sorted(operation["responses"].items()):
        if not status.startswith("2"):
            yield status, _translated(response["description"])


def _answer(operation: Mapping[str, Any]) -> str:
    [response] = [
        response for status, response in operation["responses"].items() if status.startswith("2")
    ]
    return type_of(response["content"]["application/json"]["schema"])
