"""Questions of GIFT texts, without what a file makes up for them."""

from uuid import UUID

from msgspec.structs import replace

from web.assessments.gift_format.reader import read_gift

TEST = UUID(int=1)
PARTS = ("choices", "items", "pairs")


def read(text):
    """The one question of a file without errors, keyless."""
    file = read_gift(text, TEST, "General")
    assert file.errors == []
    [(_, question)] = file.questions
    return keyless(question)


def keyless(question):
    """The question, without the keys of its choices, items and pairs."""
    kind = question.answer_key
    for name in PARTS:
        if hasattr(kind, name):
            parts = tuple(replace(part, key="") for part in getattr(kind, name))
            kind = replace(kind, **{name: parts})
    return replace(question, answer_key=kind)
