"""
Saving answers: one at once, by a script, or those of a page, by its form.

Two tabs may be open. Each sends how many saves of an answer it knows of, so that neither undoes
what the other did; what one tab only shows as it was, it does not save.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, cast
from uuid import UUID

from flask import Blueprint, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from domain.assessments import attempt_context
from domain.assessments.answers import Answer, TextAnswer, Texts
from domain.assessments.attempt import Attempt
from domain.assessments.question_types.ordering_matching import Matching
from domain.errors import Invalid
from web.assessments.taking.attempt_page import (
    CandidateAttempt,
    SaveError,
    SaveErrors,
    attempt_page,
    own_attempt,
    render_attempt_page,
)
from web.assessments.taking.forms import (
    SubmittedAnswer,
    answer_of_json,
    answers_of_form,
    is_empty,
    question_number,
    read_answer,
)
from web.http.error_pages import error_response
from web.http.request_context import current_account, current_time, marketplace, private_texts
from web.i18n.language import gettext
from web.i18n.refusals import refusal_text
from web.private_store.texts import StoreText

CONFLICT, INVALID = 409, 422

bp = Blueprint("attempt_answers", __name__)


@bp.post("/attempts/<uuid:attempt_id>/answers")
def save_answers(attempt_id: UUID) -> ResponseReturnValue:
    """All that was sent, or nothing."""
    member_id = current_account().id
    attempt = own_attempt(attempt_id, member_id)
    if request.is_json:
        return _save_one(attempt, answer_of_json(request.get_json()))
    submitted = answers_of_form(request.form)
    errors = save(attempt, submitted, current_time(), whole_page=True)
    if not errors:
        return redirect(_next_page(attempt_id, request.form.get("then", "save")), code=303)
    fresh, number = own_attempt(attempt_id, member_id), question_number(request.form)
    page = attempt_page(fresh, number, current_time(), submitted, errors)
    return render_attempt_page(page), _status(errors)


def _save_one(attempt: CandidateAttempt, submitted: SubmittedAnswer) -> ResponseReturnValue:
    errors = save(attempt, [submitted], current_time(), whole_page=False)
    for error in errors.values():
        return _refuse(attempt, submitted, error)
    # The answer was tried on this copy of the attempt: it is what the log holds by now.
    return jsonify(
        after=attempt.aggregate.answer_revisions.get(submitted.question_id, 0),
        answered=attempt.is_answered(submitted.question_id),
        seconds=attempt.seconds_left(current_time()),
    )


def _refuse(
    attempt: CandidateAttempt, submitted: SubmittedAnswer, error: SaveError
) -> ResponseReturnValue:
    """With what was saved elsewhere, so that the candidate can choose."""
    response = error_response(_status({submitted.question_id: error}), error.sentence)
    values = error.saved_elsewhere
    if values is not None:
        [question] = [
            question for question in attempt.questions() if question.id == submitted.question_id
        ]
        saved = {"values": values, "said": question.describe(values), "after": question.after}
        response.set_data(jsonify(cast(dict[str, object], response.json) | {"saved": saved}).data)
    return response


def _status(errors: SaveErrors) -> int:
    """A conflict when answers were changed elsewhere, and nothing else is wrong."""
    changed_elsewhere = [error.saved_elsewhere is not None for error in errors.values()]
    return CONFLICT if all(changed_elsewhere) else INVALID


def _next_page(attempt_id: UUID, then: str) -> str:
    if then == "submit":
        return url_for("attempts.show_submit", attempt_id=attempt_id)
    if then == "save":
        number = question_number(request.form)
        return url_for("attempts.show_attempt", attempt_id=attempt_id, question=number, saved="yes")
    number = question_number({"question": then})
    return url_for("attempts.show_attempt", attempt_id=attempt_id, question=number)


class PendingAnswer(NamedTuple):
    """An answer that was accepted; its text is stored last, when all answers are accepted."""

    answer: attempt_context.CandidateAnswer
    text: str


class ChangedElsewhere(Exception):
    """Another tab has saved another answer."""


def save(
    attempt: CandidateAttempt,
    submitted: Sequence[SubmittedAnswer],
    at: datetime,
    *,
    whole_page: bool,
) -> SaveErrors:
    """
    Save all answers, or none and say why, by question. Raises NotNow when the time is over.

    whole_page: what was sent may stand there untouched, as the page showed it.
    """
    texts, errors, pending = attempt.texts(), {}, []
    for answer in submitted:
        saved = attempt.aggregate.answers.get(answer.question_id)
        try:
            pending += _tried(attempt, answer, texts, at, whole_page=whole_page)
        except Invalid as refusal:
            errors[answer.question_id] = SaveError(refusal_text(refusal))
        except ChangedElsewhere:
            sentence = gettext(
                "This answer was changed elsewhere, perhaps in another tab. Which version"
                " should count?"
            )
            values = attempt.values(attempt.item(answer.question_id), saved, texts)
            errors[answer.question_id] = SaveError(sentence, values)
    if pending and not errors:
        by = attempt.aggregate.member_id
        with private_texts().with_event_of(attempt.aggregate.id, by, at) as store_text:
            answers = [_with_text_stored(answer, store_text) for answer in pending]
            marketplace().attempts.save_answers(attempt.aggregate.id, by, answers, at)
    return errors


def _tried(
    attempt: CandidateAttempt,
    submitted: SubmittedAnswer,
    texts: Texts,
    at: datetime,
    *,
    whole_page: bool,
) -> list[PendingAnswer]:
    """
    The answer, if it is a new one, tried on this copy of the attempt.

    Each answer's refusal is shown beside its question.
    """
    question_id = submitted.question_id
    saved = attempt.aggregate.answers.get(question_id)
    content = _content(attempt, submitted)
    answer = _written(content, saved, texts) if isinstance(content, str) else content
    if saved is None and is_empty(answer):
        return []
    if answer != saved and submitted.after != attempt.aggregate.answer_revisions.get(
        question_id, 0
    ):
        if whole_page and _is_untouched(attempt, submitted, content):
            return []
        raise ChangedElsewhere
    pending = PendingAnswer(
        attempt_context.CandidateAnswer(question_id, answer, submitted.after),
        content if isinstance(content, str) else "",
    )
    attempt.aggregate.save_answer(pending.answer, at)
    return [] if answer == saved else [pending]


def _content(attempt: CandidateAttempt, submitted: SubmittedAnswer) -> Answer | str:
    item = attempt.item(submitted.question_id)
    # Only here the question itself is needed, to know its left sides.
    kind = attempt.kind_of(item) if item.question_type == Matching.question_type else None
    return read_answer(item, kind, submitted.values)


def _written(text: str, saved: Answer | None, texts: Texts) -> TextAnswer:
    """A text that is stored already keeps its id."""
    if isinstance(saved, TextAnswer) and _text_of(saved, texts) == text:
        return saved
    return TextAnswer(uuid.uuid4(), len(text))


def _is_untouched(
    attempt: CandidateAttempt, submitted: SubmittedAnswer, content: Answer | str
) -> bool:
    """Whether it is what the page showed when it was made."""
    saved: list[Answer] = [
        event.answer
        for event in attempt.history
        if isinstance(event, Attempt.AnswerSaved) and event.question_id == submitted.question_id
    ]
    answer = saved[submitted.after - 1] if 0 < submitted.after <= len(saved) else None
    if answer is None:
        return is_empty(content)
    if isinstance(answer, TextAnswer):
        return _text_of(answer, private_texts().read([answer.text_id])) == content
    return answer == content


def _text_of(written: TextAnswer, texts: Texts) -> str | None:
    return texts.get(written.text_id) if written.text_length else ""


def _with_text_stored(
    pending: PendingAnswer, store_text: StoreText
) -> attempt_context.CandidateAnswer:
    if not pending.text:
        return pending.answer
    written = TextAnswer(store_text(pending.text), len(pending.text))
    return pending.answer._replace(answer=written)
