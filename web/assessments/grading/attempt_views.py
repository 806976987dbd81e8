"""A test's attempts: results by candidate number, integrity flags, and a person's verdict."""

from collections.abc import Sequence
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from domain.assessments.attempt_context import AttemptOutcome, ReviewOutcome, attempt_outcome
from domain.errors import NotFound
from domain.reasons import AppealOutcome
from projections.assessments.attempts.queries import AttemptDecision, decisions_of
from web.assessments.authoring.current_assessment import (
    blueprint_of_test,
    current_creation,
    current_test,
    redirect_after,
)
from web.assessments.grading import labels
from web.assessments.grading.presenters import CandidateRow, CandidateRows, candidate_rows
from web.assessments.taking.attempt_page import any_attempt
from web.assessments.taking.result_report import ResultReport
from web.http.access import ABSENT
from web.http.account_names import names_of
from web.http.form_fields import text_error, typed_text
from web.http.paging import page_of
from web.http.request_context import (
    current_account,
    current_brand,
    current_time,
    marketplace,
    private_texts,
    read,
    read_models,
)
from web.i18n.language import gettext

PAGE_SIZE = 100
MAX_REASON_LENGTH = 4000
ON_APPEAL = (AppealOutcome.GRANTED, AppealOutcome.REJECTED)
ON_REVIEW = (ReviewOutcome.CLEARED, ReviewOutcome.ANNULLED)

bp = blueprint_of_test("test_attempts", __name__, "/attempts")


@bp.get("")
def show_attempts() -> ResponseReturnValue:
    candidates, only_open = _candidates(), request.args.get("show") == "open"
    rows = [row for row in reversed(candidates.rows) if row.needs_review or not only_open]
    page = page_of(len(rows), PAGE_SIZE)
    return render_template(
        "assessments/grading/attempts.html",
        brand=current_brand(),
        assessment=current_test(),
        rows=page.rows_of(rows),
        n=len(candidates.rows),
        n_open=sum(row.needs_review for row in candidates.rows),
        only_open=only_open,
        page=page,
        labels=labels,
    )


@bp.get("/<uuid:attempt_id>")
def show_attempt(attempt_id: UUID) -> ResponseReturnValue:
    return _page(attempt_id)


@bp.post("/<uuid:attempt_id>/judge")
def decide(attempt_id: UUID) -> ResponseReturnValue:
    row, reason = _row(attempt_id, _candidates()), typed_text(request.form.get("reason", ""))
    outcome = request.form.get("outcome", "")
    errors = _errors(outcome, reason, row)
    if errors:
        return _page(attempt_id, outcome, reason, errors), 422
    at, by = current_time(), current_account().id
    decided, attempts = attempt_outcome(outcome), marketplace().attempts
    with private_texts().with_event_of(attempt_id, row.attempt.member_id, at) as store_text:
        if isinstance(decided, ReviewOutcome):
            position = attempts.review(attempt_id, decided, store_text(reason), by, at)
        else:
            position = attempts.decide_appeal(attempt_id, decided, store_text(reason), by, at)
    return redirect_after(position, "test_attempts.show_attempt")


def _errors(outcome: str, reason: str, row: CandidateRow) -> dict[str, str]:
    errors = {}
    if outcome not in _outcomes(row):
        errors["outcome"] = gettext("Choose what you found.")
    if not reason:
        errors["reason"] = gettext("Explain your decision. The person will read this.")
    if len(reason) > MAX_REASON_LENGTH:
        errors["reason"] = gettext("Use at most %(n)s characters.", n=MAX_REASON_LENGTH)
    if error := text_error(reason):
        errors["reason"] = error
    return errors


def _outcomes(row: CandidateRow) -> Sequence[AttemptOutcome]:
    """An appeal is decided; a flagged attempt is cleared or annulled."""
    return (*(ON_APPEAL if row.attempt.appeal else ()), *ON_REVIEW)


def _page(
    attempt_id: UUID, outcome: str = "", reason: str = "", errors: dict[str, str] | None = None
) -> str:
    candidates = _candidates()
    row = _row(attempt_id, candidates)
    with read(read_models().attempts) as db:
        decisions = decisions_of(attempt_id, db)
    return render_template(
        "assessments/grading/attempt.html",
        brand=current_brand(),
        assessment=current_test(),
        row=row,
        numbers=candidates.numbers,
        decisions=decisions,
        texts=private_texts().read(_text_ids(row, decisions)),
        names=names_of([decision.by for decision in decisions]),
        outcomes=_outcomes(row),
        outcome=outcome,
        reason=reason,
        errors=errors or {},
        labels=labels,
        max_length=MAX_REASON_LENGTH,
        report=_report(row),
        language_of_test=current_creation().language,
        zone=current_brand().zone,
    )


def _report(row: CandidateRow) -> ResultReport | None:
    """The answers and what they earned; None before there is a result."""
    if row.attempt.passed is None:
        return None
    return ResultReport(any_attempt(row.attempt.attempt_id), for_reviewer=True)


def _text_ids(row: CandidateRow, decisions: Sequence[AttemptDecision]) -> list[UUID]:
    appeal = [row.attempt.appeal] if row.attempt.appeal else []
    return [*appeal, *(decision.text_id for decision in decisions)]


def _candidates() -> CandidateRows:
    with read(read_models().attempts) as db:
        return candidate_rows(current_test(), db)


def _row(attempt_id: UUID, candidates: CandidateRows) -> CandidateRow:
    row = candidates.with_id(attempt_id)
    if row is None:
        raise NotFound(ABSENT)
    return row
