"""
Who may see a page: decided here, before any page runs, so that no page can forget to ask.

* Every address wants somebody signed in, except those listed in OPEN.
* An address with `<brand_slug>` in it is a brand's: only the brand's own people and the platform
  find it. To all others it is absent, in the same words as one that never was.

What a role may do beyond that is said at the page: `@roles_accepted(RoleName.PLATFORM)`.
"""

import time

from flask import Flask, abort, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security.utils import logout_user

from domain.errors import NotFound
from projections.brands.brands import BrandSummary
from web.http.content_negotiation import wants_json
from web.http.request_context import brand_directory, signed_in_account
from web.private_store.accounts import Account, RoleName

OPEN = frozenset(
    {
        "static",
        "bootstrap.static",
        "security.login",
        "security.register",
        "security.send_confirmation",
        "security.confirm_email",
        "security.forgot_password",
        "security.reset_password",
        "sign_up.show_sent",
        "sign_up.show_changed",
        "preferences.set_preferences",
        # Whoever got a letter may say no to the next one, whoever they are here.
        "unsubscribe.show_unsubscribe",
        "unsubscribe.unsubscribe",
        # Whoever was given a badge's address may see it.
        "badges.show_badge",
        # There only for development, see development.py.
        "development_mail.show_letters",
        "development_mail.show_letter",
    }
)
LONGEST_SESSION_S = 12 * 3600
ABSENT = "There is no page at this address."


def init_access(app: Flask) -> None:
    app.before_request(check_access)


def check_access() -> ResponseReturnValue | None:
    if request.endpoint is None or request.endpoint in OPEN:
        return None
    _end_an_old_session()
    account = signed_in_account()
    if account is None:
        return _ask_to_sign_in()
    if "brand_slug" in (request.view_args or {}):
        g.brand = _brand_seen_by(account, str((request.view_args or {})["brand_slug"]))
    return None


def may_see(account: Account, brand: BrandSummary) -> bool:
    if account.has_role(RoleName.PLATFORM):
        return True
    return account.has_role(RoleName.BRAND) and account.brand_id == brand.brand_id


def _brand_seen_by(account: Account, slug: str) -> BrandSummary:
    brand = brand_directory().with_slug(slug)
    if brand is None or not may_see(account, brand):
        raise NotFound(ABSENT)
    return brand


def _ask_to_sign_in() -> ResponseReturnValue:
    if wants_json():
        abort(401)
    back = request.full_path.removesuffix("?") if request.method == "GET" else None
    return redirect(url_for("security.login", next=None if back == "/" else back))


def _end_an_old_session() -> None:
    """However busy: a stolen cookie must not live for ever."""
    signed_in_at = session.get("fs_paa")
    if signed_in_at is not None and time.time() - signed_in_at > LONGEST_SESSION_S:
        logout_user()
