"""Finance's page on which rates are tried on a past month. It only reads."""

from http import HTTPStatus

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.money import CURRENCIES
from web.brands.setting_forms import SettingDraft
from web.http.files import file_response
from web.http.request_context import (
    brand_directory,
    current_settings,
    current_time,
    marketplace,
)
from web.i18n.periods import month_text
from web.private_store.accounts import RoleName
from web.rate_cards.forms import TriedRates, blank, read_rates
from web.rate_cards.presenters import present_rehearsal
from web.rate_cards.rehearsals import MonthRehearsal, as_csv, past_months, rehearsal_of

bp = Blueprint("rate_cards", __name__, url_prefix="/finance/rate-rehearsals")


@bp.get("")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_rehearsal() -> ResponseReturnValue:
    months = past_months(marketplace(), current_time())
    draft = _draft(months)
    return _page(draft, months), draft.status


@bp.get("/differences.csv")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def download_rehearsal() -> ResponseReturnValue:
    months = past_months(marketplace(), current_time())
    draft = _draft(months)
    rehearsal = _rehearsal(draft)
    if rehearsal is None:
        return _page(draft, months), HTTPStatus.UNPROCESSABLE_ENTITY
    name = f"rates-{rehearsal.month}-{rehearsal.card.currency}.csv"
    return file_response(as_csv(rehearsal), "text/csv", name)


def _draft(months: list[str]) -> SettingDraft[TriedRates]:
    if not request.args:
        return SettingDraft(blank(months, current_settings().commission_percent), {})
    return read_rates(request.args, months, list(brand_directory().all()))


def _rehearsal(draft: SettingDraft[TriedRates]) -> MonthRehearsal | None:
    if draft.setting is None:
        return None
    return rehearsal_of(marketplace(), draft.setting.month, draft.setting.card, current_time())


def _page(draft: SettingDraft[TriedRates], months: list[str]) -> str:
    rehearsal, directory = _rehearsal(draft), brand_directory()
    return render_template(
        "rate_cards/rehearsal.html",
        values=draft.values,
        errors=draft.errors,
        months={month: month_text(month) for month in months},
        currency_options=[(currency, currency) for currency in CURRENCIES],
        brand_options=sorted((brand.slug, brand.name) for brand in directory.all()),
        page=None if rehearsal is None else present_rehearsal(rehearsal, directory),
    )
