"""The page of an attempt's result, and appealing against it."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import AttemptStatus
from web.assessments.taking.attempt_page import CandidateAttempt, own_attempt
from web.assessments.taking.presenters import language_of, zone_of
from web.assessments.taking.result_report import ResultReport
from web.assessments.taking.views import current_attempt
from web.http.form_fields import text_error, typed_text
from web.http.read_your_writes import remember_position
from web.http.request_context import current_account, current_time, marketplace, private_texts
from web.i18n.language import gettext

MAX_APPEAL_LENGTH = 4000

bp = Blueprint("attempt_results", __name__)


@bp.get("/attempts/<uuid:attempt_id>/result")
def show_result(attempt_id: UUID) -> ResponseReturnValue:
    attempt = current_attempt(attempt_id)
    if attempt.aggregate.status is AttemptStatus.RUNNING:
        return redirect(url_for("attempts.show_attempt", attempt_id=attempt_id), code=303)
    return _page(attempt)


@bp.post("/attempts/<uuid:attempt_id>/appeal")
def appeal(attempt_id: UUID) -> ResponseReturnValue:
    by, at = current_account().id, current_time()
    text = typed_text(request.form.get("appeal_text", ""))
    # Tried on a copy: where no appeal is possible, that is said before any error in the text.
    own_attempt(attempt_id, by).aggregate.appeal(attempt_id, max(1, len(text)), at)
    error = _error_in(text)
    if error:
        return _page(own_attempt(attempt_id, by), text, error), 422
    attempts = marketplace().attempts
    with private_texts().with_event_of(attempt_id, by, at) as store_text:
        position = attempts.appeal(attempt_id, by, store_text(text), len(text), at)
    remember_position(position)
    return redirect(url_for(".show_result", attempt_id=attempt_id, _anchor="appeal"), code=303)


def _error_in(text: str) -> str:
    if not text:
        return gettext("Explain what should be reviewed.")
    if len(text) > MAX_APPEAL_LENGTH:
        return gettext("Use at most %(n)s characters.", n=MAX_APPEAL_LENGTH)
    return text_error(text)


def _page(attempt: CandidateAttempt, text: str = "", error: str = "") -> str:
    started = attempt.aggregate.started
    return render_template(
        "assessments/taking/result.html",
        report=ResultReport(attempt),
        attempt=attempt.aggregate,
        timed_out=any(isinstance(event, Attempt.TimedOut) for event in attempt.history),
        language_of_test=language_of(started.assessment_id),
        zone=zone_of(started.brand_id),
        appeal_text=text,
        error=error,
        max_length=MAX_APPEAL_LENGTH,
    )
