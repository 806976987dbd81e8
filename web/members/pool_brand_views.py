"""The pool as a brand sees it: how many, and how good, before anything is booked; never who."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from domain.aggregate import now
from projections.members.queries import counted
from web.brands.subject_names import subjects_in_order
from web.http.request_context import current_brand, marketplace
from web.members import pool_charts
from web.members.pool_forms import options_of, read_chosen

bp = Blueprint("pool", __name__)


@bp.get("/brands/<brand_slug>/pool")
def show_pool() -> ResponseReturnValue:
    brand, drawn, chosen = current_brand(), marketplace().pages, read_chosen(request.args)
    subjects = subjects_in_order(drawn)
    with drawn.reading(drawn.pool) as db:
        found = counted(brand.brand_id, chosen, now(), db)
    return render_template(
        "members/brand_pool.html",
        brand=brand,
        found=found,
        chosen=chosen,
        options=options_of(drawn),
        charts=pool_charts.all_of(found, {each.id: each.indented for each in subjects}),
    )
