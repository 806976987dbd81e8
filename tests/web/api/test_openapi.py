"""The OpenAPI document: complete, so that a program needs nothing else."""

import pytest

from web.api.registration import ResourceApi, openapi_document
from web.api.resources import PROBLEMS
from web.api.schemas import ProblemSchema
from web.app import RESOURCES


@pytest.fixture
def document(app):
    with app.app_context():
        return openapi_document()


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method != "parameters":
                yield f"{method} {path}", operation


def test_the_document_is_of_openapi_3_1(document):
    assert document["openapi"] == "3.1.0"
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


def test_every_operation_has_a_summary_a_scope_and_every_problem(document):
    problems = {str(status.value) for status in PROBLEMS}

    assert len(list(operations(document))) >= len(RESOURCES)
    for name, operation in operations(document):
        assert operation["summary"], name
        [[scope]] = [security["token"] for security in operation["security"]]
        assert ":" in scope, name
        assert problems <= operation["responses"].keys(), name


def test_no_response_stands_for_those_that_are_not_listed(document):
    assert ResourceApi.ERROR_SCHEMA is ProblemSchema
    assert ResourceApi.DEFAULT_ERROR_RESPONSE_NAME is None
    for name, operation in operations(document):
        assert "default" not in operation["responses"], name


def test_every_field_of_an_answer_is_always_there(document):
    schemas = document["components"]["schemas"]

    assert schemas["Conversation"]["required"] == sorted(schemas["Conversation"]["properties"])
