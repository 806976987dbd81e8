"""The sentences that users read: of the catalogue, of refusals, and of the command line."""

import ast
import re
from collections.abc import Iterator

from babel.messages.catalog import Catalog

from web.i18n import catalogue

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|(?<!%)%[sd]\b")
GIFT_LINE = re.compile(r"// comptoir:[^.]*\{[^}]*\}|\$CATEGORY:[^.]*|::\w*(?:::)?")
"""Code of the GIFT format that a sentence quotes: it is the same in every language."""


def forms_of(messages: Catalog) -> Iterator[tuple[str, str]]:
    """English and French of each message, and of each plural form."""
    for message in messages:
        if isinstance(message.id, str):
            if message.id:
                yield message.id, str(message.string)
        else:
            yield from zip(message.id, message.string, strict=True)


def without_placeholders(sentence: str) -> str:
    return PLACEHOLDER.sub(" ", sentence)


def without_code(sentence: str) -> str:
    """The sentence without placeholders, quoted GIFT code, addresses and times of day."""
    prose = GIFT_LINE.sub("", without_placeholders(sentence))
    return re.sub(r"\w+://\S*|\d\d:\d\d", "", prose)


def refusals() -> Iterator[tuple[str, str]]:
    """Where a command refuses, and its sentence; {} stands for a value of an f-string."""
    for where, node in _nodes("domain", "projections", "web"):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in catalogue.REFUSALS:
                yield from ((where, sentence) for sentence in map(_sentence, node.args))


def command_line_texts() -> Iterator[tuple[str, str]]:
    """What the command line prints, and its help."""
    for where, node in _nodes("web/cli"):
        match node:
            case ast.Call(func=ast.Attribute(attr="echo"), args=[text, *_]):
                yield where, _sentence(text)
            case ast.keyword(arg="help"):
                yield where, _sentence(node.value)


def _nodes(*folders: str) -> Iterator[tuple[str, ast.AST]]:
    for folder in folders:
        for path in sorted((catalogue.ROOT / folder).rglob("*.py")):
            file = str(path.relative_to(catalogue.ROOT))
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                yield f"{file}:{getattr(node, 'lineno', 0)}", node


def _sentence(text: ast.expr) -> str:
    match text:
        case ast.Constant(value=str(words)):
            return words
        case ast.JoinedStr(values=parts):
            return "".join(_sentence(part) or "{}" for part in parts)
        case _:
            return ""
