"""A correction of an answer key as a form: what to do, why, and whose result would change."""

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
from web.assessments.authoring.answer_forms import answer_values, read_answers
from web.assessments.authoring.form_fields import (
    Form,
    FormValues,
    max_length,
    required,
)
from web.assessments.authoring.labels import texts_by_key
from web.assessments.authoring.question_forms import ANSWERS, key_errors
from web.http.form_fields import TextField

MAX_REASON_LENGTH = 490
"""Two of them fit into a reason of the domain."""
MIN_LABEL_LENGTH = 4
EMPTY = {"reason": ""}
"""Required fields are reported as missing also when a browser sends nothing."""
VOID, REKEY = "void", "rekey"


class CorrectionForm(Form):
    what = fields.String(load_default=VOID, validate=validate.OneOf([VOID, REKEY]))
    reason = TextField(validate=[required, max_length(MAX_REASON_LENGTH)])
    revoke = fields.Boolean(load_default=False)
    revoke_reason = TextField(load_default="", validate=max_length(MAX_REASON_LENGTH))
    confirmed_digest = fields.String(load_default="")


@dataclass(frozen=True)
class Correction:
    """What to do about a question that was asked."""

    new_key: AnswerKey | None
    """None: the question is void."""
    reason: str
    revoke: bool
    """Whether those who no longer pass lose their qualification."""
    revoke_reason: str
    confirmed_digest: str
    """The `crossings_digest` of the crossings that the author has confirmed."""

    @property
    def whole_reason(self) -> str:
        """As it is recorded: with the reason for revoking qualifications, if any are."""
        return f"{self.reason}\n\n{self.revoke_reason}" if self.revoke else self.reason


def read_correction(values: FormValues, published: AnswerKey) -> Correction:
    """
    Read the form of a correction. Raises ValidationError.

    published: the question type and answer key as they were published.
    """
    form: dict[str, Any] = CorrectionForm().load({**EMPTY, **values})
    what = form.pop("what")
    return Correction(_new_key(values, published) if what == REKEY else None, **form)


def _new_key(values: FormValues, published: AnswerKey) -> AnswerKey:
    key = with_texts_of(published, read_answers(published.question_type, values))
    if errors := key_errors(key):
        raise ValidationError({ANSWERS: [errors]})
    return key


def with_texts_of(published: AnswerKey, new_key: AnswerKey) -> AnswerKey:
    """The new key with the texts that were published: it only changes what they are worth."""
    texts = texts_by_key(published)
    match new_key:
        case Single(choices=choices) | Multiple(choices=choices):
            new_choices = [replace(part, text=texts.get(part.key, part.text)) for part in choices]
            return replace(new_key, choices=tuple(new_choices))
        case Ordering(items=items):
            new_items = [replace(part, text=texts.get(part.key, part.text)) for part in items]
            return replace(new_key, items=tuple(new_items))
        case Matching(pairs=pairs):
            new_pairs = [replace(part, left=texts.get(part.key, part.left)) for part in pairs]
            return replace(new_key, pairs=tuple(new_pairs))
        case _:
            return new_key


def correction_values(published: AnswerKey) -> dict[str, str]:
    """The form as it is first shown: with the current key."""
    return {"what": VOID, **answer_values(published, blank=0)}


def crossings_digest(crossings: Sequence[ResultChange]) -> str:
    """Equal for the same attempts that would cross the pass mark in the same directions."""
    lines = sorted(f"{crossing.attempt_id} {crossing.after.passed}" for crossing in crossings)
    return sha256("\n".join(lines).encode()).hexdigest()


def candidate_labels(member_ids: Iterable[UUID]) -> dict[UUID, str]:
    """As few digits of each id as tell them apart: authors see no names here."""
    distinct = set(member_ids)
    length = MIN_LABEL_LENGTH
    while len({id.hex[:length] for id in distinct}) < len(distinct):
        length += 1
    return {id: id.hex[:length] for id in distinct}
