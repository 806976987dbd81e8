"""The pages around joining that Flask-Security has not, or has differently."""

from typing import cast

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import views
from flask_security.confirmable import confirm_email_token_status, confirm_user
from flask_security.recoverable import reset_password_token_status

from web.http.request_context import private_store

GONE = 410

bp = Blueprint("sign_up", __name__)


@bp.get("/join/sent")
def show_sent() -> ResponseReturnValue:
    return render_template("security/sent.html")


def confirm_email(token: str) -> ResponseReturnValue:
    """What the link in the letter opens: a button. Opening it confirms nothing."""
    expired, invalid, account = confirm_email_token_status(token)  # type: ignore[no-untyped-call]
    if expired or invalid or account is None:
        return render_template("security/link_over.html", again="security.send_confirmation"), GONE
    if request.method != "POST":
        return render_template("security/confirm.html", token=token)
    confirm_user(account)  # type: ignore[no-untyped-call]
    private_store().sessions.commit()
    return render_template("security/confirmed.html")


def reset_password(token: str) -> ResponseReturnValue:
    expired, invalid, account = reset_password_token_status(token)  # type: ignore[no-untyped-call]
    if expired or invalid or account is None:
        return render_template("security/link_over.html", again="security.forgot_password"), GONE
    return cast(ResponseReturnValue, views.reset_password(token))


@bp.get("/forgotten-password/changed")
def show_changed() -> ResponseReturnValue:
    return render_template("security/changed.html")
