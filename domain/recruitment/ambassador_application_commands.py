"""Commands on ambassador applications; every command returns the log's position after it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from domain.brands.brand import Brand
from domain.errors import NotNow
from domain.log.commands import Commands, updates
from domain.log.entries import Decision, IdempotencyKey, Reservation
from domain.members.member import Member, engagement_reservation
from domain.members.member_commands import must_not_be_suspended
from domain.recruitment.ambassador_application import AmbassadorApplication
from domain.terms import Voluntary


def _open_application(
    brand_id: UUID, member_id: UUID, application_id: UUID | None = None
) -> Reservation:
    """The one open application of a member to a brand; its holder is the application."""
    return Reservation(
        "ambassador-application", f"{brand_id}/{member_id}", str(application_id or "")
    )


def _held_by(application: AmbassadorApplication) -> list[Reservation]:
    """What an open application reserves; released when it is closed."""
    return [_open_application(application.brand_id, application.member_id)]


class AmbassadorApplicationCommands(Commands):
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
        """
        Apply to a brand: a member can have one open application to it.

        declared_counts: by metric of the brand's criteria, such as `home_exchanges`.
        text_id: where the motivation is in the private store.
        Raises what AmbassadorApplication.submit raises; NotFound without the brand or member;
        NotNow with an engagement or an open application.
        """

        def decide() -> Decision:
            brand = self._log.load(Brand, brand_id)
            member = self._log.load(Member, member_id)
            if brand_id in member.engagements:
                raise NotNow("You already answer visitors for this brand.")
            reservation = _open_application(brand_id, member_id, application_id)
            if self._log.current(reservation).holder:
                raise NotNow("You have already applied to this brand. It has not answered yet.")
            application = self._log.load_or_new(AmbassadorApplication, application_id)
            application.submit(brand, member_id, declared_counts, text_id, at)
            return Decision([application], reserve=[reservation])

        return self._log.execute(decide, idempotency_key)

    def accept(self, application_id: UUID, points: int, by: UUID, at: datetime) -> int:
        """
        Accept, and start an engagement as a volunteer.

        points: what each conversation earns.
        Raises what AmbassadorApplication.accept and Member.start_engagement raise; NotFound
        without the application; NotNow when a suspension covers the brand.
        """

        def decide() -> Decision:
            application = self._log.load(AmbassadorApplication, application_id)
            application.accept(by, at)
            brand_id, member_id = application.brand_id, application.member_id
            suspension = must_not_be_suspended(self._log, member_id, brand_id)
            member, terms = self._log.load(Member, member_id), Voluntary(points)
            member.start_engagement(brand_id, terms, by, at)
            return Decision(
                [application, member],
                reserve=[engagement_reservation(brand_id, member_id, terms)],
                release=[_open_application(brand_id, member_id)],
                preconditions=[suspension],
            )

        return self._log.execute(decide)

    reject = updates(AmbassadorApplication, AmbassadorApplication.reject, release=_held_by)
    withdraw = updates(AmbassadorApplication, AmbassadorApplication.withdraw, release=_held_by)
