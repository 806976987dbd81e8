"""The e-mails that need a person: those that failed, and those whose outcome is unknown."""

from collections.abc import Callable

from flask import Blueprint, Flask, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted
from flask_wtf.csrf import CSRFProtect  # type: ignore[import-untyped]

from domain.errors import NotNow
from web.delivery.outcomes import DeliveryStatus
from web.http.request_context import private_store
from web.mail import development, unsubscribe
from web.mail.labels import CATEGORIES, STATUSES
from web.mail.outbox import Outbox
from web.private_store.accounts import RoleName
from web.settings import Settings

MAX_LISTED = 200

bp = Blueprint("mail", __name__)


def init_mail(app: Flask, settings: Settings, protection: CSRFProtect) -> None:
    app.register_blueprint(bp)
    app.register_blueprint(unsubscribe.bp)
    # A mail program posts there by itself, and its token is in the address.
    protection.exempt(unsubscribe.unsubscribe)
    if settings.development and settings.smtp is None:
        app.register_blueprint(development.bp)


@bp.get("/mail")
@roles_accepted(RoleName.PLATFORM)
def show_mail() -> ResponseReturnValue:
    outbox = Outbox(private_store())
    counts = outbox.count()
    latest = outbox.emails_with_status([DeliveryStatus.UNKNOWN, DeliveryStatus.FAILED], MAX_LISTED)
    return render_template(
        "mail/emails.html",
        counts={STATUSES[status]: n for status, n in counts.items()},
        unknown=[email for email in latest if email.status == DeliveryStatus.UNKNOWN],
        failed=[email for email in latest if email.status == DeliveryStatus.FAILED],
        listed=len(latest),
        need_a_person=counts[DeliveryStatus.UNKNOWN] + counts[DeliveryStatus.FAILED],
        categories=CATEGORIES,
    )


@bp.post("/mail/<int:number>/send-again")
@roles_accepted(RoleName.PLATFORM)
def send_again(number: int) -> ResponseReturnValue:
    return _settle(Outbox.send_again, number)


@bp.post("/mail/<int:number>/arrived")
@roles_accepted(RoleName.PLATFORM)
def arrived(number: int) -> ResponseReturnValue:
    return _settle(Outbox.arrived, number)


def _settle(act: Callable[[Outbox, int], bool], number: int) -> ResponseReturnValue:
    if not act(Outbox(private_store()), number):
        raise NotNow("The status of this e-mail has already been settled.")
    return redirect(url_for(".show_mail"), code=303)
