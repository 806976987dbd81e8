"""Finance's page of what will be paid in the coming weeks."""

from http import HTTPStatus

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted
from marshmallow import ValidationError

from domain.money import CURRENCIES
from web.http.content_negotiation import wants_json
from web.http.error_pages import show_field_errors
from web.http.request_context import current_settings, current_time, marketplace
from web.payout_forecasts.forecasts import forecast_of, moment_of
from web.payout_forecasts.forms import ForecastQuery, read_query, values_to_correct
from web.payout_forecasts.presenters import present_forecast
from web.private_store.accounts import RoleName

WEEKS = 8

bp = Blueprint("payout_forecasts", __name__, url_prefix="/finance/payout-forecast")


@bp.get("")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_forecast() -> ResponseReturnValue:
    try:
        query, errors = read_query(request.args), {}
    except ValidationError as error:
        if wants_json():
            return show_field_errors(error)
        query, errors = ForecastQuery(), _sentences(error)
    return _page(query, errors), HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK


def _page(query: ForecastQuery, errors: dict[str, str]) -> str:
    market, held_for = marketplace(), current_settings().earnings_held_for
    moment = moment_of(query.as_of, current_time())
    shown = forecast_of(market, held_for, moment, WEEKS, query.currency)
    return render_template(
        "payout_forecasts/payout_forecast.html",
        page=present_forecast(shown, moment),
        values=values_to_correct(request.args),
        errors=errors,
        currencies=CURRENCIES,
    )


def _sentences(error: ValidationError) -> dict[str, str]:
    messages = error.messages_dict
    return {name: " ".join(sentences) for name, sentences in messages.items()}
