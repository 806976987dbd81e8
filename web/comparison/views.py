"""The brand's comparison: what each engagement model costs and covers, on the same demand."""

from http import HTTPStatus
from typing import cast

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from projections.brands.programme_costs import recorded_costs
from projections.comparison.report import as_csv
from web.comparison.forms import read_params, values_to_correct
from web.comparison.presenters import (
    ComparisonView,
    present_comparison,
    present_costs,
    read_comparison,
)
from web.http.content_negotiation import wants_json
from web.http.error_pages import show_field_errors
from web.http.files import file_response
from web.http.request_context import (
    current_brand,
    current_settings,
    current_time,
    read,
    read_models,
)

bp = Blueprint("comparison", __name__)


@bp.get("/brands/<brand_slug>/comparison")
def show_comparison() -> ResponseReturnValue:
    page = present_comparison(_view(), read_models())
    return render_template("comparison/comparison.html", page=page)


@bp.get("/brands/<brand_slug>/comparison.csv")
def download_comparison() -> ResponseReturnValue:
    view = _view()
    name = f"{view.brand.slug}-{view.days.first}-{view.days.end}.csv"
    return file_response(as_csv(view.lines), "text/csv", name)


@bp.get("/brands/<brand_slug>/comparison/costs")
def show_costs() -> ResponseReturnValue:
    view = _view()
    with read(read_models().programme_costs) as db:
        costs = recorded_costs(view.brand.brand_id, *view.days, db)
    return render_template("comparison/costs.html", page=present_costs(view, costs))


@bp.errorhandler(ValidationError)
def show_form_again(error: ValidationError) -> ResponseReturnValue:
    """The form as it was filled in, with a sentence beside each field that cannot be read."""
    if wants_json():
        return show_field_errors(error)
    messages = cast(dict[str, list[str]], error.messages)
    html = render_template(
        "comparison/errors.html",
        brand=current_brand(),
        values=values_to_correct(request.args),
        errors={name: " ".join(sentences) for name, sentences in messages.items()},
    )
    return make_response(html, HTTPStatus.UNPROCESSABLE_ENTITY)


def _view() -> ComparisonView:
    brand = current_brand()
    params = read_params(request.args, brand.currency, current_settings().commission_percent)
    return read_comparison(brand, params, read_models(), current_time())
