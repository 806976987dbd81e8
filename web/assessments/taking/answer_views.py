"""Saving answers: one at once, by a script, or those of a page, by its form."""

from typing import cast
from uuid import UUID

from flask import Blueprint, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from domain.aggregate import now
from web.assessments.taking.attempt_page import Paper, paper_of
from web.assessments.taking.forms import form_answers, json_answer, wanted_number
from web.assessments.taking.labels import in_words
from web.assessments.taking.page_presenters import seconds_left, sheet_of, show_sheet
from web.assessments.taking.saving import Trouble, Troubles, Typed, save
from web.http.error_pages import error_response
from web.http.request_context import current_account

NOT_NOW, INVALID = 409, 422

pages = Blueprint("attempts_answers", __name__)


@pages.post("/attempts/<uuid:attempt_id>/answers")
def save_answers(attempt_id: UUID) -> ResponseReturnValue:
    """All that was sent, or nothing."""
    paper = paper_of(attempt_id, current_account().id)
    if request.is_json:
        return _save_one(paper, json_answer(request.get_json()))
    typed = form_answers(request.form)
    troubles = save(paper, typed, now(), whole_page=True)
    if not troubles:
        return redirect(_next_page(attempt_id, request.form.get("then", "save")), code=303)
    fresh, number = paper_of(attempt_id, paper.attempt.by), wanted_number(request.form)
    return show_sheet(sheet_of(fresh, number, now(), typed, troubles)), _status(troubles)


def _save_one(paper: Paper, typed: Typed) -> ResponseReturnValue:
    troubles = save(paper, [typed], now(), whole_page=False)
    for trouble in troubles.values():
        return _refuse(paper, typed, trouble)
    # Our own copy was asked first: it holds what the log does by now.
    return jsonify(
        after=paper.attempt.answer_revisions.get(typed.question_id, 0),
        answered=paper.is_answered(typed.question_id),
        seconds=seconds_left(paper, now()),
    )


def _refuse(paper: Paper, typed: Typed, trouble: Trouble) -> ResponseReturnValue:
    """With what was saved elsewhere, so that the reader can choose."""
    refusal = error_response(_status({typed.question_id: trouble}), trouble.sentence)
    if trouble.elsewhere is not None:
        [asked] = [each for each in paper.asked() if each.id == typed.question_id]
        said = in_words(asked, trouble.elsewhere)
        saved = {"values": trouble.elsewhere, "said": said, "after": asked.after}
        refusal.set_data(jsonify(cast(dict[str, object], refusal.json) | {"saved": saved}).data)
    return refusal


def _status(troubles: Troubles) -> int:
    """Changed elsewhere, and nothing worse."""
    return NOT_NOW if all(each.elsewhere is not None for each in troubles.values()) else INVALID


def _next_page(attempt_id: UUID, then: str) -> str:
    if then == "hand-in":
        return url_for("attempts.show_hand_in", attempt_id=attempt_id)
    if then == "save":
        number = wanted_number(request.form)
        return url_for("attempts.show_attempt", attempt_id=attempt_id, question=number, saved="yes")
    number = wanted_number({"question": then})
    return url_for("attempts.show_attempt", attempt_id=attempt_id, question=number)
