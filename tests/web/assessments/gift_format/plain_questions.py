"""Questions without what a file makes up for them."""

from msgspec.structs import replace

PARTS = ("choices", "items", "pairs")


def keyless(question):
    """The question, without the keys of its choices and things."""
    kind = question.answer_key
    for name in PARTS:
        if hasattr(kind, name):
            parts = tuple(replace(part, key="") for part in getattr(kind, name))
            kind = replace(kind, **{name: parts})
    return replace(question, answer_key=kind)
