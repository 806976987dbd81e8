"""What a brand spent beside conversations: recording it, the list, and reversing a mistake."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from domain.errors import NotFound
from domain.terms import MODELS
from projections.brands.programme_costs import all_costs, cost_count, recorded_cost
from web.brands import cost_forms as forms
from web.brands.cost_words import CATEGORIES, REVERSAL_REASONS
from web.brands.days_served import days_served
from web.brands.model_names import model_name
from web.http.access import ABSENT
from web.http.form_fields import Values
from web.http.paging import page_of
from web.http.read_your_writes import remember_position
from web.http.request_context import (
    current_account,
    current_brand,
    current_time,
    marketplace,
    read,
    read_models,
)

PAGE_SIZE = 50

bp = Blueprint("programme_costs", __name__, url_prefix="/brands/<brand_slug>/settings/costs")


@bp.get("")
def show_costs() -> ResponseReturnValue:
    return _page(forms.blank(_today()), {})


@bp.post("")
def record_cost() -> ResponseReturnValue:
    brand = current_brand()
    draft = forms.read(forms.typed(request.form), brand.currency)
    if draft.setting is None:
        return _page(draft.values, draft.errors), draft.status
    by, at = current_account().id, current_time()
    remember_position(
        marketplace().brands.record_programme_cost(brand.brand_id, *draft.setting, by, at)
    )
    return redirect(url_for(".show_costs", saved=1), code=303)


@bp.post("/<uuid:cost_id>/reverse")
def reverse_cost(cost_id: UUID) -> ResponseReturnValue:
    """Another brand's cost is absent, like none at all."""
    brand_id, by = current_brand().brand_id, current_account().id
    with read(read_models().programme_costs) as db:
        if recorded_cost(brand_id, cost_id, db) is None:
            raise NotFound(ABSENT)
    reason = request.form.get("reason", "")
    remember_position(
        marketplace().brands.reverse_programme_cost(brand_id, cost_id, reason, by, current_time())
    )
    return redirect(url_for(".show_costs", saved=1), code=303)


def _page(values: Values, errors: Mapping[str, str]) -> str:
    brand = current_brand()
    with read(read_models().programme_costs) as db:
        page = page_of(cost_count(brand.brand_id, db), PAGE_SIZE)
        costs = all_costs(brand.brand_id, page.size, page.first, db)
    return render_template(
        "brands/costs.html",
        brand=brand,
        values=values,
        errors=errors,
        is_saved="saved" in request.args,
        costs=costs,
        days_served=days_served,
        model_name=model_name,
        categories={category.value: name() for category, name in CATEGORIES.items()},
        models={model: model_name(model) for model in MODELS},
        reasons={reason.value: name() for reason, name in REVERSAL_REASONS.items()},
        page=page,
    )


def _today() -> date:
    return current_time().astimezone(ZoneInfo(current_brand().zone)).date()
