"""The first page after signing in: where to go from here."""

from collections.abc import Sequence

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from projections.brands.brands import BrandSummary
from web.http.access import may_see
from web.http.request_context import brand_directory, signed_in_account
from web.private_store.accounts import Account, RoleName

bp = Blueprint("home", __name__)


@bp.get("/")
def show_home() -> ResponseReturnValue:
    account = signed_in_account()
    brands = brands_of(account) if account else []
    return render_template("accounts/home.html", brands=brands)


def brands_of(account: Account) -> Sequence[BrandSummary]:
    if account.has_role(RoleName.PLATFORM):
        return brand_directory().all()
    own = brand_directory().with_id(account.brand_id) if account.brand_id else None
    return [own] if own is not None and may_see(account, own) else []
