"""What a browser sends about its answers, read and refused by field."""

from collections.abc import Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema, fields, validate
from werkzeug.datastructures import MultiDict

from web.assessments.taking.saving import Typed

SEEN = "after-"
"""Fields so called, followed by the id of a question, say which questions a form shows."""
LONGEST_VALUE = 100_000
MOST_VALUES = 1000
MOST_DIGITS = 4


class TypedSchema(Schema):
    """Whatever else is sent, such as what time it is there, is not read."""

    class Meta:
        unknown = EXCLUDE

    question_id = fields.UUID(required=True, data_key="question")
    after = fields.Integer(required=True, validate=validate.Range(0))
    values = fields.List(
        fields.String(validate=validate.Length(max=LONGEST_VALUE)),
        required=True,
        validate=validate.Length(max=MOST_VALUES),
    )


def json_answer(given: object) -> Typed:
    """Read the answer that a script sent. Raises ValidationError."""
    return _typed(given if isinstance(given, dict) else {})


def form_answers(form: "MultiDict[str, str]") -> list[Typed]:
    """Read the answers to the questions of a page. Raises ValidationError."""
    ids = [name.removeprefix(SEEN) for name in form if name.startswith(SEEN)]
    return [
        _typed({"question": id, "after": form[SEEN + id], "values": form.getlist(id)}) for id in ids
    ]


def wanted_number(given: Mapping[str, str]) -> int:
    """The number of the question that is wanted, the first unless another is."""
    wanted = given.get("question", "")
    is_number = wanted.isascii() and wanted.isdigit() and len(wanted) <= MOST_DIGITS
    return int(wanted) if is_number else 1


def _typed(given: dict[str, Any]) -> Typed:
    read = TypedSchema().load(given)
    return Typed(read["question_id"], tuple(read["values"]), read["after"])
