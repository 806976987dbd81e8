"""Who changed which setting of a brand, when, and from what to what."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from projections.brands.settings_history import change_count, changes_of
from web.brands.change_words import change_in_words
from web.http.account_names import account_names
from web.http.paging import page_of
from web.http.request_context import current_brand, read, read_models

PAGE_SIZE = 30

bp = Blueprint("settings_history", __name__, url_prefix="/brands/<brand_slug>/settings/history")


@bp.get("")
def show_history() -> ResponseReturnValue:
    brand = current_brand()
    with read(read_models().settings_history) as db:
        page = page_of(change_count(brand.brand_id, db), PAGE_SIZE)
        changes = changes_of(brand.brand_id, page.size, page.first, db)
    names = account_names(change.by for change in changes)
    return render_template(
        "brands/settings_history.html",
        changes=[(change, change_in_words(change, brand.currency)) for change in changes],
        names=names,
        zone=brand.zone,
        page=page,
    )
