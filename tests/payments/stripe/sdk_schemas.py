"""
JSON Schemas of what Stripe takes and answers, from the annotations of the installed package.

They have the fields, types, closed lists of values, and what is required. They lack lengths, rules
across fields and behaviour. Lists that Stripe may lengthen are closed here: right for a test, wrong
for refusing a real answer.
"""

import ast

from tests.payments.stripe.sdk_source import definition, inner_definition, text_annotation

PLAIN = {
    "str": {"type": "string"},
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "bool": {"type": "boolean"},
    "Decimal": {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"},
    "Any": {},
    "object": {},
    "datetime": {"type": "string"},
    "UntypedStripeObject": {"type": "object"},
}
NULL = {"type": "null"}


class Schemas:
    """Schemas of annotations; those of classes are collected in `definitions`."""

    def __init__(self):
        self.definitions = {}

    def of(self, annotation, module, scope=None):
        """scope: the class around the annotation, if any."""
        node = text_annotation(annotation)
        match node:
            case ast.Constant(None):
                return NULL
            case ast.Name(name):
                return PLAIN[name] if name in PLAIN else self._reference(name, module, scope)
            case ast.Attribute(ast.Name(outer), name):
                return self._inner(outer, name, module)
            case ast.BinOp():
                return self._union(parts_of(node), module, scope)
            case ast.Subscript(ast.Name(name), inner):
                return self._generic(name, inner, module, scope)
        raise AssertionError(f"{module}: {ast.unparse(node)}")

    def _generic(self, name, inner, module, scope):
        def of(node):
            return self.of(node, module, scope)

        def union(*parts):
            flat = [part for node in parts for part in parts_of(node)]
            return self._union(flat, module, scope)

        makers = {
            "Optional": lambda: union(inner, ast.Constant(None)),
            "Union": lambda: union(*elements(inner)),
            "NotRequired": lambda: of(inner),
            "Literal": lambda: {"enum": [value.value for value in elements(inner)]},
            "List": lambda: {"type": "array", "items": of(inner)},
            "Dict": lambda: dictionary_of(of(elements(inner)[1])),
            "UntypedStripeObject": lambda: dictionary_of(of(inner)),
            "ExpandableField": lambda: PLAIN["str"],  # we expand none: each is an id
            "ListObject": lambda: list_of(of(inner)),
        }
        return makers[name]()

    def _union(self, parts, module, scope):
        schemas = []
        for part in parts:
            schema = self.of(part, module, scope)
            if schema not in schemas:
                schemas.append(schema)
        if PLAIN["str"] in schemas and any("enum" in schema for schema in schemas):
            schemas.remove(PLAIN["str"])  # a list of values that Stripe may lengthen
        return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}

    def _reference(self, name, module, scope):
        found = scope and inner_definition(scope, name)
        found = found or definition(module, name)
        assert found is not None, f"{module}: {name}"
        return self._defined(found)

    def _inner(self, outer, name, module):
        around = definition(module, outer)
        found = around and inner_definition(around, name)
        assert found is not None, f"{module}: {outer}.{name}"
        return self._defined(found)

    def _defined(self, found):
        key = f"{found.module}:{found.qualname}"
        if key not in self.definitions:
            self.definitions[key] = {}  # a class may contain itself
            self.definitions[key] = self._object(found)
        return {"$ref": f"#/$defs/{key}"}

    def _object(self, found):
        fields = fields_of(found.node)
        properties = {
            name: self.of(annotation, found.module, found) for name, annotation in fields.items()
        }
        is_parameter = ".params." in found.module
        required = [
            name
            for name, annotation in fields.items()
            if (not is_absent_allowed(annotation, is_parameter=is_parameter))
        ]
        return {
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": False,
        }


def fields_of(node):
    """The annotated fields of a class, without those that no answer and no request contains."""
    return {
        statement.target.id: statement.annotation
        for statement in node.body
        if isinstance(statement, ast.AnnAssign)
        and not statement.target.id.startswith("_")
        and "ClassVar" not in ast.unparse(statement.annotation)
    }


def is_absent_allowed(annotation, *, is_parameter):
    """In parameters only what says so may be left out; in answers also what may be null."""
    node = text_annotation(annotation)
    name = node.value.id if isinstance(node, ast.Subscript) else ""
    return name == "NotRequired" if is_parameter else name == "Optional"


def parts_of(annotation):
    """The alternatives of an annotation, those of unions inside it too."""
    node = text_annotation(annotation)
    match node:
        case ast.BinOp(left, ast.BitOr(), right):
            return [*parts_of(left), *parts_of(right)]
        case ast.Subscript(ast.Name("Union"), inner):
            return [part for element in elements(inner) for part in parts_of(element)]
    return [node]


def elements(node):
    return node.elts if isinstance(node, ast.Tuple) else [node]


def dictionary_of(values):
    return {"type": "object", "additionalProperties": values}


def list_of(items):
    return {
        "type": "object",
        "properties": {
            "object": {"enum": ["list"]},
            "data": {"type": "array", "items": items},
            "has_more": {"type": "boolean"},
            "url": {"type": "string"},
        },
        "required": ["object", "data", "has_more", "url"],
        "additionalProperties": False,
    }
