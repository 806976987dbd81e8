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
from domain.members.member import Member, Members, engagement
from domain.reasons import reason
from domain.terms import Voluntary


class No(StrEnum):
    """Why a brand turns somebody down; the words said to them lie in the private store."""

    NOT_SHOWN = "not_shown"
    """What was declared could not be found."""
    ENOUGH = "enough"
    OTHER_LANGUAGE = "other_language"
    CONFLICT = "conflict"
    """The person works for the brand, or for another one."""
    OTHER = "other"


class Application(Aggregate):
    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.brand_id = id
        self.member_id = id
        self.open = False

    # What can happen, and what each event changes.

    class Sent(Event, frozen=True):
        """Somebody applied, and declared what the brand asks for."""

        brand_id: UUID
        member_id: UUID
        declared: dict[str, int]
        """By fact, such as `home_exchanges`."""
        text_id: UUID | None
        """Why, in their words."""

        def apply(self, thing: "Application") -> None:
            thing.brand_id, thing.member_id, thing.open = self.brand_id, self.member_id, True

    class Welcomed(Event, frozen=True):
        """The brand checked what was declared, and said yes."""

        by: UUID

        def apply(self, thing: "Application") -> None:
            thing.open = False

    class TurnedDown(Event, frozen=True):
        """The brand said no, and why."""

        why: No
        text_id: UUID
        by: UUID

        def apply(self, thing: "Application") -> None:
            thing.open = False

    class TakenBack(Event, frozen=True):
        """The person thought better of it."""

        def apply(self, thing: "Application") -> None:
            thing.open = False

    # What people ask of it: the rules, then the event.

    def send(
        self,
        brand: Brand,
        member_id: UUID,
        declared: Mapping[str, int],
        text_id: UUID | None,
        at: datetime,
    ) -> None:
        if self.version:
            raise NotNow("This application has been sent already.")
        missing = [each for each in brand.criteria if declared.get(each.fact, 0) < each.at_least]
        if missing:
            raise NotAllowed(f"This brand asks for {_listed(missing)}.")
        self.record(
            self.Sent(
                at=at,
                brand_id=brand.id,
                member_id=member_id,
                declared={each.fact: declared.get(each.fact, 0) for each in brand.criteria},
                text_id=text_id,
            )
        )

    def welcome(self, by: UUID, at: datetime) -> None:
        self._must_be_open()
        if by == self.member_id:
            raise NotAllowed("Nobody welcomes themselves.")
        self.record(self.Welcomed(at=at, by=by))

    def turn_down(self, why: str, text_id: UUID, by: UUID, at: datetime) -> None:
        self._must_be_open()
        self.record(self.TurnedDown(at=at, why=reason(No, why), text_id=text_id, by=by))

    def take_back(self, member_id: UUID, at: datetime) -> None:
        if member_id != self.member_id:
            raise NotFound("There is no such application.")
        self._must_be_open()
        self.record(self.TakenBack(at=at))

    def _must_be_open(self) -> None:
        if not self.open:
            raise NotNow("This application has been answered already.")


class Applications:
    """What people do with applications; every command returns the log's position after it."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._members = Members(log)

    def send(
        self,
        application_id: UUID,
        brand_id: UUID,
        member_id: UUID,
        declared: Mapping[str, int],
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
            application = self._log.load_or_new(Application, application_id)
            application.send(brand, member_id, declared, text_id, at)
            return Decision([application], reserve=[place])

        return self._log.execute(decide, idempotency_key)

    def welcome(self, application_id: UUID, points: int, by: UUID, at: datetime) -> int:
        """Say yes: from then on the member answers for the brand, as a volunteer."""

        def decide() -> Decision:
            application = self._log.load(Application, application_id)
            application.welcome(by, at)
            brand_id, member_id = application.brand_id, application.member_id
            found = self._members.must_not_be_suspended(member_id, brand_id)
            member, terms = self._log.load(Member, member_id), Voluntary(points)
            member.welcome(brand_id, terms, by, at)
            return Decision(
                [application, member],
                reserve=[engagement(brand_id, member_id, terms)],
                release=[_open(brand_id, member_id)],
                preconditions=[found],
            )

        return self._log.execute(decide)

    def turn_down(
        self, application_id: UUID, why: str, text_id: UUID, by: UUID, at: datetime
    ) -> int:
        return self._answer(application_id, lambda each: each.turn_down(why, text_id, by, at))

    def take_back(self, application_id: UUID, member_id: UUID, at: datetime) -> int:
        return self._answer(application_id, lambda each: each.take_back(member_id, at))

    def _answer(self, application_id: UUID, act: Callable[[Application], None]) -> int:
        def decide() -> Decision:
            application = self._log.load(Application, application_id)
            act(application)
            return Decision(
                [application], release=[_open(application.brand_id, application.member_id)]
            )

        return self._log.execute(decide)


def _open(brand_id: UUID, member_id: UUID, application_id: UUID | None = None) -> Reservation:
    """The one application of a member that waits for a brand's answer."""
    return Reservation("application", f"{brand_id}/{member_id}", str(application_id or ""))


def _listed(missing: list[Criterion]) -> str:
    return ", ".join(f"{each.fact.replace('_', ' ')}: {each.at_least}" for each in missing)
