"""What brands may book by invoice: their credit limits, as the platform sets them."""

from datetime import datetime
from http import HTTPStatus
from typing import NamedTuple
from uuid import UUID

import msgspec
from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.brands.brand import Brand
from domain.brands.credit_limit import left_of_credit_limit
from domain.errors import NotFound, NotNow
from domain.money import Money
from projections.brands.brands import BrandSummary
from projections.brands.settings_history import credit_limit_changes, credit_limits
from web.bookings.credit_limit_forms import read_limit, values_of
from web.brands.setting_forms import SettingDraft
from web.http.access import ABSENT
from web.http.account_names import account_names, person_name
from web.http.read_your_writes import remember_position
from web.http.request_context import (
    brand_directory,
    current_account,
    current_time,
    marketplace,
    read,
    read_models,
)
from web.i18n.language import gettext
from web.i18n.locale_names import without_accents
from web.i18n.refusals import refusal_text
from web.private_store.accounts import RoleName

bp = Blueprint("credit_limits", __name__, url_prefix="/credit-limits")


class CreditLimitView(NamedTuple):
    """A brand's limit, and what of it is in use."""

    brand: BrandSummary
    limit: Money
    free: Money

    @property
    def used(self) -> Money:
        return Money(self.limit.amount - self.free.amount, self.limit.currency)


class LimitChange(NamedTuple):
    """A change of a limit, with who made it by name."""

    at: datetime
    by: str
    before: Money | None
    after: Money | None


@bp.get("")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_limits() -> ResponseReturnValue:
    search = request.args.get("search", "").strip()
    with read(read_models().settings_history) as db:
        limits = credit_limits(db)
    brands = [
        brand
        for brand in brand_directory().all()
        if without_accents(search) in without_accents(brand.name)
    ]
    return render_template(
        "bookings/credit_limits.html",
        search=search,
        views=[
            _view(brand, limits.get(brand.brand_id, Money(0, brand.currency))) for brand in brands
        ],
    )


@bp.get("/<uuid:brand_id>")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_limit(brand_id: UUID) -> ResponseReturnValue:
    brand = _brand(brand_id)
    return _page(brand, SettingDraft(values_of(_limit_of(brand))))


@bp.post("/<uuid:brand_id>")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def set_limit(brand_id: UUID) -> ResponseReturnValue:
    """What was changed since the form was shown, and a limit below what is in use, are said."""
    brand = _brand(brand_id)
    draft = read_limit(request.form, brand.currency)
    limit = draft.setting
    if limit is None:
        return _page(brand, draft), draft.status
    before = str(_limit_of(brand).amount)
    if before not in (draft.values["limit_before"], str(limit.amount)):
        sentence = gettext("The limit was changed since you opened this page. Check it again.")
        draft = draft._replace(
            values=draft.values | {"limit_before": before}, errors={"limit": sentence}
        )
        return _page(brand, draft), HTTPStatus.CONFLICT
    by, at = current_account().id, current_time()
    try:
        remember_position(marketplace().brands.set_credit_limit(brand_id, limit, by, at))
    except NotNow as refusal:
        draft = draft._replace(errors={"limit": refusal_text(refusal)})
        return _page(brand, draft), HTTPStatus.CONFLICT
    return redirect(url_for(".show_limit", brand_id=brand_id, saved=1), code=303)


def _page(brand: BrandSummary, draft: SettingDraft[Money]) -> str:
    with read(read_models().settings_history) as db:
        changes = credit_limit_changes(brand.brand_id, db)
    names = account_names(change.by for change in changes)
    return render_template(
        "bookings/credit_limit.html",
        view=_view(brand, _limit_of(brand)),
        values=draft.values,
        errors=draft.errors,
        is_saved="saved" in request.args and not draft.errors,
        changes=[
            LimitChange(
                change.at,
                person_name(change.by, names),
                _money(change.before),
                _money(change.after),
            )
            for change in changes
        ],
    )


def _view(brand: BrandSummary, limit: Money) -> CreditLimitView:
    left = left_of_credit_limit(marketplace().log, brand.brand_id)
    return CreditLimitView(brand, limit, Money(left, brand.currency))


def _limit_of(brand: BrandSummary) -> Money:
    """From the log, as the balance is, so that both always fit together."""
    present = marketplace().log.load_or_new(Brand, brand.brand_id)
    return Money(present.credit_limit, brand.currency)


def _money(written: str | None) -> Money | None:
    return msgspec.json.decode(written, type=Money) if written else None


def _brand(brand_id: UUID) -> BrandSummary:
    brand = brand_directory().with_id(brand_id)
    if brand is None:
        raise NotFound(ABSENT)
    return brand
