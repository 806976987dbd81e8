"""The first names of experts, for the brand and for one who was not first."""

from collections.abc import Collection
from uuid import UUID

from web.http.account_names import NO_ACCOUNT, names_of


def first_names(member_ids: Collection[UUID]) -> dict[UUID, str]:
    """As the members gave them; empty without one, or without an account."""
    names = names_of(list(member_ids))
    return {
        member_id: next(iter(names.get(member_id, NO_ACCOUNT).name.split()), "")
        for member_id in member_ids
    }
