"""The e-mails about a decision: that there is one, and where it can be read."""

from uuid import UUID

from flask import url_for

from web.http.request_context import current_settings, private_store
from web.i18n.language import current_language, gettext_in
from web.mail.message import EmailCategory, EmailMessage
from web.mail.outbox import Outbox
from web.private_store.accounts import Account

DECIDED, APPEAL_DECIDED = "decided", "appeal-decided"
"""What a member is notified of: a suspension, and the answer to their appeal."""


def notify(suspension_id: UUID, member_id: UUID, what: str) -> None:
    """
    Put an e-mail into the outbox, once for each suspension and what became of it.

    what: DECIDED or APPEAL_DECIDED. The reason is not in the e-mail: others may read it.
    """
    account = private_store().sessions().get(Account, member_id)
    if account is None:
        return
    language = account.language or current_language()
    path = url_for("decisions.show_decision", suspension_id=suspension_id)
    subject, text = _subject_and_text(what, language, current_settings().public_url + path)
    Outbox(private_store()).put(
        EmailMessage(
            key=f"suspension/{suspension_id}/{what}",
            account_id=member_id,
            category=EmailCategory.ACCOUNT,
            to=account.email,
            subject=subject,
            text=text,
            language=language,
        )
    )


def _subject_and_text(what: str, language: str, link: str) -> tuple[str, str]:
    if what == APPEAL_DECIDED:
        text = gettext_in(
            "Hello,\n\nA decision has been made on your appeal. You can read it here:\n\n%(link)s",
            language,
            link=link,
        )
        return gettext_in("Decision on your appeal", language), text
    text = gettext_in(
        "Hello,\n\n"
        "A person has decided that you cannot take new conversations, for a time or permanently."
        " This page says who made the decision, why, from when it applies, what it is based on and"
        " how to appeal:\n\n"
        "%(link)s",
        language,
        link=link,
    )
    return gettext_in("A decision about you", language), text
