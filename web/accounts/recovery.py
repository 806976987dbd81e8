"""
A forgotten password: a link by e-mail, with which its owner chooses another one.

The page does not show who has an account. For every address the same is read, encrypted and
written; only for an account that can sign in does the e-mail stay in the outbox.
"""

import secrets

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from web.accounts.emails import changed_email, recovery_email
from web.accounts.forms import ForgottenForm, NewPasswordForm
from web.accounts.known_browser import remember_browser
from web.accounts.links import account_links
from web.accounts.sign_in_limits import begin, limits_of_emails
from web.accounts.sign_up import expired_page
from web.http.request_context import current_time, password_hashing, private_store
from web.http.security_headers import never_store
from web.mail.outbox import discard_with, put_with
from web.private_store.account_sessions import end_all_sessions
from web.private_store.accounts import Account, recipient_of

bp = Blueprint("recovery", __name__, url_prefix="/forgotten-password")
bp.after_request(never_store)


@bp.route("", methods=["GET", "POST"])
def forgot_password() -> ResponseReturnValue:
    form = ForgottenForm()
    sent = form.validate_on_submit()
    if sent:
        begin(limits_of_emails("recovery", form.email.data))
        _send_link(form.email.data, private_store().sessions())
    return render_template("security/forgot_password.html", form=form, sent=sent)


@bp.get("/changed")
def show_changed() -> ResponseReturnValue:
    return render_template("security/changed.html")


@bp.route("/<token>", methods=["GET", "POST"])
def reset_password(token: str) -> ResponseReturnValue:
    session = private_store().sessions()
    account = _account_of_link(token, session)
    if account is None:
        return expired_page("recovery.forgot_password")
    form = NewPasswordForm(account.email)
    if not form.validate_on_submit():
        return render_template("security/reset_password.html", form=form, token=token)
    _change_password(account, form.password.data, session)
    # A person locked out by the guesses of others can sign in here at once.
    remember_browser(account.email)
    return redirect(url_for(".show_changed"))


def _send_link(email: str, session: Session) -> None:
    recipient = recipient_of(session, email)
    token = account_links().token_to_recover(recipient.fs_uniquifier)
    message = recovery_email(email, token, recipient)
    put_with(message, session, current_time())
    discard_with("" if recipient.can_sign_in else message.key, session)
    session.commit()


def _account_of_link(token: str, session: Session) -> Account | None:
    uniquifier = account_links().read_recovery(token)
    can_sign_in = Account.active & Account.confirmed_at.is_not(None)
    query = select(Account).where(Account.fs_uniquifier == uniquifier, can_sign_in)
    return session.scalar(query)


def _change_password(account: Account, password: str, session: Session) -> None:
    """And end all sessions, and all links that were sent for the old password."""
    account.password = password_hashing().of(password)
    account.fs_uniquifier = secrets.token_hex(32)
    end_all_sessions(account.id, session)
    message = changed_email(account.email, recipient_of(session, account.email))
    put_with(message, session, current_time())
    session.commit()
