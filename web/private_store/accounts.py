"""The accounts that can sign in: what is stored of each, and how one is added."""

import secrets
import unicodedata
import uuid
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from email_validator import EmailNotValidError, validate_email
from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import DateTime, ForeignKey, String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from domain.errors import Invalid
from domain.text import check_line
from web.private_store.encrypted_columns import Sealed
from web.private_store.hashing import CAREFUL, Hashing
from web.private_store.store import Private

SHORTEST_PASSWORD = 8


class RoleName(StrEnum):
    BRAND = "brand"
    EXPERT = "expert"
    AMBASSADOR = "ambassador"
    EMPLOYEE = "employee"
    FINANCE = "finance"
    PLATFORM = "platform"


class Role(Private, RoleMixin):
    """One role of one person. Rows are owned, not shared: no list of roles to make beforehand."""

    __tablename__ = "role"

    account_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("private.account.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(20), primary_key=True)


# The ignored assignments below: UserMixin describes plain attributes for its own use, with other
# types than our columns; at run time it only ever compares, stores and shows them.
class Account(Private, UserMixin):
    __tablename__ = "account"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)  # type: ignore[assignment]
    email: Mapped[str] = mapped_column(Sealed("account.email", searchable=True), unique=True)
    name: Mapped[str] = mapped_column(Sealed("account.name"))
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    brand_id: Mapped[uuid.UUID | None]
    language: Mapped[str | None] = mapped_column(String(2))
    fs_uniquifier: Mapped[str] = mapped_column(
        String(64), unique=True, default=lambda: secrets.token_hex(32)
    )
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    roles: Mapped[list[Role]] = relationship(lazy="selectin", cascade="all, delete-orphan")  # type: ignore[assignment]


class Recipient(NamedTuple):
    """What an e-mail to an address needs to know about its account."""

    account_id: uuid.UUID | None = None
    language: str | None = None
    fs_uniquifier: str = "0" * 64
    is_active: bool = False
    is_confirmed: bool = False

    @property
    def can_sign_in(self) -> bool:
        return self.is_active and self.is_confirmed


def normal_email(written: str) -> str:
    """One spelling of an address: sealed columns find only what is equal to the byte."""
    return unicodedata.normalize("NFKC", written).strip().casefold()


def valid_email(written: str) -> str:
    """
    A written address in its normal spelling. Raises Invalid for one that gets no e-mails.

    A domain may be of any script; few mail servers take other characters before the @.
    """
    try:
        valid = validate_email(written, allow_smtputf8=False, check_deliverability=False)
    except EmailNotValidError as error:
        raise Invalid("We cannot send e-mails to this address. Check it for mistakes.") from error
    return normal_email(valid.normalized)


def add_account(  # noqa: PLR0913 - what an account has, by name
    session: Session,
    email: str,
    password: str,
    roles: Iterable[RoleName],
    *,
    at: datetime,
    brand_id: uuid.UUID | None = None,
    name: str = "",
    language: str | None = None,
    account_id: uuid.UUID | None = None,
    hashing: Hashing = CAREFUL,
) -> Account:
    """
    Add an account that can sign in at once, from `at` (UTC). The caller commits, or rolls back.

    Raises Invalid for a short password, a name that cannot be displayed on one line, or an address
    that gets no e-mails or has an account.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid("The password must have at least 8 characters.")
    check_line(name)
    account = Account(
        id=account_id or uuid.uuid4(),
        email=valid_email(email),
        name=name,
        password=hashing.of(password),
        brand_id=brand_id,
        language=language,
        confirmed_at=at,  # the operator who adds it vouches for the address
        roles=[Role(name=str(RoleName(role))) for role in roles],
    )
    session.add(account)
    return _flushed(session, account)


def account_of(session: Session, email: str) -> Account | None:
    return session.scalar(select(Account).where(Account.email == normal_email(email)))


def recipient_of(session: Session, email: str) -> Recipient:
    """
    The account with an address, or None.

    One query in either case: an account would be loaded with its roles, which takes another.
    """
    is_confirmed = Account.confirmed_at.is_not(None)
    columns = (Account.id, Account.language, Account.fs_uniquifier, Account.active, is_confirmed)
    row = session.execute(select(*columns).where(Account.email == normal_email(email))).first()
    return Recipient(*row) if row else Recipient()


def _flushed(session: Session, account: Account) -> Account:
    try:
        session.flush()
    except IntegrityError as error:
        raise Invalid("An account with this e-mail address already exists.") from error
    return account
