"""
Who may see a page: decided here, before any view runs, so that no view can forget to check.

* Every address requires a signed-in account, except those listed in OPEN, and those of the API,
  which require a token (web/api/access.py).
* An address with `<brand_slug>` in it is a brand's: only the brand's own people and the platform
  find it. To all others it is absent, in the same words as one that never was.

Views of a brand get no `brand_slug`: they call `current_brand()`. On such a page `url_for` fills
the slug in. What a role may do beyond that stands at the view, as
`@roles_accepted(RoleName.PLATFORM)`.
"""

from typing import Any

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from domain.errors import NotFound
from projections.brands.brands import BrandSummary
from web.http.content_negotiation import is_api_request, wants_json
from web.http.request_context import brand_directory, signed_in_account
from web.private_store.accounts import Account, RoleName

OPEN = frozenset(
    {
        "static",
        "bootstrap.static",
        "security.login",
        "sign_up.join",
        "sign_up.show_sent",
        "sign_up.confirm_email",
        "staff_joining.accept",
        "recovery.forgot_password",
        "recovery.reset_password",
        "recovery.show_changed",
        "preferences.set_preferences",
        # The link in an e-mail works without signing in.
        "unsubscribe.show_unsubscribe",
        "unsubscribe.unsubscribe",
        # A badge is public for those who have its address.
        "badges.show_badge",
        # A calendar feed, for those who have its secret address.
        "calendars.show_feed",
        # Notifications are signed.
        "stripe_webhooks.receive",
        # Visitors of a brand's site have no account; the widget checks its own cookie.
        "widget_loader.show_loader",
        "widget.show_frame",
        "widget.begin_session",
        "widget.show_conversation",
        "widget.send_message",
        "widget.record_page",
        "widget.rate",
        # The API's documentation says nothing of any brand.
        "api_documentation.show_openapi",
        "api_documentation.show_documentation",
        # Exists only in development, see web/mail/development.py.
        "development_mail.show_emails",
        "development_mail.show_email",
    }
)
ABSENT = "There is no page at this address."


def init_access(app: Flask) -> None:
    app.url_value_preprocessor(take_brand_slug)
    app.url_defaults(fill_in_brand_slug)
    app.before_request(check_access)


def take_brand_slug(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Keep the slug for check_access, and from the view, which needs the brand itself."""
    if values is not None and "brand_slug" in values:
        g.brand_slug = values.pop("brand_slug")


def fill_in_brand_slug(endpoint: str, values: dict[str, Any]) -> None:
    """Links from a brand's page lead to the same brand, unless they name another one."""
    if "brand_slug" in values or "brand_slug" not in g:
        return
    if current_app.url_map.is_endpoint_expecting(endpoint, "brand_slug"):
        values["brand_slug"] = g.brand_slug


def check_access() -> ResponseReturnValue | None:
    if request.endpoint is None or request.endpoint in OPEN or is_api_request():
        return None
    account = signed_in_account()
    if account is None:
        return _redirect_to_sign_in()
    if "brand_slug" in g:
        g.brand = _visible_brand(account, g.brand_slug)
    return None


def may_see(account: Account, brand: BrandSummary) -> bool:
    if account.has_role(RoleName.PLATFORM):
        return True
    return account.has_role(RoleName.BRAND) and account.brand_id == brand.brand_id


def _visible_brand(account: Account, slug: str) -> BrandSummary:
    brand = brand_directory().with_slug(slug)
    if brand is None or not may_see(account, brand):
        raise NotFound(ABSENT)
    return brand


def _redirect_to_sign_in() -> ResponseReturnValue:
    if wants_json():
        abort(401)
    back = request.full_path.removesuffix("?") if request.method == "GET" else None
    return redirect(url_for("security.login", next=None if back == "/" else back))
