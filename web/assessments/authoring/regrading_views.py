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
from domain.assessments.assessment import Ref, Test
from domain.assessments.question_types.ordering_matching import Matching
from domain.assessments.regrading import Change, Crossing
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
        "/brands/<brand_slug>/tests/<uuid:test_id>/editions/<int:edition>"
        "/questions/<uuid:question_id>/key"
    ),
)
pages.before_request(find_test)


@pages.get("")
def show_change(
    brand_slug: str, test_id: UUID, edition: int, question_id: UUID
) -> ResponseReturnValue:
    del brand_slug, test_id
    ref = asked_ref(edition, question_id)
    return _first_page(edition, ref, first_values(keyed(ref, current_test()).kind))


@pages.post("/preview")
def preview_change(
    brand_slug: str, test_id: UUID, edition: int, question_id: UUID
) -> ResponseReturnValue:
    del brand_slug, test_id
    ref, values = asked_ref(edition, question_id), dict(request.form.items())
    if "more" in values:
        values["rows"] = str(min(rows_in(values) + MORE_ROWS, MOST_ROWS))
        return _first_page(edition, ref, values)
    try:
        correction = read_correction(values, current_test().asked(ref).kind)
        found = crossings_of(correction, ref)
    except ValidationError as error:
        return _first_page(edition, ref, values, flat(error.messages)), 422
    except (Invalid, NotNow) as refusal:
        # What cannot be done is said where it was typed.
        mistakes = {"answers": words.objection(str(refusal))}
        return _first_page(edition, ref, values, mistakes), 422
    return _second_page(edition, ref, values, found)


@pages.post("")
def change_key(
    brand_slug: str, test_id: UUID, edition: int, question_id: UUID
) -> ResponseReturnValue:
    del brand_slug
    ref, values = asked_ref(edition, question_id), dict(request.form.items())
    correction = read_correction(values, current_test().asked(ref).kind)
    found = crossings_of(correction, ref)
    if correction.revoke and not correction.revoke_why:
        mistakes = {"revoke_why": gettext("Write why they lose it.")}
        return _second_page(edition, ref, values, found, mistakes), 422
    if correction.seen != digest_of(found):
        return _second_page(edition, ref, values, found, has_changed=True), 409
    by, at = author_id(), now()
    position = marketplace().rescoring.change_key(
        test_id,
        change_of(correction, ref, by, at),
        attempt_ids(test_id),
        by,
        at,
        revoke=correction.revoke,
    )
    return done(position, "test_editions.show_edition", question_id=None)


def asked_ref(edition: int, question_id: UUID) -> Ref:
    """The question as this edition asks it. Raises NotFound."""
    for ref in edition_with(edition).refs:
        if ref.question_id == question_id:
            return ref
    raise NotFound(ABSENT)


def change_of(correction: Correction, ref: Ref, by: UUID, at: datetime) -> Change:
    why = correction.whole_reason

    def change(test: Test) -> None:
        if correction.new_key is None:
            test.void_question(ref.question_id, why, by, at)
        else:
            test.rekey_question(ref, correction.new_key, why, by, at)

    return change


def crossings_of(correction: Correction, ref: Ref) -> list[Crossing]:
    test_id = current_test().id
    change = change_of(correction, ref, author_id(), now())
    return marketplace().rescoring.preview(test_id, change, attempt_ids(test_id))


def attempt_ids(test_id: UUID) -> list[UUID]:
    read_models = marketplace().read_models
    with read_models.read(read_models.attempts) as db:
        return [each.attempt_id for each in attempts_at(test_id, db)]


def _first_page(
    edition: int, ref: Ref, values: Values, mistakes: Mapping[str, str] | None = None
) -> str:
    kind = current_test().asked(ref).kind
    pairs = kind.pairs if isinstance(kind, Matching) else ()
    return render_template(
        "assessments/authoring/regrading.html",
        brand=current_brand(),
        test=current_test(),
        edition=edition,
        asked=asked_as(ref),
        values=values,
        rows=rows_in(values),
        rights=list(dict.fromkeys(pair.right for pair in pairs)),
        mistakes=mistakes or {},
        words=words,
    )


def _second_page(
    edition: int,
    ref: Ref,
    values: Values,
    found: list[Crossing],
    mistakes: Mapping[str, str] | None = None,
    *,
    has_changed: bool = False,
) -> str:
    return render_template(
        "assessments/authoring/regrading_preview.html",
        brand=current_brand(),
        test=current_test(),
        edition=edition,
        asked=asked_as(ref),
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
