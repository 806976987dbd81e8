"""The names of people, as their accounts have them now."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from web.http.request_context import private_store
from web.i18n.language import gettext
from web.private_store.accounts import Account

BATCH = 1000
"""Of ids in a statement: databases limit its parameters."""


class PersonName(NamedTuple):
    """What an account says of its person; both are empty for those without an account."""

    name: str
    email: str


NO_ACCOUNT = PersonName("", "")


def names_of(ids: Iterable[UUID]) -> dict[UUID, PersonName]:
    """Names and e-mail addresses; without those whose account is closed."""
    query, names = select(Account.id, Account.name, Account.email), {}
    wanted = list(dict.fromkeys(ids))
    with private_store().engine.connect() as db:
        for first in range(0, len(wanted), BATCH):
            batch = Account.id.in_(wanted[first : first + BATCH])
            for row in db.execute(query.where(batch)):
                names[row.id] = PersonName(row.name, row.email)
    return names


def account_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of accounts, else their e-mail addresses; without those that are closed."""
    return {id: found.name or found.email for id, found in names_of(ids).items()}


def person_name(id: UUID | None, names: Mapping[UUID, str]) -> str:
    """A name out of `account_names`, or that the account was erased."""
    name = names.get(id) if id else None
    return name or gettext("a person whose account was erased")
