"""
Taking a test: a candidate's own tests, starting one, its questions, the clock, and submitting.

What is shown of a running attempt is read from the log: a candidate sees the answer saved a moment
ago. The server alone keeps the time; nothing that a browser says about it is read.
"""

import hmac
import secrets
from typing import cast
from uuid import UUID, uuid4, uuid5

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf  # type: ignore[import-untyped]

from domain.assessments.attempt_context import AttemptStatus
from domain.log.entries import IdempotencyKey
from web.assessments.taking.attempt_page import (
    CandidateAttempt,
    attempt_page,
    own_attempt,
    render_attempt_page,
)
from web.assessments.taking.eligibility import attempts_of
from web.assessments.taking.forms import question_number
from web.assessments.taking.presenters import (
    attempt_rows,
    extra_percent_of,
    open_tests_by_subject,
    published_test,
    qualification_rows,
    start_page,
    zone_of,
)
from web.brands.subject_names import subject_names
from web.http.read_your_writes import remember_position
from web.http.request_context import current_account, current_settings, current_time, marketplace

COOKIE = "device"
MAX_AGE_S = 180 * 24 * 3600
BYTES = 16
DIGITS = 2 * BYTES


def current_device() -> str:
    """The value of this browser's cookie, or of the one it is about to get."""
    cookie = request.cookies.get(COOKIE, "")
    is_ours = len(cookie) == DIGITS and all(digit in "0123456789abcdef" for digit in cookie)
    return cookie if is_ours else secrets.token_hex(BYTES)


def device_digest_of(device: str) -> str:
    """For the log: no cookie can be made of it, nor can it be compared with other sites."""
    key = hmac.digest(current_settings().secret_key.encode(), b"comptoir device", "sha256")
    return hmac.digest(key, device.encode(), "sha256").hex()[:DIGITS]


def remember_device(response: Response, device: str) -> None:
    response.set_cookie(
        COOKIE, device, max_age=MAX_AGE_S, secure=request.is_secure, httponly=True, samesite="Lax"
    )


SEED_BITS = 63

bp = Blueprint("attempts", __name__)


@bp.get("/me/tests")
def show_own_tests() -> ResponseReturnValue:
    member_id, subjects = current_account().id, subject_names(marketplace().read_models)
    qualifications = qualification_rows(member_id, subjects)
    attempts = attempts_of(member_id)
    tried = {attempt.assessment_id for attempt in attempts}
    tried |= {row.qualification.assessment_id for row in qualifications}
    return render_template(
        "assessments/taking/own_attempts.html",
        qualifications=qualifications,
        attempts=attempt_rows(attempts),
        by_subject=open_tests_by_subject(member_id, subjects, tried),
    )


@bp.get("/tests/<uuid:assessment_id>")
def show_start(assessment_id: UUID) -> ResponseReturnValue:
    assessment = published_test(assessment_id)
    _expire_attempts(assessment_id)
    return render_template(
        "assessments/taking/start.html",
        start=start_page(assessment),
        zone=zone_of(assessment.brand_id),
        key=uuid4(),
    )


@bp.post("/tests/<uuid:assessment_id>/start")
def start(assessment_id: UUID) -> ResponseReturnValue:
    """The key in the form makes a second click the same attempt, and no other."""
    published_test(assessment_id)
    account, key = current_account(), request.form.get("key", "", type=str)[:64]
    attempt_id = uuid5(assessment_id, f"{account.id}/{key}")
    device = current_device()
    position = marketplace().attempts.start(
        attempt_id,
        assessment_id,
        account.id,
        secrets.randbits(SEED_BITS),
        current_time(),
        extra_percent=extra_percent_of(account),
        device_digest=device_digest_of(device),
        idempotency_key=IdempotencyKey.of(f"start/{attempt_id}", assessment_id, account.id),
    )
    remember_position(position)
    response = redirect(url_for(".show_attempt", attempt_id=attempt_id), code=303)
    remember_device(cast(Response, response), device)
    return response


@bp.get("/attempts/<uuid:attempt_id>")
def show_attempt(attempt_id: UUID) -> ResponseReturnValue:
    attempt = current_attempt(attempt_id)
    if not _is_running(attempt):
        return _redirect_to_result(attempt_id)
    page = attempt_page(attempt, question_number(request.args), current_time())
    return render_attempt_page(page, is_saved="saved" in request.args)


@bp.get("/attempts/<uuid:attempt_id>/clock")
def show_clock(attempt_id: UUID) -> ResponseReturnValue:
    """For a script that lost touch: whether the attempt is running, and a valid token."""
    attempt = current_attempt(attempt_id)
    seconds = attempt.seconds_left(current_time()) if _is_running(attempt) else 0
    return jsonify(running=_is_running(attempt), seconds=seconds, token=generate_csrf())


@bp.get("/attempts/<uuid:attempt_id>/submit")
def show_submit(attempt_id: UUID) -> ResponseReturnValue:
    """Asks for confirmation, with the questions that are not answered yet."""
    attempt = current_attempt(attempt_id)
    if not _is_running(attempt):
        return _redirect_to_result(attempt_id)
    return render_attempt_page(
        attempt_page(attempt, 1, current_time()), "assessments/taking/submit.html"
    )


@bp.post("/attempts/<uuid:attempt_id>/submit")
def submit(attempt_id: UUID) -> ResponseReturnValue:
    """Twice is once; after the deadline, what had been saved by then is submitted."""
    attempt = own_attempt(attempt_id, current_account().id)
    remember_position(
        marketplace().attempts.submit(attempt_id, attempt.aggregate.member_id, current_time())
    )
    return _redirect_to_result(attempt_id)


def current_attempt(attempt_id: UUID) -> CandidateAttempt:
    """The candidate's own attempt; past its deadline it is submitted, also without a worker."""
    attempt = own_attempt(attempt_id, current_account().id)
    if not _is_running(attempt) or current_time() <= attempt.aggregate.time_is_over_at:
        return attempt
    remember_position(marketplace().attempts.time_out(attempt_id, current_time()))
    return own_attempt(attempt_id, current_account().id)


def _expire_attempts(assessment_id: UUID) -> None:
    """Attempts past their deadline are submitted, also without a worker."""
    for attempt in attempts_of(current_account().id):
        is_running = (
            attempt.assessment_id == assessment_id and attempt.status is AttemptStatus.RUNNING
        )
        if is_running and attempt.deadline < current_time():
            remember_position(marketplace().attempts.time_out(attempt.attempt_id, current_time()))


def _is_running(attempt: CandidateAttempt) -> bool:
    return attempt.aggregate.status is AttemptStatus.RUNNING


def _redirect_to_result(attempt_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("attempt_results.show_result", attempt_id=attempt_id), code=303)
