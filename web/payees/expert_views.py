"""
Payment details, as their expert sees and changes them.

The details are stored first, together with the e-mail about a new bank account, and then an event
says which kinds are missing. When the program is stopped in between, saving again records it.
"""

from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from payments.payees.payee import DETAILS
from payments.payees.payee_commands import payee_of
from payments.payees.payee_details import PayeeDetails, missing_details
from web.accounts.password_check import password_error
from web.http.request_context import (
    current_account,
    current_settings,
    current_time,
    marketplace,
    private_store,
)
from web.mail.message import EmailCategory, EmailMessage
from web.mail.outbox import put_all_with
from web.mail.recipients import emails_to
from web.payees.details_page import PageChanges, details_page, stored_details
from web.payees.emails import BankAccountNotice
from web.payees.forms import read_details
from web.private_store.accounts import RoleName
from web.private_store.payees import save_payee

bp = Blueprint("payment_details", __name__, url_prefix="/me/payment-details")


@bp.get("")
@roles_accepted(RoleName.EXPERT)
def show_details() -> ResponseReturnValue:
    return details_page()


@bp.post("")
@roles_accepted(RoleName.EXPERT)
def save_details() -> ResponseReturnValue:
    """A new bank account needs the password: a stolen session must not redirect pay."""
    stored, at = stored_details(), current_time()
    draft = read_details(request.form, stored, at)
    if draft.setting is not None and draft.setting.iban != stored.iban:
        error = password_error(current_account(), request.form.get("password", ""))
        if error:
            draft = draft._replace(errors={"password": error}, setting=None)
    if draft.setting is None:
        return details_page(PageChanges(draft)), draft.status
    _save(draft.setting, stored, at)
    return redirect(url_for(".show_details", saved=1), code=303)


def _save(details: PayeeDetails, stored: PayeeDetails, at: datetime) -> None:
    """Store what has changed, and record it; the same again changes nothing."""
    if details != stored:
        is_new_account = details.iban != stored.iban
        notices = _bank_account_emails(details, stored, at) if is_new_account else ()
        with private_store().engine.begin() as db:
            save_payee(current_account().id, details, at, db)
            put_all_with(notices, db, at)
    if details != stored or not _is_recorded(details):
        expert_id, missing = current_account().id, missing_details(details, has_mandate=False)
        marketplace().payees.record_details(expert_id, details.country, missing, expert_id, at)


def _is_recorded(details: PayeeDetails) -> bool:
    """Whether the log says the same of what is missing."""
    payee = payee_of(marketplace().log, current_account().id)
    missing = set(missing_details(details, has_mandate=False)) & set(DETAILS)
    return payee.country == details.country and set(payee.missing) & set(DETAILS) == missing


def _bank_account_emails(
    details: PayeeDetails, stored: PayeeDetails, at: datetime
) -> Sequence[EmailMessage]:
    base = current_settings().public_url
    notice = BankAccountNotice(
        details,
        at,
        details_link=base + url_for(".show_details"),
        password_link=base + url_for("recovery.forgot_password"),
        is_first=not stored.iban,
    )
    account_id = current_account().id
    key = f"bank_account/{account_id}/{at.isoformat()}"
    return emails_to(account_id, key, EmailCategory.ACCOUNT, notice.written, private_store())
