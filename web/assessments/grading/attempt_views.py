"""A test's attempts: results by candidate number, what was pointed out, and a person's verdict."""

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
    author_id,
    current_begun,
    current_test,
    done,
    find_test,
)
from web.assessments.grading import labels as words
from web.assessments.grading.attempt_rows import Candidates, Row, candidates_of
from web.assessments.taking.attempt_page import anybodys_paper
from web.assessments.taking.result_report import Report, report_for_a_judge
from web.http.access import ABSENT
from web.http.request_context import current_brand, marketplace, private_store
from web.i18n.language import gettext
from web.members.member_names import names_of
from web.private_store.texts import WordStore

A_PAGE = 100
LONGEST_WORDS = 4000
ON_APPEAL = (Verdict.UPHELD, Verdict.STANDS)
OTHERWISE = (Verdict.CLEARED, Verdict.ANNULLED)

pages = Blueprint(
    "judging", __name__, url_prefix="/brands/<brand_slug>/tests/<uuid:test_id>/attempts"
)
pages.before_request(find_test)


@pages.get("")
def show_attempts(brand_slug: str, test_id: UUID) -> ResponseReturnValue:
    del brand_slug, test_id
    found, only_open = _candidates(), request.args.get("show") == "open"
    rows = [row for row in reversed(found.rows) if row.is_open or not only_open]
    last = max(1, -(-len(rows) // A_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), last)
    return render_template(
        "assessments/grading/attempts.html",
        brand=current_brand(),
        test=current_test(),
        rows=rows[(page - 1) * A_PAGE : page * A_PAGE],
        n=len(found.rows),
        n_open=sum(row.is_open for row in found.rows),
        only_open=only_open,
        page=page,
        last_page=last,
        words=words,
    )


@pages.get("/<uuid:attempt_id>")
def show_attempt(brand_slug: str, test_id: UUID, attempt_id: UUID) -> ResponseReturnValue:
    del brand_slug, test_id
    return _shown(attempt_id)


@pages.post("/<uuid:attempt_id>/judge")
def judge(brand_slug: str, test_id: UUID, attempt_id: UUID) -> ResponseReturnValue:
    del brand_slug, test_id
    row, said = _row(attempt_id, _candidates()), request.form.get("words", "").strip()
    verdict = request.form.get("verdict", "")
    mistakes = _mistakes(verdict, said, row)
    if mistakes:
        return _shown(attempt_id, verdict, said, mistakes), 422
    at, by = now(), author_id()
    # Refused before any words are kept: who may not judge leaves nothing behind.
    _must_be_allowed(attempt_id, Verdict(verdict), by)
    text_id = WordStore(private_store()).keep(said, row.taken.member_id, at)
    position = marketplace().attempts.judge(attempt_id, Verdict(verdict), text_id, by, at)
    return done(position, "judging.show_attempt")


def _must_be_allowed(attempt_id: UUID, verdict: Verdict, by: UUID) -> None:
    marketplace().log.load(Attempt, attempt_id).judge(verdict, attempt_id, by, now())


def _mistakes(verdict: str, said: str, row: Row) -> dict[str, str]:
    found = {}
    if verdict not in _verdicts(row):
        found["verdict"] = gettext("Say what you found.")
    if not said:
        found["words"] = gettext("Write why, as the person will read it.")
    if len(said) > LONGEST_WORDS:
        found["words"] = gettext("Write %(most)s characters at most.", most=LONGEST_WORDS)
    return found


def _verdicts(row: Row) -> Sequence[Verdict]:
    """An appeal is answered; whatever else was pointed out is cleared or annulled."""
    return (*(ON_APPEAL if row.taken.appeal else ()), *OTHERWISE)


def _shown(
    attempt_id: UUID, verdict: str = "", said: str = "", mistakes: dict[str, str] | None = None
) -> str:
    found = _candidates()
    row = _row(attempt_id, found)
    with marketplace().read_models.read(marketplace().read_models.attempts) as db:
        judged = judgements_of(attempt_id, db)
    return render_template(
        "assessments/grading/attempt.html",
        brand=current_brand(),
        test=current_test(),
        row=row,
        numbers=found.numbers,
        judged=judged,
        texts=WordStore(private_store()).read(_text_ids(row, judged)),
        names=names_of([each.by for each in judged]),
        verdicts=_verdicts(row),
        verdict=verdict,
        said=said,
        mistakes=mistakes or {},
        words=words,
        longest=LONGEST_WORDS,
        report=_report(row),
        language_of_test=current_begun().language,
        zone=current_brand().zone,
    )


def _report(row: Row) -> Report | None:
    """What was answered and what it earned, once a result was told."""
    if row.taken.passed is None:
        return None
    return report_for_a_judge(anybodys_paper(row.taken.attempt_id))


def _text_ids(row: Row, judged: Sequence[Judgement]) -> list[UUID]:
    return [*([row.taken.appeal] if row.taken.appeal else []), *(each.text_id for each in judged)]


def _candidates() -> Candidates:
    read_models = marketplace().read_models
    with read_models.read(read_models.attempts) as db:
        return candidates_of(current_test(), db)


def _row(attempt_id: UUID, found: Candidates) -> Row:
    row = found.with_id(attempt_id)
    if row is None:
        raise NotFound(ABSENT)
    return row
