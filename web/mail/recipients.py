"""Who gets an e-mail, and in which language."""

from collections.abc import Callable, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from web.i18n.language import LOCALES, gettext_in
from web.mail.message import EmailCategory, EmailMessage
from web.mail.unsubscribe import unsubscribed
from web.private_store.accounts import Account, Role, RoleName
from web.private_store.store import PrivateStore

FALLBACK_LANGUAGE = "fr"
"""For accounts that never chose a language: most of our users read French."""

EmailContent = Callable[[str], tuple[str, str]]
"""Gets the language of the reader and returns the subject and the text."""


class EmailRecipient(NamedTuple):
    """Who gets an e-mail; the id is that of the account, and of the member."""

    id: UUID
    email: str
    language: str
    name: str = ""
    """As the profile has it; '' for an account without a name."""

    def email_about(
        self, key: str, category: EmailCategory, subject: str, text: str
    ) -> EmailMessage:
        """
        The e-mail to this recipient, with a greeting before the text.

        The subject may have line breaks and spaces of any kind.

        Raises Invalid for an address that no mail server takes.
        """
        return EmailMessage(
            key=key,
            account_id=self.id,
            category=category,
            to=self.email,
            subject=" ".join(subject.split()),
            text=f"{self._greeting}\n\n{text}",
            language=self.language,
        )

    @property
    def _greeting(self) -> str:
        if not self.name:
            return gettext_in("Hello,", self.language)
        return gettext_in("Hello %(name)s,", self.language, name=self.name)


def recipients_among(
    account_ids: Sequence[UUID], category: EmailCategory, store: PrivateStore
) -> list[EmailRecipient]:
    """Those with an active account who have not unsubscribed from the category, by id."""
    no = select(unsubscribed.c.account_id).where(unsubscribed.c.category == category)
    query = select(Account.id, Account.email, Account.language, Account.name).where(
        Account.id.in_(account_ids), Account.active, Account.id.not_in(no)
    )
    with store.engine.connect() as db:
        rows = db.execute(query.order_by(Account.id)).all()
    return [EmailRecipient(row.id, row.email, _language_of(row.language), row.name) for row in rows]


def _language_of(chosen: str | None) -> str:
    return chosen if chosen in LOCALES else FALLBACK_LANGUAGE


def emails_to(
    account_id: UUID, key: str, category: EmailCategory, content: EmailContent, store: PrivateStore
) -> list[EmailMessage]:
    """One e-mail; none for an account that is gone, inactive, or has unsubscribed."""
    return [
        recipient.email_about(key, category, *content(recipient.language))
        for recipient in recipients_among([account_id], category, store)
    ]


def emails_to_brand(
    brand_id: UUID, key: str, content: EmailContent, store: PrivateStore
) -> list[EmailMessage]:
    """One e-mail about the account of a brand to each of its people."""
    of_brand = select(Account.id).join(Role, Role.account_id == Account.id)
    of_brand = of_brand.where(Account.brand_id == brand_id, Role.name == str(RoleName.BRAND))
    with store.engine.connect() as db:
        account_ids = list(db.scalars(of_brand))
    category = EmailCategory.ACCOUNT
    return [
        recipient.email_about(f"{key}/{recipient.id}", category, *content(recipient.language))
        for recipient in recipients_among(account_ids, category, store)
    ]
