"""
Saving what a browser sent: all of it, or nothing when there is trouble with one answer.

Two tabs may lie open. Each sends how many saves of an answer it has seen, so that neither undoes
what the other did; what one tab only shows as it was, it does not save.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.assessments.answers import Answer, TextAnswer, Texts
from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import SubmittedAnswer
from domain.assessments.question_types.ordering_matching import Matching
from domain.errors import Invalid
from web.assessments.taking.attempt_page import Paper
from web.assessments.taking.submitted_answers import is_empty, read_answer
from web.http.request_context import marketplace, private_store
from web.i18n.language import gettext
from web.private_store.texts import PrivateTexts


class Typed(NamedTuple):
    """What a browser sent for a question, and how many saves of its answer it had seen."""

    question_id: UUID
    values: tuple[str, ...]
    after: int


class Trouble(NamedTuple):
    """Why an answer was not saved."""

    sentence: str
    elsewhere: tuple[str, ...] | None = None
    """What stands in the fields by what was saved elsewhere meanwhile."""


class Kept(NamedTuple):
    """An answer on its way; its words are kept last, when all else is well."""

    given: SubmittedAnswer
    text: str


class ChangedElsewhere(Exception):
    """Another tab saved another answer."""


Troubles = Mapping[UUID, Trouble]


def save(paper: Paper, typed: Sequence[Typed], at: datetime, *, whole_page: bool) -> Troubles:
    """
    Save all answers, or none and say why, by question. Raises NotNow when the time is over.

    whole_page: what was sent may stand there untouched, as the page showed it.
    """
    texts, troubles, kept = paper.texts(), {}, []
    for each in typed:
        saved = paper.attempt.answers.get(each.question_id)
        try:
            kept += _tried(paper, each, texts, at, whole_page=whole_page)
        except Invalid as mistake:
            troubles[each.question_id] = Trouble(gettext(str(mistake)))
        except ChangedElsewhere:
            shown = paper.values(paper.drawn(each.question_id), saved, texts)
            troubles[each.question_id] = Trouble(_changed_elsewhere(), shown)
    if kept and not troubles:
        given = [_with_words_kept(each, paper.attempt.by, at) for each in kept]
        marketplace().attempts.answer(paper.attempt.id, paper.attempt.by, given, at)
    return troubles


def _tried(
    paper: Paper, typed: Typed, texts: Texts, at: datetime, *, whole_page: bool
) -> list[Kept]:
    """
    The answer, if it says anything new, tried on our own copy of the attempt.

    So nobody's words are kept for an answer that would be refused.
    """
    attempt, saved = paper.attempt, paper.attempt.answers.get(typed.question_id)
    said = _said(paper, typed)
    answer = _as_written(said, saved, texts) if isinstance(said, str) else said
    if saved is None and is_empty(answer):
        return []
    if answer != saved and typed.after != attempt.answer_revisions.get(typed.question_id, 0):
        if whole_page and _stands_untouched(paper, typed, said):
            return []
        raise ChangedElsewhere
    given = SubmittedAnswer(typed.question_id, answer, typed.after)
    attempt.answer(given, at)
    return [] if answer == saved else [Kept(given, said if isinstance(said, str) else "")]


def _changed_elsewhere() -> str:
    return gettext("This answer was changed elsewhere, in another tab perhaps. Which shall count?")


def _said(paper: Paper, typed: Typed) -> Answer | str:
    drawn = paper.drawn(typed.question_id)
    # Only here the question itself is needed, to know its left sides.
    kind = paper.kind_of(drawn) if drawn.question_type == Matching.question_type else None
    return read_answer(drawn, kind, typed.values)


def _as_written(said: str, saved: Answer | None, texts: Texts) -> TextAnswer:
    """Words that are there already keep their place."""
    if isinstance(saved, TextAnswer) and _words(saved, texts) == said:
        return saved
    return TextAnswer(uuid.uuid4(), len(said))


def _stands_untouched(paper: Paper, typed: Typed, said: Answer | str) -> bool:
    """Whether it is what the page had to show when it was made."""
    saved: list[Answer] = [
        event.answer
        for event in paper.history
        if isinstance(event, Attempt.AnswerSaved) and event.question_id == typed.question_id
    ]
    shown = saved[typed.after - 1] if 0 < typed.after <= len(saved) else None
    if shown is None:
        return is_empty(said)
    if isinstance(shown, TextAnswer):
        return _words(shown, PrivateTexts(private_store()).read([shown.text_id])) == said
    return shown == said


def _words(written: TextAnswer, texts: Texts) -> str | None:
    return texts.get(written.text_id) if written.text_length else ""


def _with_words_kept(kept: Kept, member_id: UUID, at: datetime) -> SubmittedAnswer:
    if not kept.text:
        return kept.given
    text_id = PrivateTexts(private_store()).keep(kept.text, member_id, at)
    return kept.given._replace(answer=TextAnswer(text_id, len(kept.text)))
