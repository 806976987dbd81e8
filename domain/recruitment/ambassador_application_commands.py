"""Commands on ambassador applications; every command returns the log's position after it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from domain.brands.brand import Brand
from domain.errors import NotNow
from domain.log.entries import Decision, IdempotencyKey, Reservation
from domain.log.event_log import EventLog
from domain.members.member import Member
from domain.members.member_commands import MemberCommands
from domain.members.member_reservations import engagement_reservation
from domain.recruitment.ambassador_application import AmbassadorApplication
from domain.terms import Voluntary


class AmbassadorApplicationCommands:
    """What people do with applications; every command returns the log's position after it."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._members = MemberCommands(log)

    def submit(
        self,
        application_id: UUID,
        brand_id: UUID,
        member_id: UUID,
        declared_counts: Mapping[str, int],
        at: datetime,
        *,
        text_id: UUID | None = None,
        idempotency_key: IdempotencyKey | None = None,
    ) -> int:
        """Apply to a brand: one open application at a time, and not to one that one answers for."""

        def decide() -> Decision:
            brand = self._log.load(Brand, brand_id)
            member = self._log.load(Member, member_id)
            if brand_id in member.engagements:
                raise NotNow("You answer for this brand already.")
            place = _open(brand_id, member_id, application_id)
            if self._log.rows.holder_of(place.kind, place.key) is not None:
                raise NotNow("You have applied to this brand; it has not answered yet.")
            application = self._log.load_or_new(AmbassadorApplication, application_id)
            application.submit(brand, member_id, declared_counts, text_id, at)
            return Decision([application], reserve=[place])

        return self._log.execute(decide, idempotency_key)

    def accept(self, application_id: UUID, points: int, by: UUID, at: datetime) -> int:
        """Say yes: from then on the member answers for the brand, as a volunteer."""

        def decide() -> Decision:
            application = self._log.load(AmbassadorApplication, application_id)
            application.accept(by, at)
            brand_id, member_id = application.brand_id, application.member_id
            found = self._members.must_not_be_suspended(member_id, brand_id)
            member, terms = self._log.load(Member, member_id), Voluntary(points)
            member.start_engagement(brand_id, terms, by, at)
            return Decision(
                [application, member],
                reserve=[engagement_reservation(brand_id, member_id, terms)],
                release=[_open(brand_id, member_id)],
                preconditions=[found],
            )

        return self._log.execute(decide)

    def reject(
        self, application_id: UUID, reason: str, text_id: UUID, by: UUID, at: datetime
    ) -> int:
        return self._answer(application_id, lambda each: each.reject(reason, text_id, by, at))

    def withdraw(self, application_id: UUID, member_id: UUID, at: datetime) -> int:
        return self._answer(application_id, lambda each: each.withdraw(member_id, at))

    def _answer(self, application_id: UUID, act: Callable[[AmbassadorApplication], None]) -> int:
        def decide() -> Decision:
            application = self._log.load(AmbassadorApplication, application_id)
            act(application)
            return Decision(
                [application], release=[_open(application.brand_id, application.member_id)]
            )

        return self._log.execute(decide)


def _open(brand_id: UUID, member_id: UUID, application_id: UUID | None = None) -> Reservation:
    """The one application of a member that waits for a brand's answer."""
    return Reservation(
        "ambassador-application", f"{brand_id}/{member_id}", str(application_id or "")
    )
