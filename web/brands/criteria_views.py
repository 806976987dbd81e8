"""What a brand asks of its ambassadors."""

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from domain.brands.brand import Criterion
from projections.recruitment.applications import criteria_by_brand
from web.brands import criteria_forms as forms
from web.brands.ambassador_metrics import metric_name
from web.http.form_fields import Values
from web.http.read_your_writes import remember_position
from web.http.request_context import (
    current_account,
    current_brand,
    current_time,
    marketplace,
    read,
    read_models,
)

bp = Blueprint("ambassador_criteria", __name__, url_prefix="/brands/<brand_slug>/settings/criteria")


@bp.get("")
def show_criteria() -> ResponseReturnValue:
    return _page(forms.stored(_criteria()), {})


@bp.post("")
def set_criteria() -> ResponseReturnValue:
    draft = forms.read(forms.typed(request.form, forms.metrics_of(_criteria())))
    if draft.setting is None:
        return _page(draft.values, draft.errors), draft.status
    brand_id, by = current_brand().brand_id, current_account().id
    remember_position(
        marketplace().brands.set_ambassador_criteria(brand_id, draft.setting, by, current_time())
    )
    return redirect(url_for(".show_criteria", saved=1), code=303)


def _page(values: Values, errors: Mapping[str, str]) -> str:
    return render_template(
        "brands/criteria.html",
        values=values,
        errors=errors,
        is_saved="saved" in request.args,
        metrics={metric: metric_name(metric) for metric in forms.metrics_of(_criteria())},
    )


def _criteria() -> tuple[Criterion, ...]:
    with read(read_models().applications) as db:
        return criteria_by_brand(db).get(current_brand().brand_id, ())
