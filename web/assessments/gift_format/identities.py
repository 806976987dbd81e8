"""The keys of choices and things: made of their texts, so that the same text keeps its key."""

from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import TypeVar

from msgspec.structs import replace

from domain.assessments.question import AnswerKey
from domain.assessments.question_types.choice import Choice, Multiple, Single
from domain.assessments.question_types.ordering_matching import Item, Matching, Ordering, Pair

KEY_LENGTH = 8

P = TypeVar("P", Choice, Item, Pair)


def with_keys(kind: AnswerKey, theirs: Mapping[str, str]) -> AnswerKey:
    """The kind with keys that are made of its texts, or those that somebody has given instead."""
    keys = [theirs.get(key, key) for key in _made_for(kind)]
    match kind:
        case Single(choices=choices) | Multiple(choices=choices):
            return replace(kind, choices=_with(choices, keys))
        case Ordering(items=items):
            return replace(kind, items=_with(items, keys))
        case Matching(pairs=pairs):
            return replace(kind, pairs=_with(pairs, keys))
        case _:
            return kind


def given_keys(kind: AnswerKey) -> dict[str, str]:
    """Where the keys of this one are others than those made of its texts."""
    pairs = zip(_made_for(kind), kind.keys, strict=False)
    return {made: given for made, given in pairs if made != given}


def _made_for(kind: AnswerKey) -> list[str]:
    match kind:
        case Single(choices=parts) | Multiple(choices=parts) | Ordering(items=parts):
            return _made_of([part.text for part in parts])
        case Matching(pairs=pairs):
            return _made_of([pair.left or pair.right for pair in pairs])
        case _:
            return []


def _made_of(texts: Sequence[str]) -> list[str]:
    """A key for each; of the same text again, another one."""
    times: Counter[str] = Counter()
    keys = []
    for text in texts:
        key = sha256(text.encode()).hexdigest()[:KEY_LENGTH]
        times[key] += 1
        keys.append(key if times[key] == 1 else f"{key}-{times[key]}")
    return keys


def _with(parts: Sequence[P], keys: Sequence[str]) -> tuple[P, ...]:
    return tuple(replace(part, key=key) for part, key in zip(parts, keys, strict=True))
