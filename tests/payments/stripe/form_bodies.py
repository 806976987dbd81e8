"""The bracketed form bodies of Stripe's API: read back into the values they were made of."""

import re
from urllib.parse import parse_qsl


def decoded(body):
    """Nested dictionaries and lists of texts."""
    root = {}
    for name, value in parse_qsl(body, keep_blank_values=True, strict_parsing=bool(body)):
        *outer, last = re.findall(r"[^\[\]]+", name)
        here = root
        for key in outer:
            here = here.setdefault(key, {})
        here[last] = value
    return with_lists(root)


def with_lists(value):
    """A dictionary with the keys 0, 1, 2 is a list."""
    if not isinstance(value, dict):
        return value
    items = {key: with_lists(inner) for key, inner in value.items()}
    if items and set(items) == {str(number) for number in range(len(items))}:
        return [items[str(number)] for number in range(len(items))]
    return items


def typed(value, schema, definitions):
    """Texts become numbers and booleans where the schema wants them; what does not fit stays."""
    schema = resolved(schema, definitions)
    for alternative in schema.get("anyOf", ()):
        attempt = typed(value, alternative, definitions)
        if fits(attempt, resolved(alternative, definitions)):
            return attempt
    match value, schema.get("type"):
        case list(), "array":
            return [typed(item, schema["items"], definitions) for item in value]
        case dict(), "object":
            return {
                name: typed(inner, field_schema(name, schema), definitions)
                for name, inner in value.items()
            }
        case str(), type:
            return scalar(value, type)
    return value


def scalar(text, type):
    if type == "integer" and re.fullmatch(r"-?\d+", text):
        return int(text)
    return {"true": True, "false": False}.get(text, text) if type == "boolean" else text


def resolved(schema, definitions):
    while "$ref" in schema:
        schema = definitions[schema["$ref"].removeprefix("#/$defs/")]
    return schema


def field_schema(name, schema):
    others = schema.get("additionalProperties")
    return schema.get("properties", {}).get(name) or (others if isinstance(others, dict) else {})


TYPES = {
    "integer": int,
    "boolean": bool,
    "array": list,
    "object": dict,
    "string": str,
    "null": type(None),
}


def fits(value, schema):
    if "enum" in schema:
        return value in schema["enum"]
    return "type" in schema and type(value) is TYPES.get(schema["type"])
