"""The names of members: in the private store, and nowhere else."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from web.http.request_context import private_store
from web.private_store.accounts import Account


class MemberName(NamedTuple):
    """What the private store holds of a member; empty for those without an account."""

    name: str
    email: str


NO_ACCOUNT = MemberName("", "")


def names_of(ids: Sequence[UUID]) -> dict[UUID, MemberName]:
    query = select(Account.id, Account.name, Account.email).where(Account.id.in_(ids))
    with private_store().engine.connect() as db:
        return {row.id: MemberName(row.name, row.email) for row in db.execute(query)}
