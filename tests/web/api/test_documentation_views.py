"""The documentation page: everything of the OpenAPI document, in the reader's language."""

import re

import pytest

from web.api.documentation_views import operations_of, schemas_of, type_of
from web.api.registration import openapi_document
from web.http.security_headers import POLICY


@pytest.fixture
def document(app):
    with app.app_context():
        return openapi_document()


def test_the_page_needs_no_account_and_no_foreign_script(client):
    response = client.get("/api/v1")

    assert response.status_code == 200
    assert response.headers["Content-Security-Policy"] == POLICY
    assert "<script" not in response.text


def test_the_page_has_every_operation_field_and_scope(client, document, app):
    page = client.get("/api/v1").text

    for path, item in document["paths"].items():
        assert path in page
        assert all(
            operation["summary"] in page for name, operation in item.items() if name == "get"
        )
    for schema in document["components"]["schemas"].values():
        assert all(f"<code>{field}</code>" in page for field in schema["properties"])
    for scope in app.extensions["comptoir.scopes"]:
        assert scope.name in page


def sentences(value):
    """All summaries and descriptions of the document."""
    if isinstance(value, dict):
        for key, inside in value.items():
            if key in ("summary", "description") and isinstance(inside, str):
                yield inside
            else:
                yield from sentences(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from sentences(inside)


def test_every_sentence_of_the_document_has_its_french(client, document):
    page = client.get("/api/v1", headers={"Accept-Language": "fr"}).text.replace("&#39;", "'")
    page = page.replace("<code>", "`").replace("</code>", "`")
    written = set(sentences(document)) - {"OK", ""}

    assert len(written) > 20
    assert [sentence for sentence in written if sentence in page] == []


def test_what_stands_between_backticks_is_shown_as_code(client):
    page = client.get("/api/v1").text

    assert "`" not in page
    assert "Send <code>next_cursor</code> as <code>cursor</code>" in page


def test_every_field_has_a_meaning_or_leads_to_its_schema(client, document):
    schemas = dict(schemas_of(document))
    parameters = [field for one in operations_of(document) for field in one.parameters]

    described = [*parameters, *(field for fields in schemas.values() for field in fields)]
    assert [field.name for field in described if not (field.about or field.schema)] == []
    assert {field.schema for field in described if field.schema} <= schemas.keys()
    page = client.get("/api/v1").text
    targets = re.findall(r'href="#([^"]+)"', page)
    assert [target for target in targets if f'id="{target}"' not in page] == []


def test_programs_get_the_document(client, document):
    response = client.get("/api/v1.json")

    assert response.json == document
    assert response.json["servers"] == [{"url": "http://127.0.0.1:8000"}]


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "integer"}, "integer"),
        ({"type": "string", "format": "date"}, "string (date)"),
        ({"type": ["string", "null"]}, "string | null"),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Cost"}}, "[Cost]"),
        ({"anyOf": [{"$ref": "#/components/schemas/Cost"}, {"type": "null"}]}, "Cost | null"),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, "{string: integer}"),
        ({}, "object"),
    ],
)
def test_a_type_is_described_in_a_few_words(schema, words):
    assert type_of(schema) == words
