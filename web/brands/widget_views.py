"""What a brand's chat widget shows, where, and to which visitors."""

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from domain.brands.widget import WidgetSettings
from projections.brands.brands import widget_of
from web.brands import widget_forms as forms
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
from web.i18n import formats
from web.i18n.locale_names import language_name
from web.private_store.pictures import pictures

bp = Blueprint("widget_settings", __name__, url_prefix="/brands/<brand_slug>/settings/widget")


@bp.get("")
def show_widget() -> ResponseReturnValue:
    widget = _widget()
    return _page(forms.stored(widget, _basket(widget)), {})


@bp.post("")
def configure_widget() -> ResponseReturnValue:
    brand = current_brand()
    draft = forms.read(forms.typed(request.form), brand.currency, pictures().has)
    if draft.setting is None:
        return _page(draft.values, draft.errors), draft.status
    by, at = current_account().id, current_time()
    remember_position(marketplace().brands.configure_widget(brand.brand_id, draft.setting, by, at))
    return redirect(url_for(".show_widget", saved=1), code=303)


def _page(values: Values, errors: Mapping[str, str]) -> str:
    return render_template(
        "brands/widget.html",
        brand=current_brand(),
        values=values,
        errors=errors,
        is_saved="saved" in request.args,
        text_languages={code: language_name(code) for code in forms.LANGUAGES},
        max_length=forms.MOST_CHARACTERS,
    )


def _widget() -> WidgetSettings | None:
    with read(read_models().brands) as db:
        return widget_of(current_brand().brand_id, db)


def _basket(widget: WidgetSettings | None) -> str:
    basket = widget.targeting.minimum_basket if widget else None
    return formats.plain_amount(basket.amount, basket.currency) if basket else ""
