"""What members are called: in the private store, and nowhere else."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from web.accounts import Account
from web.current import private_store


class Named(NamedTuple):
    """How the private store knows somebody; empty for those without an account."""

    name: str
    email: str


NOBODY = Named("", "")


def names_of(ids: Sequence[UUID]) -> dict[UUID, Named]:
    query = select(Account.id, Account.name, Account.email).where(Account.id.in_(ids))
    with private_store().engine.connect() as db:
        return {row.id: Named(row.name, row.email) for row in db.execute(query)}
