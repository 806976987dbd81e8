"""
Unsubscribing from a category of e-mails, by a link in one of them.

Following the link changes nothing: scanners of mail follow links. The button does, and so does a
mail program that knows the List-Unsubscribe header (RFC 8058), which posts without a session.
"""

import uuid
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import ColumnElement, ForeignKey, String, and_, delete, literal, select
from sqlalchemy.orm import Mapped, mapped_column

from domain.errors import NotFound
from web.http.access import ABSENT
from web.http.request_context import current_settings, private_store
from web.mail.labels import CATEGORIES
from web.mail.message import EmailCategory, EmailMessage
from web.private_store.accounts import Account
from web.private_store.store import Private, PrivateStore, insert_into
from web.private_store.utc_datetime import UtcTime
from web.settings import Settings

PATH = "/unsubscribe/"

bp = Blueprint("unsubscribe", __name__, url_prefix=PATH)


class Unsubscribed(Private):
    """A category that an account does not want. Without a row it gets those e-mails."""

    __tablename__ = "unsubscribed"

    account_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey(Account.id, ondelete="CASCADE"), primary_key=True
    )
    category: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime())


unsubscribed: Any = Unsubscribed.__table__


class Subscriptions:
    def __init__(self, store: PrivateStore) -> None:
        self._engine, self._clock = store.engine, store.clock

    def end(self, account_id: uuid.UUID, category: EmailCategory) -> None:
        """No more e-mails of this category; a second time changes nothing."""
        row = (literal(str(category)), literal(self._clock(), UtcTime()))
        account = select(Account.id, *row).where(Account.id == account_id)  # none when erased
        with self._engine.begin() as db:
            insert = insert_into(unsubscribed, db)
            rows = insert.from_select(["account_id", "category", "at"], account)
            db.execute(rows.on_conflict_do_nothing())

    def begin_again(self, account_id: uuid.UUID, category: EmailCategory) -> None:
        row = (unsubscribed.c.account_id == account_id) & (unsubscribed.c.category == category)
        with self._engine.begin() as db:
            db.execute(delete(unsubscribed).where(row))

    def ended_by(self, account_id: uuid.UUID) -> frozenset[EmailCategory]:
        """The categories that an account does not want."""
        query = select(unsubscribed.c.category).where(unsubscribed.c.account_id == account_id)
        with self._engine.connect() as db:
            return frozenset(EmailCategory(category) for category in db.scalars(query))


class UnsubscribeTokens:
    """Signed, so that they cannot be forged; they name an account by its id only."""

    def __init__(self, settings: Settings) -> None:
        self._signer = URLSafeSerializer(settings.secret_key, salt="unsubscribe")
        self._base = settings.public_url

    def link_for(self, message: EmailMessage) -> str | None:
        if message.account_id is None or not message.category.can_be_declined:
            return None
        return self._base + PATH + self.token(message.account_id, message.category)

    def token(self, account_id: uuid.UUID, category: EmailCategory) -> str:
        return str(self._signer.dumps([account_id.hex, str(category)]))

    def read(self, token: str) -> tuple[uuid.UUID, EmailCategory] | None:
        try:
            account, category = self._signer.loads(token)
            return uuid.UUID(account), EmailCategory(category)
        except (BadSignature, ValueError):
            return None


@bp.get("/<token>")
def show_unsubscribe(token: str) -> ResponseReturnValue:
    _, category = _read(token)
    return _page(token, category, done=False)


@bp.post("/<token>")
def unsubscribe(token: str) -> ResponseReturnValue:
    account_id, category = _read(token)
    Subscriptions(private_store()).end(account_id, category)
    return _page(token, category, done=True)


def _page(token: str, category: EmailCategory, *, done: bool) -> str:
    name = CATEGORIES[category]
    return render_template("mail/unsubscribe.html", category=name, token=token, done=done)


def _read(token: str) -> tuple[uuid.UUID, EmailCategory]:
    account_and_category = UnsubscribeTokens(current_settings()).read(token)
    if account_and_category is None:
        raise NotFound(ABSENT)
    return account_and_category


def is_unsubscribed(emails: Any) -> ColumnElement[bool]:
    """Of rows of the outbox: whether the reader has unsubscribed, perhaps after it was written."""
    same = (unsubscribed.c.account_id == emails.c.account_id) & (
        unsubscribed.c.category == emails.c.category
    )
    exists: ColumnElement[bool] = (
        select(unsubscribed.c.category).where(same).correlate(emails).exists()
    )
    return and_(emails.c.category != EmailCategory.ACCOUNT, exists)
