"""The e-mails about an account."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import url_for

from domain.aggregate import now
from web.i18n.language import current_language, gettext_in
from web.mail.message import EmailCategory, EmailMessage
from web.private_store.accounts import Account
from web.settings import Settings


class EmailText(NamedTuple):
    name: str
    subject: str
    text: str


def email_about(template: str, context: Mapping[str, Any], settings: Settings) -> EmailMessage:
    """At most one of each name a minute: a button pressed twice sends one e-mail."""
    account: Account = context["user"]
    language = account.language or current_language()
    text = _text(template, context, language, settings.public_url)
    return EmailMessage(
        key=f"{text.name}/{account.id}/{now():%Y%m%d%H%M}",
        account_id=account.id,
        category=EmailCategory.ACCOUNT,
        to=account.email,
        subject=text.subject,
        text=text.text,
        language=language,
    )


def _text(template: str, context: Mapping[str, Any], language: str, base: str) -> EmailText:
    """A link begins with our own address, never with the host that a request names."""
    token = context.get("confirmation_token")
    match template:
        case "security/email/welcome" | "security/email/confirmation_instructions":
            return _confirmation(language, base + url_for("security.confirm_email", token=token))
        case "security/email/welcome_existing" if token:
            return _confirmation(language, base + url_for("security.confirm_email", token=token))
        case "security/email/welcome_existing":
            return _known(language, base + url_for("security.forgot_password"))
        case "security/email/reset_instructions":
            token = context["reset_token"]
            return _recovery(language, base + url_for("security.reset_password", token=token))
        case "security/email/reset_notice":
            return _changed(language, base + url_for("security.forgot_password"))
        case _:
            raise ValueError(f"there is no text for {template}")


def _confirmation(language: str, link: str) -> EmailText:
    text = gettext_in(
        "Hello,\n\n"
        "A Comptoir account has been created with this e-mail address. To confirm that it is"
        " yours, open this page and press its button:\n\n"
        "%(link)s\n\n"
        "The link works for two days. If you did not create the account, do nothing: without your"
        " confirmation it cannot be used.",
        language,
        link=link,
    )
    return EmailText("confirmation", gettext_in("Confirm your e-mail address", language), text)


def _known(language: str, link: str) -> EmailText:
    text = gettext_in(
        "Hello,\n\n"
        "We received a request to create a Comptoir account with this e-mail address. You already"
        " have an account: just sign in. If you have forgotten your password, choose a new"
        " one:\n\n"
        "%(link)s\n\n"
        "If the request was not yours, do nothing: nothing has changed.",
        language,
        link=link,
    )
    return EmailText("known", gettext_in("You already have an account", language), text)


def _recovery(language: str, link: str) -> EmailText:
    text = gettext_in(
        "Hello,\n\n"
        "We received a request for a new password for your Comptoir account. To choose one, open"
        " this page:\n\n"
        "%(link)s\n\n"
        "The link works once, within two hours. If you did not ask for it, do nothing: your"
        " password stays the same.",
        language,
        link=link,
    )
    return EmailText("recovery", gettext_in("Choose a new password", language), text)


def _changed(language: str, link: str) -> EmailText:
    text = gettext_in(
        "Hello,\n\n"
        "The password of your Comptoir account has been changed, and all open sessions have been"
        " signed out. If it was not you, choose a new one at once:\n\n"
        "%(link)s",
        language,
        link=link,
    )
    return EmailText("changed", gettext_in("Your password has been changed", language), text)
