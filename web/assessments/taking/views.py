"""
Taking a test: its questions, the clock, handing in.

What is shown of a running attempt is read from the log: whoever just saved an answer sees it. The
server alone keeps the time; nothing that a browser says about it is read.
"""

from uuid import UUID

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf  # type: ignore[import-untyped]

from domain.aggregate import now
from domain.assessments.attempt_context import AttemptStatus
from web.assessments.taking.attempt_page import Paper, paper_of
from web.assessments.taking.forms import wanted_number
from web.assessments.taking.page_presenters import seconds_left, sheet_of, show_sheet
from web.assessments.taking.presenters import language_of
from web.assessments.taking.times import zone_for
from web.http.read_your_writes import remember_position
from web.http.request_context import current_account, marketplace

pages = Blueprint("attempts", __name__)


@pages.get("/attempts/<uuid:attempt_id>")
def show_attempt(attempt_id: UUID) -> ResponseReturnValue:
    paper = settled(paper_of(attempt_id, current_account().id))
    if not _is_running(paper):
        return _to_result(attempt_id)
    sheet = sheet_of(paper, wanted_number(request.args), now())
    return show_sheet(sheet, is_saved="saved" in request.args)


@pages.get("/attempts/<uuid:attempt_id>/clock")
def show_clock(attempt_id: UUID) -> ResponseReturnValue:
    """For a script that lost touch: whether the attempt still runs, and a token that is good."""
    paper = settled(paper_of(attempt_id, current_account().id))
    seconds = seconds_left(paper, now()) if _is_running(paper) else 0
    return jsonify(running=_is_running(paper), seconds=seconds, token=generate_csrf())


@pages.get("/attempts/<uuid:attempt_id>/hand-in")
def show_hand_in(attempt_id: UUID) -> ResponseReturnValue:
    """Asked once more, with what is not answered yet."""
    paper = settled(paper_of(attempt_id, current_account().id))
    if not _is_running(paper):
        return _to_result(attempt_id)
    return render_template(
        "assessments/taking/submit.html",
        sheet=sheet_of(paper, 1, now()),
        attempt_id=attempt_id,
        language_of_test=language_of(paper.attempt.started.assessment_id),
        zone=zone_for(paper.attempt.started.brand_id),
    )


@pages.post("/attempts/<uuid:attempt_id>/hand-in")
def hand_in(attempt_id: UUID) -> ResponseReturnValue:
    """Twice is once; after the deadline, what had been saved by then is handed in."""
    paper = paper_of(attempt_id, current_account().id)
    remember_position(marketplace().attempts.submit(attempt_id, paper.attempt.by, now()))
    return _to_result(attempt_id)


def settled(paper: Paper) -> Paper:
    """What has run out of time is handed in when its owner looks, also where no worker runs."""
    attempt = paper.attempt
    if not _is_running(paper) or now() <= attempt.time_is_over_at:
        return paper
    remember_position(marketplace().attempts.time_out(attempt.id, now()))
    return paper_of(attempt.id, attempt.by)


def _is_running(paper: Paper) -> bool:
    return paper.attempt.status is AttemptStatus.RUNNING


def _to_result(attempt_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("result.show_result", attempt_id=attempt_id), code=303)
