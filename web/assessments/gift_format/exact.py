"""Texts that do not come back from GIFT as they were: they are carried along as they are."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from domain.assessments.question import Question
from web.assessments.gift_format.remarks import Exact

NO_TEXTS = {"key", "kind", "image"}
"""These are no texts: keys have their own way through a file."""


def differences(question: Question, read: Question) -> dict[str, Exact]:
    """By the way to it, each text that was read otherwise than it is meant."""
    reads = dict(_texts_in(_fields_of(read)))
    meant = _texts_in(_fields_of(question))
    return {
        way: Exact(reads[way], text)
        for way, text in meant
        if _is_text(way) and reads.get(way, text) != text
    }


def as_meant(question: Question, exact: Mapping[str, Exact]) -> Question:
    """A text that somebody has changed since stays as they changed it."""
    texts = {way: each for way, each in exact.items() if _is_text(way)}
    if not texts:
        return question
    return msgspec.convert(_replaced(_fields_of(question), texts, ""), Question)


def _fields_of(question: Question) -> Any:
    return msgspec.to_builtins(question, builtin_types=(Decimal, UUID))


def _texts_in(fields: Any, way: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(fields, str):
        yield way, fields
    for name, value in _parts_of(fields):
        yield from _texts_in(value, f"{way}.{name}".removeprefix("."))


def _replaced(fields: Any, exact: Mapping[str, Exact], way: str) -> Any:
    known = exact.get(way)
    if isinstance(fields, str) and known and known.reads == fields:
        return known.means
    parts = {
        name: _replaced(value, exact, f"{way}.{name}".removeprefix("."))
        for name, value in _parts_of(fields)
    }
    if isinstance(fields, list | tuple):
        return list(parts.values())
    return parts if isinstance(fields, dict) else fields


def _is_text(way: str) -> bool:
    return way.rpartition(".")[2] not in NO_TEXTS


def _parts_of(fields: Any) -> list[tuple[Any, Any]]:
    if isinstance(fields, dict):
        return list(fields.items())
    return list(enumerate(fields)) if isinstance(fields, list | tuple) else []
