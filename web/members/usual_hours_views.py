"""I am usually here: when an ambassador is there, said freely, for the brand as information."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.brands.opening_hours import OpeningHours
from domain.brands.opening_ranges import DAY_MINUTES
from domain.errors import Invalid, NotFound
from domain.members.member import UsualWeek
from domain.terms import Voluntary
from projections.brands.brands import BrandSummary
from projections.members.directory import member_with_id
from projections.members.usual_hours import UsualHoursSummary, usual_hours_of
from web.http.access import ABSENT
from web.http.read_your_writes import remember_position
from web.http.request_context import (
    brand_directory,
    current_account,
    current_time,
    marketplace,
    private_store,
    read,
    read_models,
)
from web.i18n.formats import full_weekdays
from web.i18n.refusals import refusal_text
from web.members.time_zones import TimeZones, zone_choices
from web.private_store.accounts import RoleName

bp = Blueprint("usual_hours", __name__, url_prefix="/usual-hours")


class BrandHours(NamedTuple):
    """A brand one volunteers for, and what was said to it or typed just now."""

    brand: BrandSummary
    values: Mapping[str, str]
    zone: str
    error: str


@bp.get("")
@roles_accepted(RoleName.AMBASSADOR)
def show_usual_hours() -> ResponseReturnValue:
    return _page()


@bp.post("/<uuid:brand_id>")
@roles_accepted(RoleName.AMBASSADOR)
def declare(brand_id: UUID) -> ResponseReturnValue:
    """Raises NotFound for a brand one does not volunteer for, as for one that does not exist."""
    if brand_id not in _volunteered_for():
        raise NotFound(ABSENT)
    zone = request.form.get("zone", "")
    try:
        week = typed_week(request.form, zone)
        position = marketplace().members.declare_usual_hours(
            current_account().id, brand_id, week, zone, current_time()
        )
    except Invalid as refusal:
        return _page(brand_id, refusal_text(refusal)), HTTPStatus.UNPROCESSABLE_ENTITY
    remember_position(position)
    return redirect(url_for(".show_usual_hours", saved=1), code=303)


def typed_week(values: Mapping[str, str], zone: str) -> UsualWeek:
    """A range a day, from `from-0` and `until-0` for Monday on. Raises Invalid as `weekly`."""
    ranges = {
        day: (values.get(f"from-{day}", "").strip(), values.get(f"until-{day}", "").strip())
        for day in range(7)
    }
    typed = {day: [times] for day, times in ranges.items() if any(times)}
    return OpeningHours.weekly(zone, typed).week


def _volunteered_for() -> list[UUID]:
    with read(read_models().pool) as db:
        member = member_with_id(current_account().id, db)
    engagements = member.engagements if member else {}
    return [brand_id for brand_id, model in engagements.items() if model == Voluntary.model]


def _page(typed_for: UUID | None = None, error: str = "") -> str:
    with read(read_models().usual_hours) as db:
        said = {hours.brand_id: hours for hours in usual_hours_of(current_account().id, db)}
    brands = [brand_directory().with_id(brand_id) for brand_id in _volunteered_for()]
    return render_template(
        "members/usual_hours.html",
        hours=[
            _brand_hours(
                brand, said.get(brand.brand_id), error, is_typed=brand.brand_id == typed_for
            )
            for brand in brands
            if brand is not None
        ],
        days=list(enumerate(full_weekdays())),
        zones=zone_choices(),
        is_saved="saved" in request.args,
    )


def _brand_hours(
    brand: BrandSummary, said: UsualHoursSummary | None, error: str, *, is_typed: bool
) -> BrandHours:
    if is_typed:
        return BrandHours(brand, request.form, request.form.get("zone", ""), error)
    zone = said.zone if said else TimeZones(private_store()).of(current_account().id, "")
    return BrandHours(brand, _values(said.week if said else ()), zone, "")


def _values(week: UsualWeek) -> dict[str, str]:
    values: dict[str, str] = {}
    for day, ranges in enumerate(week):
        for first, last in ranges[:1]:
            values |= {f"from-{day}": _clock(first), f"until-{day}": _clock(last)}
    return values


def _clock(minute: int) -> str:
    """As browsers write a time: midnight is 00:00."""
    return f"{minute % DAY_MINUTES // 60:02}:{minute % 60:02}"
