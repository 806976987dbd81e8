"""A test's attempts: results by candidate number, integrity flags, and a person's verdict."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from domain.aggregate import now
from domain.assessments.attempt import Attempt
from domain.assessments.attempt_context import Verdict
from domain.errors import NotFound
from projections.assessments.attempts.queries import Judgement, judgements_of
from web.assessments.authoring.current_assessment import (
    current_creation,
    current_test,
    find_test,
    redirect_after,
)
from web.assessments.grading import labels
from web.assessments.grading.presenters import CandidateRow, CandidateRows, candidate_rows
from web.assessments.taking.attempt_page import any_attempt
from web.assessments.taking.result_report import ResultReport
from web.http.access import ABSENT
from web.http.request_context import current_account, current_brand, marketplace, private_store
from web.i18n.language import gettext
from web.members.member_names import names_of
from web.private_store.texts import WordStore

PAGE_SIZE = 100
MAX_REASON_LENGTH = 4000
ON_APPEAL = (Verdict.UPHELD, Verdict.STANDS)
ON_REVIEW = (Verdict.CLEARED, Verdict.ANNULLED)

bp = Blueprint(
    "test_attempts", __name__, url_prefix="/brands/<brand_slug>/tests/<uuid:test_id>/attempts"
)
bp.before_request(find_test)


@bp.get("")
def show_attempts(brand_slug: str, test_id: UUID) -> ResponseReturnValue:
    del brand_slug, test_id
    candidates, only_open = _candidates(), request.args.get("show") == "open"
    rows = [row for row in reversed(candidates.rows) if row.needs_review or not only_open]
    last = max(1, -(-len(rows) // PAGE_SIZE))
    page = min(max(1, request.args.get("page", 1, type=int)), last)
    return render_template(
        "assessments/grading/attempts.html",
        brand=current_brand(),
        test=current_test(),
        rows=rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        n=len(candidates.rows),
        n_open=sum(row.needs_review for row in candidates.rows),
        only_open=only_open,
        page=page,
        last_page=last,
        flag_names=labels.integrity_flag_names,
        verdict_name=labels.verdict_name,
    )


@bp.get("/<uuid:attempt_id>")
def show_attempt(brand_slug: str, test_id: UUID, attempt_id: UUID) -> ResponseReturnValue:
    del brand_slug, test_id
    return _page(attempt_id)


@bp.post("/<uuid:attempt_id>/judge")
def decide(brand_slug: str, test_id: UUID, attempt_id: UUID) -> ResponseReturnValue:
    del brand_slug, test_id
    row, reason = _row(attempt_id, _candidates()), request.form.get("words", "").strip()
    verdict = request.form.get("verdict", "")
    errors = _errors(verdict, reason, row)
    if errors:
        return _page(attempt_id, verdict, reason, errors), 422
    at, by = now(), current_account().id
    # Tried on a copy first: no text is stored for a verdict that would be refused.
    marketplace().log.load(Attempt, attempt_id).judge(Verdict(verdict), attempt_id, by, at)
    text_id = WordStore(private_store()).keep(reason, row.attempt.member_id, at)
    position = marketplace().attempts.judge(attempt_id, Verdict(verdict), text_id, by, at)
    return redirect_after(position, "test_attempts.show_attempt")


def _errors(verdict: str, reason: str, row: CandidateRow) -> dict[str, str]:
    errors = {}
    if verdict not in _verdicts(row):
        errors["verdict"] = gettext("Say what you found.")
    if not reason:
        errors["words"] = gettext("Write why, as the person will read it.")
    if len(reason) > MAX_REASON_LENGTH:
        errors["words"] = gettext("Write %(most)s characters at most.", most=MAX_REASON_LENGTH)
    return errors


def _verdicts(row: CandidateRow) -> Sequence[Verdict]:
    """An appeal is decided; a flagged attempt is cleared or annulled."""
    return (*(ON_APPEAL if row.attempt.appeal else ()), *ON_REVIEW)


def _page(
    attempt_id: UUID, verdict: str = "", reason: str = "", errors: dict[str, str] | None = None
) -> str:
    candidates = _candidates()
    row = _row(attempt_id, candidates)
    read_models = marketplace().pages
    with read_models.reading(read_models.attempts) as db:
        decisions = judgements_of(attempt_id, db)
    return render_template(
        "assessments/grading/attempt.html",
        brand=current_brand(),
        test=current_test(),
        row=row,
        numbers=candidates.numbers,
        decisions=decisions,
        texts=WordStore(private_store()).read(_text_ids(row, decisions)),
        names=names_of([decision.by for decision in decisions]),
        verdicts=_verdicts(row),
        verdict=verdict,
        reason=reason,
        errors=errors or {},
        flag_name=labels.integrity_flag_name,
        flag_sentence=labels.integrity_flag_sentence,
        verdict_name=labels.verdict_name,
        verdict_meaning=labels.verdict_meaning,
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


def _text_ids(row: CandidateRow, decisions: Sequence[Judgement]) -> list[UUID]:
    appeal = [row.attempt.appeal] if row.attempt.appeal else []
    return [*appeal, *(decision.text_id for decision in decisions)]


def _candidates() -> CandidateRows:
    read_models = marketplace().pages
    with read_models.reading(read_models.attempts) as db:
        return candidate_rows(current_test(), db)


def _row(attempt_id: UUID, candidates: CandidateRows) -> CandidateRow:
    row = candidates.with_id(attempt_id)
    if row is None:
        raise NotFound(ABSENT)
    return row
