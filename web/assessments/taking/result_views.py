"""The result of an attempt, and the appeal against it."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from domain.aggregate import now
from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import AttemptStatus
from web.assessments.taking.attempt_page import Paper, paper_of
from web.assessments.taking.presenters import language_of
from web.assessments.taking.result_report import report_of
from web.assessments.taking.times import zone_for
from web.assessments.taking.views import settled
from web.http.read_your_writes import remember_position
from web.http.request_context import current_account, marketplace, private_store
from web.i18n.language import gettext
from web.private_store.texts import PrivateTexts

LONGEST_APPEAL = 4000

pages = Blueprint("result", __name__)


@pages.get("/attempts/<uuid:attempt_id>/result")
def show_result(attempt_id: UUID) -> ResponseReturnValue:
    paper = settled(paper_of(attempt_id, current_account().id))
    if paper.attempt.status is AttemptStatus.RUNNING:
        return redirect(url_for("attempts.show_attempt", attempt_id=attempt_id), code=303)
    return _show(paper)


@pages.post("/attempts/<uuid:attempt_id>/appeal")
def appeal(attempt_id: UUID) -> ResponseReturnValue:
    by, at = current_account().id, now()
    words = request.form.get("words", "").replace("\r\n", "\n").strip()
    # Our own copy is asked first: no words are kept for an appeal that would be refused.
    paper_of(attempt_id, by).attempt.appeal(attempt_id, max(1, len(words)), at)
    mistake = _mistake_in(words)
    if mistake:
        return _show(paper_of(attempt_id, by), words, mistake), 422
    text_id = PrivateTexts(private_store()).keep(words, by, at)
    remember_position(marketplace().attempts.appeal(attempt_id, by, text_id, len(words), at))
    return redirect(url_for(".show_result", attempt_id=attempt_id, _anchor="appeal"), code=303)


def _mistake_in(words: str) -> str:
    if not words:
        return gettext("Write what should be looked at again.")
    if len(words) > LONGEST_APPEAL:
        return gettext("Write %(most)s characters at most.", most=LONGEST_APPEAL)
    return ""


def _show(paper: Paper, words: str = "", mistake: str = "") -> str:
    of = paper.attempt.started
    return render_template(
        "assessments/taking/result.html",
        report=report_of(paper),
        attempt=paper.attempt,
        timed_out=any(isinstance(event, Attempt.TimedOut) for event in paper.history),
        language_of_test=language_of(of.assessment_id),
        zone=zone_for(of.brand_id),
        words=words,
        mistake=mistake,
        most=LONGEST_APPEAL,
    )
