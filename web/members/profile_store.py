"""What only the platform may know of a member: kept apart from the log."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from domain.text import check_line, check_text
from web.private_store.accounts import Account
from web.private_store.encrypted_columns import Sealed
from web.private_store.store import Private, PrivateStore
from web.private_store.utc_datetime import UtcTime


class LegalStatus(StrEnum):
    """As what a member may be paid."""

    MICRO_ENTREPRENEUR = "micro_entrepreneur"
    COMPANY = "company"
    SALARIED_ELSEWHERE = "salaried_elsewhere"
    STUDENT = "student"
    RETIRED = "retired"
    NONE_YET = "none_yet"


class PrivateProfile(NamedTuple):
    """The part of a profile that lies in the private store."""

    name: str = ""
    passions: str = ""
    country: str = ""
    legal_status: str = ""
    """One of LegalStatus, or empty as long as the member is not paid."""


class ProfileRow(Private):
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
        self._sessions, self._clock = store.sessions, store.clock

    def of(self, account: Account) -> PrivateProfile:
        row = self._sessions().get(ProfileRow, account.id)
        if row is None:
            return PrivateProfile(name=account.name)
        return PrivateProfile(account.name, row.passions, row.country, row.legal_status)

    def save(self, account: Account, profile: PrivateProfile) -> None:
        """Write a profile that has changed. Raises Invalid for a character that no text has."""
        if profile == self.of(account):
            return
        check_line(profile.name)
        check_text(profile.passions)
        account.name = profile.name
        columns: dict[str, Any] = profile._asdict()
        del columns["name"]
        self._sessions().merge(
            ProfileRow(account_id=account.id, changed_at=self._clock(), **columns)
        )
        self._sessions().commit()
