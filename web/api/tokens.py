"""
The tokens with which a brand's programs read what its people see.

A token is shown once. Stored is only a keyed digest, by which it is recognised. It belongs to the
brand: it works on when the account that created it is closed, until it expires or is revoked.
"""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, Index, String, Text, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from domain.errors import NotFound, NotNow
from web.http.access import ABSENT
from web.private_store.accounts import Account
from web.private_store.encrypted_columns import Sealed
from web.private_store.hashing import keyed_digest
from web.private_store.store import Private, PrivateStore
from web.private_store.utc_datetime import UtcTime

PREFIX = "comptoir_"
"""So that programs which search for published secrets know what they found."""
SECRET_BYTES = 32
MAX_TOKENS = 20
"""Active ones of a brand."""
USE_NOTED_EVERY = timedelta(minutes=1)

TokenStatus = Literal["active", "expired", "revoked"]


class ApiToken(Private):
    __tablename__ = "api_token"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    brand_id: Mapped[uuid.UUID]
    name: Mapped[str] = mapped_column(Sealed("api_token.name"))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[str] = mapped_column(Text)
    """Their names, with spaces between them."""
    created_by: Mapped[uuid.UUID]
    created_at: Mapped[datetime] = mapped_column(UtcTime())
    expires_at: Mapped[datetime] = mapped_column(UtcTime())
    last_used_at: Mapped[datetime | None] = mapped_column(UtcTime())
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime())

    __table_args__ = (Index("api_token_by_brand", "brand_id"),)

    @property
    def scope_names(self) -> list[str]:
        return self.scopes.split()

    def status(self, at: datetime) -> TokenStatus:
        if self.revoked_at is not None:
            return "revoked"
        return "active" if at < self.expires_at else "expired"


@dataclass(frozen=True)
class NewToken:
    """What a brand's person decides about a token."""

    token_id: uuid.UUID
    """Made with the form, so that a form sent twice creates one token."""
    name: str
    scopes: Sequence[str]
    days: int
    """How long it works."""


class ApiTokens:
    def __init__(self, store: PrivateStore, secret_key: str) -> None:
        self._sessions, self._clock, self._secret_key = store.sessions, store.clock, secret_key

    def create(self, new: NewToken, brand_id: uuid.UUID, by: uuid.UUID) -> str:
        """
        Store a new token and return it, for the only time.

        Raises NotNow when it exists already, or when the brand has too many.
        """
        at, text = self._clock(), PREFIX + secrets.token_urlsafe(SECRET_BYTES)
        if self._sessions().get(ApiToken, new.token_id) is not None:
            raise NotNow("This token exists already. If you have not copied it, create another.")
        if sum(token.status(at) == "active" for token in self.of_brand(brand_id)) >= MAX_TOKENS:
            raise NotNow("You have %(n)s active tokens. Revoke one first.", n=MAX_TOKENS)
        token = ApiToken(
            id=new.token_id,
            brand_id=brand_id,
            name=new.name,
            digest=self._digest(text),
            scopes=" ".join(new.scopes),
            created_by=by,
            created_at=at,
            expires_at=at + timedelta(days=new.days),
        )
        self._sessions().add(token)
        self._sessions().commit()
        return text

    def of_brand(self, brand_id: uuid.UUID) -> list[ApiToken]:
        """All tokens of a brand, the newest first."""
        query = select(ApiToken).where(ApiToken.brand_id == brand_id)
        order = (ApiToken.created_at.desc(), ApiToken.id)
        return list(self._sessions().scalars(query.order_by(*order)))

    def creators(self, tokens: Sequence[ApiToken]) -> dict[uuid.UUID, str]:
        """The names of the accounts that created tokens, by their ids; without closed ones."""
        ids = {token.created_by for token in tokens}
        accounts = self._sessions().scalars(select(Account).where(Account.id.in_(ids)))
        return {account.id: account.name or account.email for account in accounts}

    def revoke(self, token_id: uuid.UUID, brand_id: uuid.UUID) -> None:
        """From now on it opens nothing. Raises NotFound, also for another brand's token."""
        token = self._sessions().get(ApiToken, token_id)
        if token is None or token.brand_id != brand_id:
            raise NotFound(ABSENT)
        token.revoked_at = token.revoked_at or self._clock()
        self._sessions().commit()

    def active(self, text: str) -> ApiToken | None:
        """The token with this text, if it is active now; its use is noted."""
        query = select(ApiToken).where(ApiToken.digest == self._digest(text))
        token, at = self._sessions().scalar(query), self._clock()
        if token is None or token.status(at) != "active":
            return None
        if token.last_used_at is None or at - token.last_used_at >= USE_NOTED_EVERY:
            token.last_used_at = at
            self._sessions().commit()
        return token

    def _digest(self, text: str) -> str:
        return keyed_digest("api token", text, self._secret_key)


def remove_ended_tokens(before: datetime, db: Connection) -> int:
    """Delete the tokens that expired or were revoked before an instant (UTC); return how many."""
    ended = (ApiToken.expires_at < before) | (ApiToken.revoked_at < before)
    return db.execute(delete(ApiToken).where(ended)).rowcount
