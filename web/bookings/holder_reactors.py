"""The reactor that frees shifts whose experts may not hold them any more."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.bookings.booking import Booking
from domain.bookings.shift import ShiftCancelReason, check_requirements
from domain.errors import NotAllowed
from domain.log.envelope import EventEnvelope
from domain.members.member import Member
from domain.moderation.suspension import Suspension
from projections.bookings.shifts import Assignment, assignments_of_member
from web.mail.message import EmailMessage
from web.marketplace import Marketplace
from web.reactors.reactor import Reactor


class HolderCancellations:
    """
    Frees coming shifts when an engagement ends, a suspension starts, or a qualification is lost.

    Others can take them then; each expert gets an e-mail, as for every shift that is cancelled.
    """

    def __init__(self, marketplace: Marketplace) -> None:
        self._log, self._read_models = marketplace.log, marketplace.read_models
        self._shifts = marketplace.shifts

    @property
    def reactor(self) -> Reactor:
        causes = (Member.EngagementEnded, Member.QualificationRevoked, Suspension.TookEffect)
        return Reactor("free_shifts", causes, self.react)

    def react(self, event: EventEnvelope[Any], _key: str) -> Sequence[EmailMessage]:
        """Done twice it frees once: what the expert does not hold any more is left as it is."""
        id, at = UUID(bytes=event.stream), event.data.at
        match event.data:
            case Suspension.TookEffect(member_id=member_id):
                is_covered = self._covered_by(self._log.load(Suspension, id))
                self._free(member_id, at, ShiftCancelReason.SUSPENDED, is_covered)
            case Member.EngagementEnded(brand_id=brand_id):
                is_of_brand = self._of_former(brand_id, self._log.load(Member, id))
                self._free(id, at, ShiftCancelReason.ENGAGEMENT_ENDED, is_of_brand)
            case _:
                is_lost = self._unqualified(self._log.load(Member, id), at)
                self._free(id, at, ShiftCancelReason.NOT_QUALIFIED, is_lost)
        return []

    def _free(
        self,
        member_id: UUID,
        at: datetime,
        reason: ShiftCancelReason,
        is_lost: Callable[[Assignment], bool],
    ) -> None:
        with self._read_models.read(self._read_models.shifts) as db:
            coming = assignments_of_member(member_id, at, db)
        for held in filter(is_lost, coming):
            self._shifts.cancel(held.shift_id, reason, at, member_id)

    def _of_former(self, brand_id: UUID, member: Member) -> Callable[[Assignment], bool]:
        """None when the brand has engaged the member again."""
        is_engaged = brand_id in member.engagements
        return lambda held: held.brand_id == brand_id and not is_engaged

    def _covered_by(self, suspension: Suspension) -> Callable[[Assignment], bool]:
        def is_covered(held: Assignment) -> bool:
            until = suspension.until
            return (
                suspension.in_force
                and suspension.brand_id in (None, held.brand_id)
                and (until is None or held.starts_at < until)
            )

        return is_covered

    def _unqualified(self, member: Member, at: datetime) -> Callable[[Assignment], bool]:
        def is_unqualified(held: Assignment) -> bool:
            try:
                check_requirements(self._log.load(Booking, held.booking_id), member, at)
            except NotAllowed:
                return True
            return False

        return is_unqualified
