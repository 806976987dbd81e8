"""
The badge page: a qualification, public for those who have its address.

The address holds the attempt's id, which cannot be guessed. Each view reads the qualification
anew, so the page says by itself when it has expired or was withdrawn. It shows nothing about the
member.
"""

from uuid import UUID

from flask import Blueprint, make_response, render_template
from flask.typing import ResponseReturnValue

from domain.errors import NotFound
from projections.assessments.assessments import test_with_id
from projections.members.directory import qualification_by_attempt
from web.brands.subject_names import subject_names
from web.http.access import ABSENT
from web.http.request_context import brand_directory, current_time, read, read_models
from web.members.pool_charts import band_name

bp = Blueprint("badges", __name__)


@bp.get("/badges/<uuid:attempt_id>")
def show_badge(attempt_id: UUID) -> ResponseReturnValue:
    with read(read_models().pool) as db:
        qualification = qualification_by_attempt(attempt_id, db)
    if qualification is None:
        raise NotFound(ABSENT)
    with read(read_models().assessments) as db:
        assessment = test_with_id(qualification.assessment_id, db)
    brand = (
        brand_directory().with_id(assessment.brand_id)
        if assessment and assessment.brand_id
        else None
    )
    page = render_template(
        "members/badge.html",
        qualification=qualification,
        is_valid=qualification.is_valid(current_time()),
        band=band_name(qualification.band),
        subject=subject_names(read_models()).get(qualification.subject_id, ""),
        assessment=assessment,
        brand=brand,
    )
    response = make_response(page)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
