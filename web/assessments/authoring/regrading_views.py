"""
Putting a key right: a question is voided or gets another key, and past attempts are scored again.

First the page shows who would cross the pass mark, in both directions; only then it is done, and
only if by then it is still the same people.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from domain.aggregate import now
from domain.assessments.assessment import Assessment, QuestionRevision
from domain.assessments.question_types.ordering_matching import Matching
from domain.assessments.regrading import KeyChange, ResultChange
from domain.errors import Invalid, NotFound, NotNow
from projections.assessments.attempts.queries import attempts_at
from web.assessments.authoring import labels as words
from web.assessments.authoring.current_assessment import author_id, current_test, done, find_test
from web.assessments.authoring.edition_views import asked_as, edition_with
from web.assessments.authoring.fields import MOST_ROWS, Values, flat, rows_in
from web.assessments.authoring.presenters import keyed
from web.assessments.authoring.regrading_forms import (
    Correction,
    digest_of,
    first_values,
    labels_of,
    read_correction,
)
from web.http.access import ABSENT
from web.http.request_context import current_brand, marketplace
from web.i18n.language import gettext

MORE_ROWS = 3
ASKED_AGAIN = ("csrf_token", "revoke", "revoke_why", "seen")
"""What the second page asks itself; the rest of the first it carries along."""

pages = Blueprint(
    "test_rescoring",
    __name__,
    url_prefix=(
        "/brands/<brand_slug>/tests/<uuid:assessment_id>/editions/<int:edition>"
        "/questions/<uuid:question_id>/key"
    ),
)
pages.before_request(find_test)


@pages.get("")
def show_change(assessment_id: UUID, edition: int, question_id: UUID) -> ResponseReturnValue:
    del assessment_id
    revision = asked_ref(edition, question_id)
    return _first_page(edition, revision, first_values(keyed(revision, current_test()).answer_key))


@pages.post("/preview")
def preview_change(assessment_id: UUID, edition: int, question_id: UUID) -> ResponseReturnValue:
    del assessment_id
    revision, values = asked_ref(edition, question_id), dict(request.form.items())
    if "more" in values:
        values["rows"] = str(min(rows_in(values) + MORE_ROWS, MOST_ROWS))
        return _first_page(edition, revision, values)
    try:
        correction = read_correction(values, current_test().question_at(revision).answer_key)
        found = crossings_of(correction, revision)
    except ValidationError as error:
        return _first_page(edition, revision, values, flat(error.messages)), 422
    except (Invalid, NotNow) as refusal:
        # What cannot be done is said where it was typed.
        mistakes = {"answers": words.objection(str(refusal))}
        return _first_page(edition, revision, values, mistakes), 422
    return _second_page(edition, revision, values, found)


@pages.post("")
def change_key(assessment_id: UUID, edition: int, question_id: UUID) -> ResponseReturnValue:
    revision, values = asked_ref(edition, question_id), dict(request.form.items())
    correction = read_correction(values, current_test().question_at(revision).answer_key)
    found = crossings_of(correction, revision)
    if correction.revoke and not correction.revoke_why:
        mistakes = {"revoke_why": gettext("Write why they lose it.")}
        return _second_page(edition, revision, values, found, mistakes), 422
    if correction.seen != digest_of(found):
        return _second_page(edition, revision, values, found, has_changed=True), 409
    by, at = author_id(), now()
    position = marketplace().regrading.change_key(
        assessment_id,
        change_of(correction, revision, by, at),
        attempt_ids(assessment_id),
        by,
        at,
        revoke=correction.revoke,
    )
    return done(position, "test_editions.show_edition", question_id=None)


def asked_ref(edition: int, question_id: UUID) -> QuestionRevision:
    """The question as this edition asks it. Raises NotFound."""
    for revision in edition_with(edition).questions:
        if revision.question_id == question_id:
            return revision
    raise NotFound(ABSENT)


def change_of(
    correction: Correction, revision: QuestionRevision, by: UUID, at: datetime
) -> KeyChange:
    why = correction.whole_reason

    def change(assessment: Assessment) -> None:
        if correction.new_key is None:
            assessment.void_question(revision.question_id, why, by, at)
        else:
            assessment.correct_answer_key(revision, correction.new_key, why, by, at)

    return change


def crossings_of(correction: Correction, revision: QuestionRevision) -> list[ResultChange]:
    assessment_id = current_test().id
    change = change_of(correction, revision, author_id(), now())
    return marketplace().regrading.preview(assessment_id, change, attempt_ids(assessment_id))


def attempt_ids(assessment_id: UUID) -> list[UUID]:
    drawn = marketplace().pages
    with drawn.reading(drawn.attempts) as db:
        return [each.attempt_id for each in attempts_at(assessment_id, db)]


def _first_page(
    edition: int,
    revision: QuestionRevision,
    values: Values,
    mistakes: Mapping[str, str] | None = None,
) -> str:
    kind = current_test().question_at(revision).answer_key
    pairs = kind.pairs if isinstance(kind, Matching) else ()
    return render_template(
        "assessments/authoring/regrading.html",
        brand=current_brand(),
        assessment=current_test(),
        edition=edition,
        asked=asked_as(revision),
        values=values,
        rows=rows_in(values),
        rights=list(dict.fromkeys(pair.right for pair in pairs)),
        mistakes=mistakes or {},
        words=words,
    )


def _second_page(
    edition: int,
    revision: QuestionRevision,
    values: Values,
    found: list[ResultChange],
    mistakes: Mapping[str, str] | None = None,
    *,
    has_changed: bool = False,
) -> str:
    return render_template(
        "assessments/authoring/regrading_preview.html",
        brand=current_brand(),
        assessment=current_test(),
        edition=edition,
        asked=asked_as(revision),
        up=[each for each in found if each.after.passed],
        down=[each for each in found if not each.after.passed],
        labels=labels_of(each.member_id for each in found),
        looked_at=len(attempt_ids(current_test().id)),
        seen=digest_of(found),
        carried={name: said for name, said in values.items() if name not in ASKED_AGAIN},
        values=values,
        mistakes=mistakes or {},
        has_changed=has_changed,
    )
