"""Reservations that a member can hold once: an engagement with a brand, a suspension."""

from typing import NamedTuple
from uuid import UUID

import msgspec

from domain.log.entries import Reservation
from domain.terms import Terms


class SuspensionScope(NamedTuple):
    """What a suspension covers: one brand, or all brands when there is no id."""

    brand_id: UUID | None


def suspension_reservation(member_id: UUID, holder: str = "") -> Reservation:
    """The one suspension of a member. holder: `<suspension id>/<brand id>`,  for all brands."""
    return Reservation("suspension", str(member_id), holder)


def suspension_scope(reservation: Reservation) -> SuspensionScope | None:
    """What the suspension covers that holds this reservation; None when it is free."""
    if not reservation.holder:
        return None
    brand_id = reservation.holder.partition("/")[2]
    return SuspensionScope(UUID(brand_id) if brand_id else None)


def engagement_reservation(
    brand_id: UUID, member_id: UUID, terms: Terms | None = None
) -> Reservation:
    """The one engagement of a member with a brand; its holder is the encoded terms."""
    return Reservation(
        "engagement", f"{brand_id}/{member_id}", encoded_terms(terms) if terms else ""
    )


def encoded_terms(terms: Terms) -> str:
    """Terms as JSON, for the holder of an engagement: compared as a text, never decoded."""
    return msgspec.json.encode(terms).decode()
