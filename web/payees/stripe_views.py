"""
An expert's account at Stripe: opened, and its form of identity and bank account linked to.

The link is shown, not redirected to: forms of these pages lead to these pages only.
"""

import logging

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.errors import NotFound
from payments.gateway import GatewayBug, GatewayRefusal, GatewayUnavailable
from payments.payees.payee_commands import payee_of
from web.http.access import ABSENT
from web.http.request_context import (
    current_account,
    current_settings,
    current_time,
    marketplace,
)
from web.i18n.language import gettext
from web.payees.details_page import PageChanges, details_page
from web.payees.recipient_accounts import RecipientAccounts, recipient_accounts
from web.private_store.accounts import RoleName

logger = logging.getLogger(__name__)
AWAY = (GatewayBug, GatewayRefusal, GatewayUnavailable)

bp = Blueprint("stripe_recipients", __name__, url_prefix="/me/payment-details/stripe")


@bp.post("")
@roles_accepted(RoleName.EXPERT)
def link() -> ResponseReturnValue:
    """Open an account where there is none, and show the link to its form. Raises NotFound."""
    accounts = _accounts()
    base = current_settings().public_url
    try:
        address = accounts.onboarding_link(
            _account_id(accounts),
            base + url_for(".show_state"),
            base + url_for("payment_details.show_details", _anchor="stripe"),
        )
    except AWAY as error:
        return _not_reached(error)
    return details_page(PageChanges(stripe_link=address))


@bp.get("")
@roles_accepted(RoleName.EXPERT)
def show_state() -> ResponseReturnValue:
    """Coming back proves nothing, so Stripe is asked what it still needs. Raises NotFound."""
    accounts = _accounts()
    account_id = payee_of(marketplace().log, current_account().id).stripe_account_id
    if not account_id:
        return details_page()
    try:
        account = accounts.account(account_id)
    except AWAY as error:
        return _not_reached(error)
    problems = () if account.can_receive else (account.problems or (account.status,))
    return details_page(PageChanges(stripe_problems=problems))


def _account_id(accounts: RecipientAccounts) -> str:
    """The expert's account; opened and noted where there is none."""
    account = current_account()
    known = payee_of(marketplace().log, account.id).stripe_account_id
    if known:
        return known
    opened = accounts.open_account(account.id, account.email)
    marketplace().payees.link_recipient(account.id, opened, account.id, current_time())
    return opened


def _accounts() -> RecipientAccounts:
    accounts = recipient_accounts()
    if accounts is None:
        raise NotFound(ABSENT)
    return accounts


def _not_reached(error: Exception) -> ResponseReturnValue:
    """What Stripe says is for the operator; it names no person."""
    logger.warning("Stripe did not answer %s: %s", request.endpoint, error)
    sentence = gettext("Stripe cannot be reached right now. Try again in a few minutes.")
    return details_page(PageChanges(stripe_error=sentence)), 503
