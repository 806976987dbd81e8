"""The first page after signing in: where to go from here."""

from collections.abc import Sequence

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from domain.members.member import Member
from projections.brands.brands import BrandSummary
from web.conversations.labels import respondent_role
from web.http.access import may_see
from web.http.request_context import brand_directory, marketplace, signed_in_account
from web.private_store.accounts import Account, RoleName

bp = Blueprint("home", __name__)


@bp.get("/")
def show_home() -> ResponseReturnValue:
    account = signed_in_account()
    brands = brands_of(account) if account else []
    roles = roles_by_brand(account) if account and _is_member(account) else []
    return render_template("accounts/home.html", brands=brands, roles=roles)


def first_page_of(account: Account) -> str:
    """The address on which an account begins after signing in."""
    is_finance = account.has_role(RoleName.FINANCE) and not account.has_role(RoleName.PLATFORM)
    return url_for("finance.show_finance" if is_finance else "home.show_home")


def _is_member(account: Account) -> bool:
    roles = (RoleName.EXPERT, RoleName.AMBASSADOR, RoleName.EMPLOYEE)
    return any(account.has_role(role) for role in roles)


def roles_by_brand(account: Account) -> list[tuple[str, str]]:
    """The brands that the account answers for, each with its role: expert, for instance."""
    engagements = marketplace().log.load_or_new(Member, account.id).engagements
    brands = {brand_id: brand_directory().with_id(brand_id) for brand_id in engagements}
    return [
        (brand.name, respondent_role(engagements[brand_id].model))
        for brand_id, brand in brands.items()
        if brand is not None
    ]


def brands_of(account: Account) -> Sequence[BrandSummary]:
    if account.has_role(RoleName.PLATFORM):
        return brand_directory().all()
    own = brand_directory().with_id(account.brand_id) if account.brand_id else None
    return [own] if own is not None and may_see(account, own) else []
