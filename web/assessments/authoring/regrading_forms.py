"""How a key is put right, as a form: what is to be done, why, and who would cross the pass mark."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from marshmallow import ValidationError, fields, validate
from msgspec.structs import replace

from domain.assessments.question import AnswerKey
from domain.assessments.question_types.choice import Multiple, Single
from domain.assessments.question_types.ordering_matching import Matching, Ordering
from domain.assessments.regrading import ResultChange
from web.assessments.authoring import labels as words
from web.assessments.authoring.answer_form_values import values_of
from web.assessments.authoring.answer_forms import read_kind
from web.assessments.authoring.fields import Form, Values, Words, at_most, required

LONGEST_WHY = 490
"""Two of them fit into a reason of the domain."""
SHORTEST_LABEL = 4
EMPTY = {"reason": ""}
"""What is required is said to be missing also when a browser sends nothing."""
VOID, REKEY = "void", "rekey"


class ChangeForm(Form):
    what = fields.String(load_default=VOID, validate=validate.OneOf([VOID, REKEY]))
    reason = Words(validate=[required, at_most(LONGEST_WHY)])
    revoke = fields.Boolean(load_default=False)
    revoke_why = Words(load_default="", validate=at_most(LONGEST_WHY))
    seen = fields.String(load_default="")


@dataclass(frozen=True)
class Correction:
    """What is to be done about a question that was asked."""

    new_key: AnswerKey | None
    """None: it counts for nobody."""
    reason: str
    revoke: bool
    revoke_why: str
    seen: str
    """Who would cross the pass mark, as it was shown."""

    @property
    def whole_reason(self) -> str:
        """As it is recorded for good: also why somebody loses a qualification, if they do."""
        return f"{self.reason}\n\n{self.revoke_why}" if self.revoke else self.reason


def read_correction(values: Values, asked: AnswerKey) -> Correction:
    """Raises ValidationError with what is wrong, by field."""
    typed: dict[str, Any] = ChangeForm().load({**EMPTY, **values})
    what = typed.pop("what")
    return Correction(_new_key(values, asked) if what == REKEY else None, **typed)


def _new_key(values: Values, asked: AnswerKey) -> AnswerKey:
    key = with_words_of(asked, read_kind(asked.question_type, values))
    if said := list(key.objections()):
        sentences = " ".join(words.objection(each) for each in said)
        raise ValidationError({"answers": [sentences]})
    return key


def with_words_of(asked: AnswerKey, typed: AnswerKey) -> AnswerKey:
    """What was asked stays as it was asked: a new key says only what it is worth."""
    words_of = _words_by_key(asked)
    match typed:
        case Single(choices=choices) | Multiple(choices=choices):
            same = [replace(each, text=words_of.get(each.key, each.text)) for each in choices]
            return replace(typed, choices=tuple(same))
        case Ordering(items=items):
            put = [replace(each, text=words_of.get(each.key, each.text)) for each in items]
            return replace(typed, items=tuple(put))
        case Matching(pairs=pairs):
            paired = [replace(each, left=words_of.get(each.key, each.left)) for each in pairs]
            return replace(typed, pairs=tuple(paired))
        case _:
            return typed


def _words_by_key(kind: AnswerKey) -> dict[str, str]:
    match kind:
        case Single(choices=parts) | Multiple(choices=parts) | Ordering(items=parts):
            return {part.key: part.text for part in parts}
        case Matching(pairs=pairs):
            return {pair.key: pair.left for pair in pairs}
        case _:
            return {}


def first_values(asked: AnswerKey) -> dict[str, str]:
    """The form before anybody has typed: the key as it is by now."""
    return {"what": VOID, **values_of(asked, blank=0)}


def digest_of(crossings: Sequence[ResultChange]) -> str:
    """Tells whether it is still the same people who would cross, to the same side."""
    told = sorted(f"{each.attempt_id} {each.after.passed}" for each in crossings)
    return sha256("\n".join(told).encode()).hexdigest()


def labels_of(ids: Iterable[UUID]) -> dict[UUID, str]:
    """As few digits of each as tell them apart: nobody's name is shown here."""
    known = set(ids)
    length = SHORTEST_LABEL
    while len({each.hex[:length] for each in known}) < len(known):
        length += 1
    return {each: each.hex[:length] for each in known}
