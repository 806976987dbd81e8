"""
The badge page: what somebody has shown to know, for everybody who was given its address.

The address holds the attempt's id, which nobody guesses; the page is drawn from the log whenever
somebody looks, so it says by itself when a qualification has lapsed or was withdrawn. It knows
nothing about the person.
"""

from uuid import UUID

from flask import Blueprint, make_response, render_template
from flask.typing import ResponseReturnValue

from domain.aggregate import now
from domain.errors import NotFound
from projections.assessments.assessments import test_with_id
from projections.members.directory import shown_by
from web.brands.subject_names import subject_names
from web.http.request_context import brand_directory, marketplace
from web.members.pool_charts import band_name

ABSENT = "There is no page at this address."

pages = Blueprint("badges", __name__)


@pages.get("/badges/<uuid:attempt_id>")
def show_badge(attempt_id: UUID) -> ResponseReturnValue:
    read_models = marketplace().read_models
    with read_models.read(read_models.pool) as db:
        held = shown_by(attempt_id, db)
    if held is None:
        raise NotFound(ABSENT)
    with read_models.read(read_models.assessments) as db:
        assessment = test_with_id(held.assessment_id, db)
    brand = (
        brand_directory().with_id(assessment.brand_id)
        if assessment and assessment.brand_id
        else None
    )
    page = render_template(
        "members/badge.html",
        held=held,
        is_valid=held.is_valid(now()),
        band=band_name(held.band),
        subject=subject_names(read_models).get(held.subject_id, ""),
        assessment=assessment,
        brand=brand,
    )
    answer = make_response(page)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
