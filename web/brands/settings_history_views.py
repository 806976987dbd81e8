"""Who changed which setting of a brand, when, and from what to what."""

from collections.abc import Iterable
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from projections.brands.settings_history import change_count, changes_of
from web.brands.change_words import change_in_words
from web.http.form_fields import whole_number
from web.http.request_context import current_brand, private_store, read, read_models
from web.private_store.accounts import Account

PAGE_SIZE = 30
MOST_PAGES = 100_000

bp = Blueprint("settings_history", __name__, url_prefix="/brands/<brand_slug>/settings/history")


@bp.get("")
def show_history() -> ResponseReturnValue:
    brand = current_brand()
    page = whole_number(request.args.get("page", "1"), MOST_PAGES) or 1
    with read(read_models().settings_history) as db:
        changes = changes_of(brand.brand_id, PAGE_SIZE, (page - 1) * PAGE_SIZE, db)
        n = change_count(brand.brand_id, db)
    names = account_names(change.by for change in changes)
    return render_template(
        "brands/settings_history.html",
        changes=[(change, change_in_words(change, brand.currency)) for change in changes],
        names=names,
        zone=brand.zone,
        page=page,
        pages=max(1, -(-n // PAGE_SIZE)),
    )


def account_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of accounts, else their e-mail addresses; without those that were closed."""
    query = select(Account.id, Account.name, Account.email).where(Account.id.in_(set(ids)))
    with private_store().engine.connect() as db:
        return {row.id: row.name or row.email for row in db.execute(query)}
