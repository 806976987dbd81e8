"""The brand's comparison: what volunteers and paid experts cost and cover, on the same demand."""

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from domain.aggregate import now
from projections.brands.programme_costs import recorded_costs
from projections.comparison.report import as_csv
from web.comparison.costs import costs_shown
from web.comparison.forms import read_asked
from web.comparison.presenters import mistakes_shown, page_of
from web.comparison.view import Look, look_at
from web.http.content_negotiation import wants_json
from web.http.error_pages import show_mistakes
from web.http.request_context import current_brand, marketplace

KEPT = ("price", "commission", "wage")
"""What stays asked while the reader changes the period."""

pages = Blueprint("comparison", __name__)


@pages.get("/brands/<brand_slug>/comparison")
def show_comparison(brand_slug: str) -> ResponseReturnValue:
    del brand_slug  # access.py has read it
    shown = page_of(_look(), marketplace().read_models, _kept())
    return render_template("comparison/comparison.html", **shown)


@pages.get("/brands/<brand_slug>/comparison.csv")
def download_comparison(brand_slug: str) -> ResponseReturnValue:
    look = _look()
    response = Response(as_csv(look.lines), mimetype="text/csv")
    name = f"{brand_slug}-{look.days.first}-{look.days.end}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.get("/brands/<brand_slug>/comparison/costs")
def show_costs(brand_slug: str) -> ResponseReturnValue:
    del brand_slug
    look, read = _look(), marketplace().read_models
    span = look.days.first.isoformat(), look.days.end.isoformat()
    with read.read(read.programme_costs) as db:
        costs = recorded_costs(look.brand.brand_id, *span, db)
    return render_template("comparison/costs.html", **costs_shown(look, costs))


@pages.errorhandler(ValidationError)
def show_what_is_wrong(mistakes: ValidationError) -> ResponseReturnValue:
    """The form again, with a sentence at what makes no sense."""
    if wants_json():
        return show_mistakes(mistakes)
    shown: dict[str, Any] = mistakes_shown(current_brand(), mistakes, request.args)
    return make_response(render_template("comparison/errors.html", **shown), 422)


def _look() -> Look:
    brand = current_brand()
    asked = read_asked(request.args, brand.currency)
    return look_at(brand, asked, marketplace().read_models, now())


def _kept() -> dict[str, str]:
    return {name: request.args[name] for name in KEPT if request.args.get(name, "").strip()}
