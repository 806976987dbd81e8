"""The e-mail that invites an employee of a brand."""

from flask import url_for

from domain.terms import Terms
from web.accounts.links import StaffLink
from web.http.request_context import current_settings
from web.i18n.language import gettext_in
from web.mail.message import EmailCategory, EmailMessage
from web.private_store.accounts import Recipient
from web.recruitment.call_presenters import terms_view


def staff_email(
    invitation: StaffLink, token: str, brand: str, terms: Terms, recipient: Recipient
) -> EmailMessage:
    """brand: its name. recipient: the account of the address, or None."""
    language = invitation.language
    link = current_settings().public_url + url_for("staff_joining.accept", token=token)
    return EmailMessage(
        key=f"staff/{invitation.invitation_id}",
        account_id=recipient.account_id,
        category=EmailCategory.ACCOUNT,
        to=invitation.email,
        subject=gettext_in("%(brand)s invites you to answer its visitors", language, brand=brand),
        text=_text(brand, terms, link, language),
        language=language,
    )


def _text(brand: str, terms: Terms, link: str, language: str) -> str:
    view = terms_view(terms, language)
    lines = "\n".join(
        gettext_in("- %(name)s: %(amount)s", language, name=name, amount=amount)
        for name, amount in view.lines
    )
    return gettext_in(
        "Hello,\n\n"
        "%(brand)s invites you to answer its visitors on Comptoir, as its employee.\n\n"
        "Terms:\n"
        "%(terms)s\n\n"
        "To accept, open this page and choose a password if you have no account yet:\n\n"
        "%(link)s\n\n"
        "The link works once, within seven days. If you do not work for %(brand)s, do nothing: no"
        " account will be created.",
        language,
        brand=brand,
        terms=lines,
        link=link,
    )
