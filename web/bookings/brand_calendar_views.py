"""The page on which a brand makes and renews the address of its calendar of shifts."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from web.bookings.calendar_feeds import FeedOwner
from web.bookings.calendar_views import calendar_feeds, new_address
from web.http.request_context import current_account, current_brand
from web.private_store.accounts import RoleName

bp = Blueprint("brand_calendar", __name__, url_prefix="/brands/<brand_slug>/calendar")


@bp.get("")
def show_calendar() -> ResponseReturnValue:
    owner = FeedOwner(brand_id=current_brand().brand_id)
    return render_template(
        "bookings/brand_calendar.html",
        brand=current_brand(),
        renewed_at=calendar_feeds().renewed_at(owner),
        may_renew=current_account().has_role(RoleName.BRAND),
    )


@bp.post("")
@roles_accepted(RoleName.BRAND)
def renew_calendar() -> ResponseReturnValue:
    return new_address(FeedOwner(brand_id=current_brand().brand_id), url_for(".show_calendar"))
