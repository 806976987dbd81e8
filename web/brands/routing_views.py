"""To whom a brand's requests are offered and when, and what its visitors are promised."""

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from domain.conversations.routing import DEFAULT_POLICY
from domain.terms import MODELS
from projections.brands.brands import promise_of, routing_policy_of
from web.brands import routing_forms as forms
from web.brands.model_names import model_name
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

bp = Blueprint("routing", __name__, url_prefix="/brands/<brand_slug>/settings/routing")


@bp.get("")
def show_routing() -> ResponseReturnValue:
    return _page({}, {})


@bp.post("/policy")
def set_routing_policy() -> ResponseReturnValue:
    draft = forms.read(forms.typed(request.form))
    if draft.setting is None:
        return _page(draft.values, draft.errors), draft.status
    brand_id, by = current_brand().brand_id, current_account().id
    remember_position(
        marketplace().brands.set_routing_policy(brand_id, draft.setting, by, current_time())
    )
    return redirect(url_for(".show_routing", saved=1), code=303)


@bp.post("/promise")
def set_promise() -> ResponseReturnValue:
    draft = forms.read_promise(request.form.get("promised_wait_s", ""))
    if draft.setting is None:
        return _page(draft.values, draft.errors), draft.status
    brand_id, by = current_brand().brand_id, current_account().id
    remember_position(marketplace().brands.set_promise(brand_id, draft.setting, by, current_time()))
    return redirect(url_for(".show_routing", saved=1), code=303)


def _page(values: Values, errors: Mapping[str, str]) -> str:
    """values, errors: of the form that has to be corrected; the other one shows what is stored."""
    with read(read_models().brands) as db:
        policy = routing_policy_of(current_brand().brand_id, db) or DEFAULT_POLICY
        promise = promise_of(current_brand().brand_id, db)
    shown = {"promised_wait_s": str(promise)} if "models" in values else forms.stored(policy)
    return render_template(
        "brands/routing.html",
        values={"promised_wait_s": str(promise)} | shown | values,
        errors=errors,
        is_saved="saved" in request.args,
        models={model: model_name(model) for model in MODELS},
    )
