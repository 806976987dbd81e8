"""
Correcting an answer key: a question becomes void or gets another key, and attempts are regraded.

A first page asks what to do; a second one shows who would cross the pass mark, in both directions.
It is done only if by then it is still the same candidates.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from domain.assessments.assessment import Assessment, QuestionRevision
from domain.assessments.question_types.ordering_matching import Matching
from domain.assessments.regrading import KeyChange, ResultChange
from domain.errors import Invalid, NotFound, NotNow
from projections.assessments.attempts.queries import attempts_at
from web.assessments.authoring.current_assessment import (
    blueprint_of_test,
    current_test,
    redirect_after,
)
from web.assessments.authoring.form_fields import FormValues, add_rows, errors_by_field, row_count
from web.assessments.authoring.presenters import with_current_key
from web.assessments.authoring.publishing_views import edition_with, published_question
from web.assessments.authoring.question_forms import ANSWERS
from web.assessments.authoring.regrading_forms import (
    Correction,
    candidate_labels,
    correction_values,
    crossings_digest,
    read_correction,
)
from web.http.access import ABSENT
from web.http.request_context import (
    current_account,
    current_brand,
    current_time,
    marketplace,
    read,
    read_models,
)
from web.i18n.language import gettext
from web.i18n.refusals import refusal_text

SECOND_PAGE_FIELDS = ("csrf_token", "revoke", "revoke_reason", "confirmed_digest")
"""The second page has its own; it carries along the other fields of the first."""

bp = blueprint_of_test(
    "test_regrading", __name__, "/editions/<int:edition>/questions/<uuid:question_id>/key"
)


@bp.get("")
def show_correction(edition: int, question_id: UUID) -> ResponseReturnValue:
    revision = _published_revision(edition, question_id)
    return _first_page(
        edition, revision, correction_values(with_current_key(revision, current_test()).answer_key)
    )


@bp.post("/preview")
def preview_correction(edition: int, question_id: UUID) -> ResponseReturnValue:
    revision, values = _published_revision(edition, question_id), dict(request.form.items())
    if "more" in values:
        add_rows(values)
        return _first_page(edition, revision, values)
    try:
        crossings = _crossings(_read_correction(values, revision), revision)
    except ValidationError as error:
        return _first_page(edition, revision, values, errors_by_field(error.messages)), 422
    except (Invalid, NotNow) as refusal:
        # The refusal is shown beside the fields that caused it.
        errors = {ANSWERS: refusal_text(refusal)}
        return _first_page(edition, revision, values, errors), 422
    return _second_page(edition, revision, values, crossings)


@bp.post("")
def correct_key(edition: int, question_id: UUID) -> ResponseReturnValue:
    revision, values = _published_revision(edition, question_id), dict(request.form.items())
    correction = _read_correction(values, revision)
    crossings = _crossings(correction, revision)
    if correction.revoke and not correction.revoke_reason:
        errors = {"revoke_reason": gettext("Explain why you are revoking the qualification.")}
        return _second_page(edition, revision, values, crossings, errors), 422
    if correction.confirmed_digest != crossings_digest(crossings):
        return _second_page(edition, revision, values, crossings, has_changed=True), 409
    by, at = current_account().id, current_time()
    position = marketplace().regrading.change_key(
        current_test().id,
        _change(correction, revision, by, at),
        _attempt_ids(),
        by,
        at,
        revoke=correction.revoke,
    )
    return redirect_after(position, "test_publishing.show_edition", question_id=None)


def _published_revision(edition: int, question_id: UUID) -> QuestionRevision:
    """The question as this edition asks it. Raises NotFound."""
    for revision in edition_with(edition).questions:
        if revision.question_id == question_id:
            return revision
    raise NotFound(ABSENT)


def _read_correction(values: FormValues, revision: QuestionRevision) -> Correction:
    return read_correction(values, current_test().question_at(revision).answer_key)


def _change(
    correction: Correction, revision: QuestionRevision, by: UUID, at: datetime
) -> KeyChange:
    reason = correction.whole_reason

    def change(assessment: Assessment) -> None:
        if correction.new_key is None:
            assessment.void_question(revision.question_id, reason, by, at)
        else:
            assessment.correct_answer_key(revision, correction.new_key, reason, by, at)

    return change


def _crossings(correction: Correction, revision: QuestionRevision) -> list[ResultChange]:
    change = _change(correction, revision, current_account().id, current_time())
    return marketplace().regrading.preview(current_test().id, change, _attempt_ids())


def _attempt_ids() -> list[UUID]:
    with read(read_models().attempts) as db:
        return [attempt.attempt_id for attempt in attempts_at(current_test().id, db)]


def _first_page(
    edition: int,
    revision: QuestionRevision,
    values: FormValues,
    errors: Mapping[str, str] | None = None,
) -> str:
    kind = current_test().question_at(revision).answer_key
    pairs = kind.pairs if isinstance(kind, Matching) else ()
    return render_template(
        "assessments/authoring/regrading.html",
        brand=current_brand(),
        assessment=current_test(),
        edition=edition,
        published=published_question(revision),
        values=values,
        rows=row_count(values),
        rights=list(dict.fromkeys(pair.right for pair in pairs)),
        errors=errors or {},
    )


def _second_page(
    edition: int,
    revision: QuestionRevision,
    values: FormValues,
    crossings: list[ResultChange],
    errors: Mapping[str, str] | None = None,
    *,
    has_changed: bool = False,
) -> str:
    return render_template(
        "assessments/authoring/regrading_preview.html",
        brand=current_brand(),
        assessment=current_test(),
        edition=edition,
        question=current_test().question_at(revision),
        up=[crossing for crossing in crossings if crossing.after.passed],
        down=[crossing for crossing in crossings if not crossing.after.passed],
        candidates=candidate_labels(crossing.member_id for crossing in crossings),
        attempt_count=len(_attempt_ids()),
        digest=crossings_digest(crossings),
        carried={name: value for name, value in values.items() if name not in SECOND_PAGE_FIELDS},
        values=values,
        errors=errors or {},
        has_changed=has_changed,
    )
