"""The e-mails about an account."""

from typing import Any, NamedTuple

from flask import url_for

from web.accounts.links import Joining
from web.http.request_context import current_settings, current_time
from web.i18n.language import current_language, gettext_in
from web.mail.message import EmailCategory, EmailMessage
from web.private_store.accounts import Recipient
from web.private_store.hashing import keyed_digest


class EmailText(NamedTuple):
    name: str
    subject: str
    text: str


def confirmation_email(joining: Joining, token: str) -> EmailMessage:
    """To an address without an account."""
    language = joining.language
    link = _link("sign_up.confirm_email", token=token)
    text = gettext_in(
        "Hello,\n\n"
        "We received a request to create a Comptoir account with this e-mail address. To confirm"
        " that it is yours, open this page and choose a password:\n\n"
        "%(link)s\n\n"
        "The link works for two days. If the request was not yours, do nothing: no account will be"
        " created.",
        language,
        link=link,
    )
    email = EmailText(
        f"confirmation {joining.coming_as}",
        gettext_in("Confirm your e-mail address", language),
        text,
    )
    return _message(email, joining.email, Recipient(language=language))


def existing_account_email(email: str, recipient: Recipient) -> EmailMessage:
    """To an address with which a person wanted to join, and which has an account."""
    language = recipient.language or current_language()
    text = gettext_in(
        "Hello,\n\n"
        "We received a request to create a Comptoir account with this e-mail address. You already"
        " have an account: just sign in. If you have forgotten your password, choose a new"
        " one:\n\n"
        "%(link)s\n\n"
        "If the request was not yours, do nothing: nothing has changed.",
        language,
        link=_link("recovery.forgot_password"),
    )
    subject = gettext_in("You already have an account", language)
    return _message(EmailText("known", subject, text), email, recipient)


def recovery_email(email: str, token: str, recipient: Recipient) -> EmailMessage:
    language = recipient.language or current_language()
    text = gettext_in(
        "Hello,\n\n"
        "We received a request for a new password for your Comptoir account. To choose one, open"
        " this page:\n\n"
        "%(link)s\n\n"
        "The link works once, within two hours. If you did not ask for it, do nothing: your"
        " password stays the same.",
        language,
        link=_link("recovery.reset_password", token=token),
    )
    subject = gettext_in("Choose a new password", language)
    return _message(EmailText("recovery", subject, text), email, recipient)


def changed_email(email: str, recipient: Recipient) -> EmailMessage:
    language = recipient.language or current_language()
    text = gettext_in(
        "Hello,\n\n"
        "The password of your Comptoir account has been changed, and all open sessions have been"
        " signed out. If it was not you, choose a new one at once:\n\n"
        "%(link)s",
        language,
        link=_link("recovery.forgot_password"),
    )
    subject = gettext_in("Your password has been changed", language)
    return _message(EmailText("changed", subject, text), email, recipient)


def _message(email: EmailText, to: str, recipient: Recipient) -> EmailMessage:
    """
    At most one of each name a minute: a button pressed twice sends one e-mail.

    After a new password there may be another: the link of the last one does not work any more.
    """
    about = f"{to} {recipient.fs_uniquifier}"
    digest = keyed_digest("key of an e-mail", about, current_settings().secret_key)
    return EmailMessage(
        key=f"{email.name}/{digest}/{current_time():%Y%m%d%H%M}",
        account_id=recipient.account_id,
        category=EmailCategory.ACCOUNT,
        to=to,
        subject=email.subject,
        text=email.text,
        language=recipient.language or current_language(),
    )


def _link(endpoint: str, **values: Any) -> str:
    """It begins with our own address, never with the host that a request names."""
    return current_settings().public_url + url_for(endpoint, **values)
