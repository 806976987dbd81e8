#!/usr/bin/env python3
# Writes var/names_in_use.py: names of ours that are used, but not by our Python code.
"""
Vulture reads Python only, and would take these names for dead code.

They are found here rather than listed by hand: what templates read and call, members of
enumerations, which forms, events and addresses choose by their value, fields of schemas, which
marshmallow reads, and what Alembic reads of a migration.
"""

import ast
import sys
from collections.abc import Iterator
from itertools import chain
from keyword import iskeyword
from pathlib import Path

from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("domain", "payments", "projections", "web")

templates = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)


def names_in_template(source: str) -> set[str]:
    """Attributes, names that come from the view, and fields that are named to a macro."""
    tree = templates.parse(source)
    names = {name.name for name in tree.find_all(nodes.Name)}
    own = {name.name for name in tree.find_all(nodes.Name) if name.ctx != "load"}
    attributes = {attribute.attr for attribute in tree.find_all(nodes.Getattr)}
    return attributes | (names - own) | set(_fields(tree))


def _fields(tree: nodes.Template) -> Iterator[str]:
    for call in tree.find_all(nodes.Call):
        match call.args:
            case [nodes.Const(value=str(name)), *_] if name.isidentifier():
                yield name


def members_of_enumerations(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef) and any(
            "Enum" in ast.unparse(base) for base in node.bases
        ):
            for statement in node.body:
                if isinstance(statement, ast.Assign):
                    yield from map(ast.unparse, statement.targets)


def fields_of_schemas(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef) and any(
            ast.unparse(base).endswith("Schema") for base in node.bases
        ):
            for statement in node.body:
                if isinstance(statement, ast.Assign):
                    yield from map(ast.unparse, statement.targets)


def names_of_migration(source: str) -> Iterator[str]:
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Assign) and "revision" in ast.unparse(statement.targets[0]):
            yield from (name.id for name in ast.walk(statement) if isinstance(name, ast.Name))


def files(pattern: str) -> Iterator[str]:
    return (path.read_text() for package in PACKAGES for path in (ROOT / package).rglob(pattern))


def main(result: Path = ROOT / "var" / "names_in_use.py") -> None:
    names = {
        *chain.from_iterable(map(names_in_template, files("templates/**/*.html"))),
        *chain.from_iterable(map(members_of_enumerations, files("*.py"))),
        *chain.from_iterable(map(fields_of_schemas, files("*.py"))),
        *chain.from_iterable(map(names_of_migration, files("migrations/versions/v*.py"))),
    }
    result.parent.mkdir(exist_ok=True)
    result.write_text("".join(f"_.{name}\n" for name in sorted(names) if not iskeyword(name)))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
