"""Reservations that a member can hold once: an engagement with a brand, a suspension."""

from typing import NamedTuple
from uuid import UUID

import msgspec

from domain.log.entries import Reservation
from domain.terms import Terms


class SuspensionScope(NamedTuple):
    """What a suspension covers: one brand, or all."""

    brand_id: UUID | None


def suspension_reservation(member_id: UUID, holder: str = "") -> Reservation:
    """The one suspension of a member; its holder says which, and for which brand."""
    return Reservation("suspension", str(member_id), holder)


def suspension_scope(found: Reservation) -> SuspensionScope | None:
    """What the suspension covers that holds this place; None when it is free."""
    if not found.holder:
        return None
    brand_id = found.holder.partition("/")[2]
    return SuspensionScope(UUID(brand_id) if brand_id else None)


def engagement_reservation(
    brand_id: UUID, member_id: UUID, terms: Terms | None = None
) -> Reservation:
    """The one engagement a member can have with a brand; whoever holds it does on these terms."""
    return Reservation(
        "engagement", f"{brand_id}/{member_id}", encoded_terms(terms) if terms else ""
    )


def encoded_terms(terms: Terms) -> str:
    """Terms as the holder of an engagement says them: to be compared, not read."""
    return msgspec.json.encode(terms).decode()
