"""The pool as a brand sees it: how many, and how good, before anything is booked; never who."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from projections.members.queries import pool_counts
from web.brands.subject_names import subjects_in_order
from web.http.request_context import current_brand, current_time, read, read_models
from web.members import pool_charts
from web.members.pool_forms import filter_options, read_filter

bp = Blueprint("pool", __name__)


@bp.get("/brands/<brand_slug>/pool")
def show_pool() -> ResponseReturnValue:
    brand, pool_filter = current_brand(), read_filter(request.args)
    with read(read_models().pool) as db:
        counts = pool_counts(brand.brand_id, pool_filter, current_time(), db)
    subjects = {subject.id: subject.indented for subject in subjects_in_order(read_models())}
    return render_template(
        "members/brand_pool.html",
        counts=counts,
        pool_filter=pool_filter,
        options=filter_options(read_models()),
        charts=pool_charts.charts_of(counts, subjects),
    )
