"""The pool as a brand sees it: how many, and how good, before anything is booked; never who."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from domain.aggregate import now
from projections.members.queries import counted
from web.brands.subject_names import subjects_in_order
from web.http.request_context import current_brand, marketplace
from web.members import pool_charts
from web.members.pool_forms import options_of, read_chosen

pages = Blueprint("pool", __name__)


@pages.get("/brands/<brand_slug>/pool")
def show_pool(brand_slug: str) -> ResponseReturnValue:
    del brand_slug
    brand, read_models, chosen = (
        current_brand(),
        marketplace().read_models,
        read_chosen(request.args),
    )
    subjects = subjects_in_order(read_models)
    with read_models.read(read_models.pool) as db:
        found = counted(brand.brand_id, chosen, now(), db)
    return render_template(
        "members/brand_pool.html",
        brand=brand,
        found=found,
        chosen=chosen,
        options=options_of(read_models),
        charts=pool_charts.all_of(found, {each.id: each.indented for each in subjects}),
    )
