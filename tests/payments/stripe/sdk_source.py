"""
The source of the installed `stripe` package, read with `ast`: nothing of it is imported here.

Its services, parameters and resources are generated from Stripe's OpenAPI description, so they say
which operations there are, what each takes, and what it answers.
"""

import ast
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import NamedTuple

PACKAGE = Path(str(distribution("stripe").locate_file("stripe")))


class Operation(NamedTuple):
    """One method of a service: `POST /v1/transfers` with its types as annotations."""

    name: str
    module: str
    params: ast.expr | None
    answer: ast.expr


class Definition(NamedTuple):
    """A class of the package, and the classes around it."""

    module: str
    qualname: str
    node: ast.ClassDef


@cache
def tree_of(module):
    return ast.parse(path_of(module).read_text())


def path_of(module):
    path = PACKAGE.parent.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def text_annotation(node):
    """An annotation that is written as a string is read like any other."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return ast.parse(node.value.strip(), mode="eval").body
    return node


@cache
def operations():
    """All operations of the package by name; a service that repeats one does not change it."""
    found = {}
    for path in sorted(PACKAGE.rglob("_*service.py")):
        module = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        for operation in operations_of(module):
            found.setdefault(operation.name, operation)
    return found


def operations_of(module):
    for service in classes_in(tree_of(module).body):
        for method in service.body:
            if isinstance(method, ast.FunctionDef):
                yield from operations_in(method, module)


def operations_in(method, module):
    for call in ast.walk(method):
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "_request":
            verb, address = call.args[0].value, call.args[1]
            template = address if isinstance(address, ast.Constant) else address.func.value
            params = [arg.annotation for arg in method.args.args if arg.arg == "params"]
            name = f"{verb.upper()} {template.value}"
            yield Operation(name, module, params[0] if params else None, method.returns)


def classes_in(body):
    return [node for node in body if isinstance(node, ast.ClassDef)]


@cache
def definition(module, name):
    """The class that a name stands for in a module, wherever it is imported from; None if none."""
    for node in classes_in(tree_of(module).body):
        if node.name == name:
            return Definition(module, name, node)
    for source, original in imported_as(name, module):
        return definition(source, original)
    return None


def imported_as(name, module):
    """Where in the package a module imports a name from, and what it is called there."""
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("stripe"):
            for alias in node.names:
                if name == (alias.asname or alias.name):
                    yield node.module, alias.name


def inner_definition(outer, name):
    """A class inside another one, or inside one of the classes around it; None if none."""
    qualname = outer.qualname
    while qualname:
        scope = class_at(outer.module, qualname)
        for node in classes_in(scope.body):
            if node.name == name:
                return Definition(outer.module, f"{qualname}.{name}", node)
        qualname = qualname.rpartition(".")[0]
    return None


def class_at(module, qualname):
    body = tree_of(module).body
    for name in qualname.split("."):
        node = next(node for node in classes_in(body) if node.name == name)
        body = node.body
    return node
