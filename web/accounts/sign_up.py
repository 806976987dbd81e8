"""
Joining: an address is entered, its owner confirms it by a link and chooses the password there.

Nothing is stored before that except the e-mail, so no one can prepare an account for another
person's address. The pages do not show who has an account: each request takes the same steps, and
only the e-mail that arrives differs.
"""

import uuid
from http import HTTPStatus

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from web.accounts.emails import confirmation_email, existing_account_email
from web.accounts.forms import FirstPasswordForm, JoinForm
from web.accounts.known_browser import remember_browser
from web.accounts.links import Joining, account_links
from web.accounts.sign_in_limits import begin, limits_of_emails
from web.http.request_context import (
    current_time,
    password_hashing,
    private_store,
    signed_in_account,
)
from web.http.security_headers import never_store
from web.i18n.language import current_language
from web.mail.outbox import put_with
from web.private_store.accounts import Account, Role, RoleName, account_of, recipient_of

ROLES_OF = {
    "expert": (RoleName.EXPERT,),
    "ambassador": (RoleName.AMBASSADOR,),
    "both": (RoleName.EXPERT, RoleName.AMBASSADOR),
}

bp = Blueprint("sign_up", __name__, url_prefix="/join")
bp.after_request(never_store)


@bp.route("", methods=["GET", "POST"])
def join() -> ResponseReturnValue:
    if signed_in_account() is not None:
        return redirect(url_for("home.show_home"))
    form = JoinForm()
    if not form.validate_on_submit():
        return render_template("security/join.html", form=form)
    begin(limits_of_emails("joining", form.email.data))
    _send_email(Joining(form.email.data, form.coming_as.data, current_language()))
    return redirect(url_for(".show_sent"))


@bp.get("/sent")
def show_sent() -> ResponseReturnValue:
    return render_template("security/sent.html")


@bp.route("/confirm/<token>", methods=["GET", "POST"])
def confirm_email(token: str) -> ResponseReturnValue:
    """What the link in the e-mail opens. Opening it confirms nothing: scanners of mail do that."""
    joining = account_links().read_joining(token)
    if joining is None:
        return expired_page("sign_up.join")
    account = account_of(private_store().sessions(), joining.email)
    if account is not None and account.confirmed_at is not None:
        return render_template("security/confirmed.html")
    form = FirstPasswordForm(joining.email)
    if not form.validate_on_submit():
        return render_template("security/confirm.html", form=form, token=token, joining=joining)
    _save_account(account, joining, form.password.data, private_store().sessions())
    remember_browser(joining.email)
    return render_template("security/confirmed.html")


def expired_page(again: str) -> ResponseReturnValue:
    """again: the endpoint that sends another link."""
    return render_template("security/link_over.html", again=again), HTTPStatus.GONE


def _send_email(joining: Joining) -> None:
    session = private_store().sessions()
    recipient = recipient_of(session, joining.email)
    token = account_links().token_to_join(joining)
    if recipient.is_confirmed:
        message = existing_account_email(joining.email, recipient)
    else:
        message = confirmation_email(joining, token)
    put_with(message, session, current_time())
    session.commit()


def _save_account(
    unconfirmed: Account | None, joining: Joining, password: str, session: Session
) -> None:
    """unconfirmed: an account from before passwords were chosen after confirming; it gives way."""
    account = unconfirmed or Account(id=uuid.uuid4(), email=joining.email, name="")
    account.password = password_hashing().of(password)
    account.language = joining.language
    account.confirmed_at = current_time()
    account.roles = [Role(name=str(role)) for role in ROLES_OF[joining.coming_as]]
    session.add(account)
    try:
        session.commit()
    except IntegrityError:
        session.rollback()  # the form was sent twice at once, and the other one was first
