"""The published order in which experts are told of a new booking's shifts."""

import hashlib
from collections.abc import Collection, Iterable
from uuid import UUID


def notification_order(
    booking_id: UUID, member_ids: Iterable[UUID], with_shifts: Collection[UUID]
) -> list[UUID]:
    """
    Experts without a shift first, then by a digest that differs from booking to booking.

    Neither who joined first nor who took most counts, and anyone can compute the order again:
    SHA-256 of the booking's id and the member's, 16 bytes each.
    with_shifts: the members who hold a shift, past ones included.
    """
    return sorted(
        member_ids,
        key=lambda member_id: (
            member_id in with_shifts,
            hashlib.sha256(booking_id.bytes + member_id.bytes).digest(),
        ),
    )
