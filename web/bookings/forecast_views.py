"""A brand's forecast: people needed in the coming weeks, what ambassadors cover, and the gaps."""

from http import HTTPStatus
from typing import NamedTuple

from flask import Blueprint, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from domain.bookings.demand_forecast import NoHistory
from projections.members.usual_hours import usual_hours_for
from web.bookings import booking_forms, forecast_assumptions, gap_grid, labels
from web.bookings.first_names import first_names
from web.bookings.forecast_charts import gaps_of_the_week, people_by_hour, requests_by_day
from web.bookings.forecast_presenters import GapView, day_tables, gap_views, headline
from web.bookings.forecast_requests import ForecastReading, read_forecast
from web.bookings.staffing_forecasts import (
    MAX_WEEKS,
    ForecastRequest,
    StaffingForecast,
    staffing_forecast,
)
from web.bookings.week_text import week_text
from web.brands.subject_names import subjects_in_order
from web.http.form_fields import Values
from web.http.request_context import current_brand, current_time, read, read_models
from web.i18n.language import gettext

bp = Blueprint("forecast", __name__, url_prefix="/brands/<brand_slug>/bookings/forecast")


class SaidHours(NamedTuple):
    """When an ambassador is usually there, as they said it."""

    first_name: str
    week: str
    zone: str
    """Of these times."""


@bp.get("")
def show_forecast() -> ResponseReturnValue:
    reading = _read()
    status = HTTPStatus.UNPROCESSABLE_ENTITY if reading.errors else HTTPStatus.OK
    forecast = _forecast(reading.request) if reading.request else None
    found = {} if forecast is None or isinstance(forecast, NoHistory) else _parts(forecast, reading)
    page = render_template(
        "bookings/forecast.html",
        brand=current_brand(),
        values=reading.values,
        errors=reading.errors,
        subjects=subjects_in_order(read_models()),
        labels=labels,
        week_choices=range(1, MAX_WEEKS + 1),
        no_history=forecast if isinstance(forecast, NoHistory) else None,
        said=_said(),
        **found,
    )
    return page, status


@bp.get("/gaps")
def show_gaps() -> ResponseReturnValue:
    """The gap of each half-hour, for the week grid of a booking; null without a forecast."""
    reading = _read()
    forecast = _forecast(reading.request) if reading.request else None
    if forecast is None or isinstance(forecast, NoHistory):
        return jsonify(cells=None, note=gettext("There is too little history for a forecast."))
    return jsonify(cells=gap_grid.grid_cells(forecast), note="")


def _read() -> ForecastReading:
    subject_ids = [subject.id for subject in subjects_in_order(read_models())]
    return read_forecast(request.args, subject_ids)


def _forecast(forecast_request: ForecastRequest) -> StaffingForecast | NoHistory:
    return staffing_forecast(read_models(), current_brand(), forecast_request, current_time())


def _parts(forecast: StaffingForecast, reading: ForecastReading) -> dict[str, object]:
    """What the page shows of a forecast."""
    zone = current_brand().zone
    assumed = reading.request.assumed if reading.request else None
    return {
        "forecast": forecast,
        "total": forecast.demand.total(),
        "headline": headline(forecast),
        "gaps": [(gap, _booking_of(gap, reading.values)) for gap in gap_views(forecast)],
        "assumptions": list(forecast_assumptions.sentences(forecast, assumed)),
        "requests_chart": requests_by_day(forecast, zone),
        "people_charts": people_by_hour(forecast),
        "gap_map": gaps_of_the_week(forecast, zone),
        "days": list(day_tables(forecast)),
    }


def _booking_of(gap: GapView, values: Values) -> str:
    """The form of a new booking that begins with a gap."""
    brand = current_brand()
    blank = booking_forms.blank(brand.local_day(current_time()), brand.currency)
    same = {name: values[name] for name in ("subject_id", "requests_per_week", "shape")}
    values_of_form = blank | same | {"windows": gap.windows, "seats": str(gap.seats)}
    return url_for("bookings.show_new_booking", **values_of_form)


def _said() -> list[SaidHours]:
    brand = current_brand()
    with read(read_models().usual_hours) as db:
        summaries = usual_hours_for(brand.brand_id, db)
    names = first_names([summary.member_id for summary in summaries])
    return [
        SaidHours(
            names[summary.member_id] or gettext("An ambassador"),
            week_text(summary.week),
            summary.zone,
        )
        for summary in summaries
    ]
