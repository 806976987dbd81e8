"""The Flask application around a marketplace."""

from flask import Flask
from flask_bootstrap import Bootstrap5  # type: ignore[import-untyped]
from flask_wtf.csrf import CSRFError, CSRFProtect  # type: ignore[import-untyped]
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from domain.errors import Refused
from web import home
from web.access import init_access
from web.brand import comparison, conversations, judging_pages, tests_pages
from web.brands import BrandDirectory
from web.drawings import SIZES, draw, draw_heat
from web.formats import init_formats
from web.freshness import init_freshness
from web.hashing import CAREFUL, Hashing
from web.headers import init_headers
from web.language import init_language
from web.mail.pages import init_mail_pages
from web.marketplace import Marketplace
from web.member import attempts_pages, decisions, extra_time_pages, profile
from web.navigation import NAVIGATION, Navigation, init_navigation
from web.pictures import init_pictures
from web.platform import mail, status, suspensions
from web.pool_pages import PAGES as POOL_PAGES
from web.preferences import init_preferences
from web.private_store import PrivateStore
from web.refusals import show_expired_form, show_http_error, show_mistakes, show_refusal
from web.sessions import SessionCookie
from web.settings import Settings
from web.sign_in import init_sign_in

CONFIGURATION = {
    "BOOTSTRAP_SERVE_LOCAL": True,
    "MAX_CONTENT_LENGTH": 1024 * 1024,
    "SESSION_COOKIE_NAME": "comptoir",
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: a form may lie open over lunch
}
PAGES = (
    home.pages,
    comparison.pages,
    conversations.pages,
    *tests_pages.PAGES,
    *judging_pages.PAGES,
    *attempts_pages.PAGES,
    *POOL_PAGES,
    status.pages,
    mail.pages,
    suspensions.pages,
    profile.pages,
    decisions.pages,
    extra_time_pages.pages,
)


def create_app(
    marketplace: Marketplace,
    settings: Settings,
    store: PrivateStore,
    brands: BrandDirectory,
    navigation: Navigation = NAVIGATION,
    hashing: Hashing = CAREFUL,
) -> Flask:
    app = Flask(__name__)
    app.config.update(CONFIGURATION, SECRET_KEY=settings.secret_key)
    app.session_interface = SessionCookie()
    app.extensions |= {
        "comptoir.marketplace": marketplace,
        "comptoir.brands": brands,
        "comptoir.settings": settings,
    }

    init_pictures(app, store)
    protection = CSRFProtect(app)
    Bootstrap5(app)
    init_sign_in(app, store, hashing)
    init_access(app)
    init_freshness(app)
    init_language(app)
    init_preferences(app)
    init_navigation(app, navigation)
    init_headers(app)
    init_formats(app)
    app.jinja_env.globals.update(draw=draw, draw_heat=draw_heat, CHART_SIZES=SIZES)
    for pages in PAGES:
        app.register_blueprint(pages)
    init_mail_pages(app, settings, protection)
    _answer_refusals(app)
    _trust_proxies(app, settings.trusted_proxies)
    return app


def _answer_refusals(app: Flask) -> None:
    app.register_error_handler(Refused, show_refusal)
    app.register_error_handler(ValidationError, show_mistakes)
    app.register_error_handler(CSRFError, show_expired_form)
    app.register_error_handler(HTTPException, show_http_error)


def _trust_proxies(app: Flask, count: int) -> None:
    """Only as many as there are: beyond them, anybody can write these headers."""
    if count:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )
