"""An application to be an ambassador of a brand, which says yes, or why not."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.aggregate import Aggregate, Event
from domain.brands.brand import Brand, Criterion
from domain.errors import NotAllowed, NotFound, NotNow
from domain.log.entries import Decision, IdempotencyKey, Reservation
from domain.log.event_log import EventLog
from domain.members.member import Member, MemberCommands, engagement_reservation
from domain.reasons import parse_reason
from domain.terms import Voluntary


class RejectionReason(StrEnum):
    """Why a brand turns somebody down; the words said to them lie in the private store."""

    NOT_VERIFIED = "not_verified"
    """What was declared could not be found."""
    NO_OPENINGS = "no_openings"
    OTHER_LANGUAGE = "other_language"
    CONFLICT = "conflict"
    """The person works for the brand, or for another one."""
    OTHER = "other"


class AmbassadorApplication(Aggregate):
    NOUN = "application"

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.brand_id = id
        self.member_id = id
        self.open = False

    # What can happen, and what each event changes.

    class Submitted(Event, frozen=True):
        """Somebody applied, and declared what the brand asks for."""

        brand_id: UUID
        member_id: UUID
        declared_counts: dict[str, int]
        """By fact, such as `home_exchanges`."""
        motivation_text_id: UUID | None
        """Where the member's motivation lies in the private store."""

        def apply(self, application: "AmbassadorApplication") -> None:
            application.brand_id, application.member_id, application.open = (
                self.brand_id,
                self.member_id,
                True,
            )

    class Accepted(Event, frozen=True):
        """The brand checked what was declared, and said yes."""

        by: UUID

        def apply(self, application: "AmbassadorApplication") -> None:
            application.open = False

    class Rejected(Event, frozen=True):
        """The brand said no, and why."""

        reason: RejectionReason
        reason_text_id: UUID
        by: UUID

        def apply(self, application: "AmbassadorApplication") -> None:
            application.open = False

    class Withdrawn(Event, frozen=True):
        """The person thought better of it."""

        def apply(self, application: "AmbassadorApplication") -> None:
            application.open = False

    # What people ask of it: the rules, then the event.

    def submit(
        self,
        brand: Brand,
        member_id: UUID,
        declared_counts: Mapping[str, int],
        text_id: UUID | None,
        at: datetime,
    ) -> None:
        if self.version:
            raise NotNow("This application has already been sent.")
        missing = [
            each for each in brand.criteria if declared_counts.get(each.metric, 0) < each.at_least
        ]
        if missing:
            raise NotAllowed(
                f"You do not meet the criteria of this brand. It asks for {_listed(missing)}."
            )
        self.record(
            self.Submitted(
                at=at,
                brand_id=brand.id,
                member_id=member_id,
                declared_counts={
                    each.metric: declared_counts.get(each.metric, 0) for each in brand.criteria
                },
                motivation_text_id=text_id,
            )
        )

    def accept(self, by: UUID, at: datetime) -> None:
        self._must_be_open()
        if by == self.member_id:
            raise NotAllowed("You cannot accept your own application.")
        self.record(self.Accepted(at=at, by=by))

    def reject(self, reason: str, text_id: UUID, by: UUID, at: datetime) -> None:
        self._must_be_open()
        self.record(
            self.Rejected(
                at=at, reason=parse_reason(RejectionReason, reason), reason_text_id=text_id, by=by
            )
        )

    def withdraw(self, member_id: UUID, at: datetime) -> None:
        if member_id != self.member_id:
            raise NotFound("This application does not exist.")
        self._must_be_open()
        self.record(self.Withdrawn(at=at))

    def _must_be_open(self) -> None:
        if not self.open:
            raise NotNow("This application is already closed.")


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
                raise NotNow("You already answer visitors for this brand.")
            place = _open(brand_id, member_id, application_id)
            if self._log.rows.holder_of(place.kind, place.key) is not None:
                raise NotNow("You have already applied to this brand. It has not answered yet.")
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


def _listed(missing: list[Criterion]) -> str:
    return ", ".join(f"{each.metric.replace('_', ' ')}: {each.at_least}" for each in missing)
