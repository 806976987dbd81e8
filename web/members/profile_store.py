"""What a person tells about themselves that only the platform is to know: apart from the log."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from domain.aggregate import now
from web.private_store.accounts import Account
from web.private_store.encrypted_columns import Sealed
from web.private_store.store import Private, PrivateStore
from web.private_store.utc_datetime import UtcTime


class LegalStatus(StrEnum):
    """As what somebody may be paid."""

    MICRO_ENTREPRENEUR = "micro_entrepreneur"
    COMPANY = "company"
    SALARIED_ELSEWHERE = "salaried_elsewhere"
    STUDENT = "student"
    RETIRED = "retired"
    NONE_YET = "none_yet"


class Told(NamedTuple):
    """What the private store keeps of somebody's profile."""

    name: str = ""
    passions: str = ""
    country: str = ""
    legal_status: str = ""
    """One of LegalStatus, or nothing as long as nobody is paid."""


class KeptProfile(Private):
    __tablename__ = "profile"

    account_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey(Account.id, ondelete="CASCADE"), primary_key=True
    )
    passions: Mapped[str] = mapped_column(Sealed("profile.passions"))
    country: Mapped[str] = mapped_column(Sealed("profile.country"))
    legal_status: Mapped[str] = mapped_column(Sealed("profile.legal_status"))
    changed_at: Mapped[datetime] = mapped_column(UtcTime())


class Profiles:
    def __init__(self, store: PrivateStore) -> None:
        self._sessions = store.sessions

    def of(self, account: Account) -> Told:
        kept = self._sessions().get(KeptProfile, account.id)
        if kept is None:
            return Told(name=account.name)
        return Told(account.name, kept.passions, kept.country, kept.legal_status)

    def keep(self, account: Account, told: Told) -> None:
        """Keep what was told, if it is news."""
        if told == self.of(account):
            return
        account.name = told.name
        row: dict[str, Any] = told._asdict() | {"account_id": account.id, "changed_at": now()}
        del row["name"]
        self._sessions().merge(KeptProfile(**row))
        self._sessions().commit()
