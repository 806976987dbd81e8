"""The opening hours of a brand: its week, its public holidays, its exceptional days."""

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from domain.brands.opening_hours import OpeningHours
from domain.brands.public_holidays import regions_of
from projections.brands.brands import opening_hours_of
from web.brands import opening_hours_forms as forms
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
from web.i18n.locale_names import countries, country_name

bp = Blueprint("opening_hours", __name__, url_prefix="/brands/<brand_slug>/settings/hours")


@bp.get("")
def show_opening_hours() -> ResponseReturnValue:
    return _page(forms.stored(_hours(), _today()), {}, is_saved="saved" in request.args)


@bp.post("")
def set_opening_hours() -> ResponseReturnValue:
    """Saved only with holidays that were on the page: another country's are shown first."""
    values = forms.typed(request.form)
    shown = forms.offered(values, _hours(), _today())
    draft = forms.read(values, shown, current_brand().zone)
    if draft.setting is None:
        return _page(draft.values, draft.errors), draft.status
    if "show" in request.form or values["shown"] != shown.code:
        return _page(values, {}, is_new_country=True)
    brand_id, by = current_brand().brand_id, current_account().id
    remember_position(
        marketplace().brands.set_opening_hours(brand_id, draft.setting, by, current_time())
    )
    return redirect(url_for(".show_opening_hours", saved=1), code=303)


def _page(
    values: Values,
    errors: Mapping[str, str],
    *,
    is_saved: bool = False,
    is_new_country: bool = False,
) -> str:
    hours, today = _hours(), _today()
    shown = forms.offered(values, hours, today)
    return render_template(
        "brands/opening_hours.html",
        values=values,
        errors=errors,
        is_saved=is_saved,
        is_new_country=is_new_country,
        zone=current_brand().zone,
        weekdays=formats.full_weekdays(),
        countries=forms.countries_by_name(dict(countries())),
        country=country_name(shown.country) if shown.country else "",
        regions=regions_of(shown.country) if shown.country else {},
        shown=shown,
        closed=forms.closed_days(values, shown, hours),
    )


def _hours() -> OpeningHours | None:
    with read(read_models().brands) as db:
        return opening_hours_of(current_brand().brand_id, db)


def _today() -> date:
    return current_time().astimezone(ZoneInfo(current_brand().zone)).date()
