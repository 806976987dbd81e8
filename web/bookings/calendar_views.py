"""The calendar feeds, and the page on which an expert makes and renews an address."""

from typing import cast

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.errors import NotFound
from web.bookings.calendar_feeds import CalendarFeed, CalendarFeeds, FeedOwner
from web.bookings.calendar_shifts import shifts_of_brand, shifts_of_expert
from web.bookings.first_names import first_names
from web.bookings.shift_calendar import calendar_of
from web.brands.brand_lookup import known_brand
from web.http.access import ABSENT
from web.http.request_context import (
    current_account,
    current_settings,
    current_time,
    private_store,
    read_models,
)
from web.http.security_headers import never_store
from web.i18n.language import current_language, gettext_in
from web.private_store.accounts import RoleName

MIMETYPE = "text/calendar"

bp = Blueprint("calendars", __name__)


@bp.get("/calendars/<secret>.ics")
def show_feed(secret: str) -> ResponseReturnValue:
    """Opens without signing in, for those who have its address; old addresses are absent."""
    feed = calendar_feeds().with_secret(secret)
    if feed is None:
        raise NotFound(ABSENT)
    response = make_response(_calendar_of(feed))
    response.mimetype = MIMETYPE
    response.headers["Content-Disposition"] = "inline; filename=comptoir.ics"
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.add_etag()
    return cast(Response, response.make_conditional(request))


@bp.get("/shifts/calendar")
@roles_accepted(RoleName.EXPERT)
def show_own_calendar() -> ResponseReturnValue:
    owner = FeedOwner(account_id=current_account().id)
    return render_template(
        "bookings/own_calendar.html", renewed_at=calendar_feeds().renewed_at(owner)
    )


@bp.post("/shifts/calendar")
@roles_accepted(RoleName.EXPERT)
def renew_own_calendar() -> ResponseReturnValue:
    """Answers with the address itself, not with a redirect: no page shows it again."""
    return new_address(FeedOwner(account_id=current_account().id), url_for(".show_own_calendar"))


def calendar_feeds() -> CalendarFeeds:
    return CalendarFeeds(private_store(), current_settings().secret_key)


def new_address(owner: FeedOwner, back: str) -> Response:
    """The page with a new address, shown once. back: where to go on."""
    secret = calendar_feeds().renew(owner, current_language())
    address = current_settings().public_url + url_for("calendars.show_feed", secret=secret)
    page = render_template("bookings/new_calendar_address.html", address=address, back=back)
    return never_store(make_response(page, 201))


def _calendar_of(feed: CalendarFeed) -> bytes:
    at, language = current_time(), feed.language
    if feed.account_id is not None:
        shifts = shifts_of_expert(feed.account_id, at, language, read_models())
        return calendar_of(gettext_in("My shifts", language), shifts)
    assert feed.brand_id is not None
    shifts = shifts_of_brand(feed.brand_id, at, language, read_models(), first_names)
    brand = known_brand(feed.brand_id, read_models()).name
    return calendar_of(gettext_in("Shifts at %(brand)s", language, brand=brand), shifts)
