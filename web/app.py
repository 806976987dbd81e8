"""The Flask application around a marketplace."""

from flask import Flask
from flask_bootstrap import Bootstrap5  # type: ignore[import-untyped]
from flask_wtf.csrf import CSRFError, CSRFProtect  # type: ignore[import-untyped]
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from domain.errors import Refused
from projections.engine.interruptions import DATABASE_INTERRUPTION
from web.accounting import dac7_finance_views, dac7_member_views, month_views
from web.accounts import home, recovery, sign_up
from web.accounts.sign_in import init_sign_in
from web.api import documentation_views as api_documentation_views
from web.api import token_views as api_token_views
from web.api.registration import init_api
from web.assessments import api as assessment_resources
from web.assessments.authoring import (
    preview_views,
    publishing_views,
    question_views,
    regrading_views,
)
from web.assessments.authoring import views as authoring_views
from web.assessments.gift_format import views as gift_format_views
from web.assessments.grading import attempt_views, manual_grading_views
from web.assessments.item_analysis import views as item_analysis_views
from web.assessments.taking import result_views, saving
from web.assessments.taking import views as taking_views
from web.bookings import api as booking_resources
from web.bookings import (
    booking_change_views,
    booking_views,
    brand_calendar_views,
    calendar_views,
    credit_limit_views,
    forecast_views,
    own_shift_views,
    platform_funding_views,
    shift_views,
)
from web.bookings import forecast_api as forecast_resources
from web.bookings import write_api as booking_writes
from web.brand_accounts import finance_views as brand_account_views
from web.brand_accounts import reversal_views as brand_payment_views
from web.brands import (
    cost_views,
    criteria_views,
    opening_hours_views,
    routing_views,
    settings_history_views,
    settings_views,
    widget_views,
)
from web.charts.layout import SIZES, layout_chart, layout_heat_map
from web.chat import desk_views, loader_views
from web.chat.visitor_views import init_widget
from web.comparison import api as comparison_resources
from web.comparison import views as comparison_views
from web.conversations import api as conversation_resources
from web.conversations import views as conversation_views
from web.earnings import api as spend_resources
from web.earnings import brand_views as spend_views
from web.earnings import member_views as earning_member_views
from web.earnings import platform_views as contest_views
from web.http.access import init_access
from web.http.account_names import person_name
from web.http.brand_directory import BrandDirectory
from web.http.correlation import correlate_requests
from web.http.error_log import FlaskApp
from web.http.error_pages import (
    show_field_errors,
    show_http_error,
    show_interruption,
    show_refusal,
)
from web.http.expired_forms import show_expired_form
from web.http.host_names import HostNameCheck
from web.http.preferences import init_language, init_preferences
from web.http.read_your_writes import init_read_your_writes
from web.http.request_texts import init_request_texts
from web.http.security_headers import init_security_headers
from web.http.session_cookie import SessionCookie
from web.i18n.formats import init_formats
from web.i18n.periods import init_periods
from web.invoices import brand_views as brand_invoice_views
from web.invoices import expert_views as own_document_views
from web.invoices import finance_views as finance_invoice_views
from web.ledger import (
    ageing_views,
    balance_views,
    entry_views,
    finance_views,
    owner_views,
    points_views,
)
from web.mail.views import init_mail
from web.marketplace import Marketplace
from web.members import (
    badge_views,
    extra_time_views,
    pool_brand_views,
    pool_platform_views,
    profile_views,
    time_zones,
    usual_hours_views,
)
from web.moderation.views import init_moderation
from web.navigation.entries import Navigation
from web.navigation.links import NAVIGATION, init_navigation
from web.operations import status
from web.operations.finance_task_list import FINANCE_TASKS
from web.pay_runs import payout_views, practice_views
from web.pay_runs import views as pay_run_views
from web.payees import expert_views as payee_views
from web.payees import finance_views as withheld_pay_views
from web.payees import mandate_views, stripe_views
from web.payees.recipient_accounts import init_recipient_accounts
from web.payments.webhook_views import init_webhooks
from web.payout_forecasts import views as payout_forecast_views
from web.private_store.hashing import CAREFUL, Hashing
from web.private_store.pictures import init_pictures
from web.private_store.store import PrivateStore
from web.rate_cards import views as rate_card_views
from web.receipts import views as receipt_views
from web.reconciliation import break_views as reconciliation_break_views
from web.reconciliation import views as reconciliation_views
from web.recruitment import (
    applications_brand_views,
    applications_member_views,
    call_brand_views,
    call_member_views,
    engagement_views,
    staff_brand_views,
    staff_member_views,
)
from web.rewards import brand_views as reward_brand_views
from web.rewards import member_views as reward_member_views
from web.settings import Settings
from web.statements import finance_views as statement_views
from web.statements import member_views as own_statement_views

CONFIGURATION = {
    "BOOTSTRAP_SERVE_LOCAL": True,
    "MAX_CONTENT_LENGTH": 1024 * 1024,
    "SESSION_COOKIE_NAME": "comptoir",
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: a form may lie open over lunch
}
BLUEPRINTS = (
    home.bp,
    sign_up.bp,
    recovery.bp,
    comparison_views.bp,
    conversation_views.bp,
    authoring_views.bp,
    question_views.bp,
    publishing_views.bp,
    preview_views.bp,
    gift_format_views.bp,
    regrading_views.bp,
    item_analysis_views.bp,
    attempt_views.bp,
    manual_grading_views.bp,
    taking_views.bp,
    saving.bp,
    result_views.bp,
    booking_views.bp,
    forecast_views.bp,
    booking_change_views.bp,
    call_brand_views.bp,
    call_member_views.bp,
    applications_brand_views.bp,
    applications_member_views.bp,
    staff_brand_views.bp,
    staff_member_views.bp,
    settings_views.bp,
    opening_hours_views.bp,
    routing_views.bp,
    widget_views.bp,
    criteria_views.bp,
    cost_views.bp,
    settings_history_views.bp,
    reward_brand_views.bp,
    reward_member_views.bp,
    engagement_views.bp,
    pool_brand_views.bp,
    pool_platform_views.bp,
    badge_views.bp,
    profile_views.bp,
    extra_time_views.bp,
    time_zones.bp,
    usual_hours_views.bp,
    shift_views.bp,
    own_shift_views.bp,
    platform_funding_views.bp,
    credit_limit_views.bp,
    payout_forecast_views.bp,
    rate_card_views.bp,
    finance_invoice_views.bp,
    brand_invoice_views.bp,
    own_document_views.bp,
    payee_views.bp,
    mandate_views.bp,
    stripe_views.bp,
    withheld_pay_views.bp,
    earning_member_views.bp,
    spend_views.bp,
    contest_views.bp,
    calendar_views.bp,
    brand_calendar_views.bp,
    finance_views.bp,
    balance_views.bp,
    ageing_views.bp,
    points_views.bp,
    owner_views.bp,
    entry_views.bp,
    brand_account_views.bp,
    brand_payment_views.bp,
    own_statement_views.bp,
    statement_views.bp,
    practice_views.bp,
    receipt_views.bp,
    reconciliation_break_views.bp,
    reconciliation_views.bp,
    pay_run_views.bp,
    payout_views.bp,
    loader_views.bp,
    desk_views.bp,
    api_documentation_views.bp,
    api_token_views.bp,
    month_views.bp,
    dac7_finance_views.bp,
    dac7_member_views.bp,
    status.bp,
)

RESOURCES = (
    comparison_resources.bp,
    conversation_resources.bp,
    assessment_resources.bp,
    booking_resources.bp,
    forecast_resources.bp,
    booking_writes.bp,
    spend_resources.bp,
)
"""Those of the API, which programs read with a token."""


def create_app(
    marketplace: Marketplace,
    settings: Settings,
    store: PrivateStore,
    brands: BrandDirectory,
    navigation: Navigation = NAVIGATION,
    hashing: Hashing = CAREFUL,
) -> Flask:
    app = _configured(marketplace, settings, brands)
    protection = _check_requests(app, store)
    _recognise_readers(app, store, hashing)
    _lay_out_pages(app, navigation)
    _register_pages(app, settings, protection)
    _answer_refusals(app)
    correlate_requests(app)
    _trust_proxies(app, settings.trusted_proxies)
    return app


def _configured(marketplace: Marketplace, settings: Settings, brands: BrandDirectory) -> Flask:
    app = FlaskApp(__name__)
    app.config.update(CONFIGURATION, SECRET_KEY=settings.secret_key)
    app.session_interface = SessionCookie()
    app.extensions |= {
        "comptoir.marketplace": marketplace,
        "comptoir.brands": brands,
        "comptoir.finance_tasks": FINANCE_TASKS,
        "comptoir.settings": settings,
    }
    return app


def _check_requests(app: Flask, store: PrivateStore) -> CSRFProtect:
    """In this order: how large a form may be is known before anything reads it."""
    init_pictures(app, store)
    init_request_texts(app)
    return CSRFProtect(app)


def _recognise_readers(app: Flask, store: PrivateStore, hashing: Hashing) -> None:
    """In this order: access is checked before a request waits for its own writes."""
    init_sign_in(app, store, hashing)
    init_access(app)
    init_read_your_writes(app)
    init_language(app)
    init_preferences(app)


def _lay_out_pages(app: Flask, navigation: Navigation) -> None:
    Bootstrap5(app)
    init_navigation(app, navigation)
    init_security_headers(app)
    init_formats(app)
    init_periods(app)
    app.jinja_env.globals.update(
        layout_chart=layout_chart,
        layout_heat_map=layout_heat_map,
        CHART_SIZES=SIZES,
        person_name=person_name,
    )


def _register_pages(app: Flask, settings: Settings, protection: CSRFProtect) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    init_api(app, RESOURCES, settings)
    init_moderation(app)
    init_widget(app, protection)
    init_mail(app, settings, protection)
    init_webhooks(app, protection)
    init_recipient_accounts(app, settings)


def _answer_refusals(app: Flask) -> None:
    app.register_error_handler(Refused, show_refusal)
    app.register_error_handler(ValidationError, show_field_errors)
    app.register_error_handler(CSRFError, show_expired_form)
    for interruption in DATABASE_INTERRUPTION:
        app.register_error_handler(interruption, show_interruption)
    app.register_error_handler(HTTPException, show_http_error)


def _trust_proxies(app: Flask, count: int) -> None:
    """Only as many as there are: beyond them, any client can write these headers."""
    app.wsgi_app = HostNameCheck(app.wsgi_app)  # type: ignore[method-assign]
    if count:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )
