"""
A suspension: somebody may not answer for a while, or any more; the file of that decision.

A person decides, with a written reason and the events it rests on, after a notice unless safety
asks for less; another person hears the appeal. Nobody is suspended by a machine.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from domain.aggregate import Aggregate, Event
from domain.errors import Invalid, NotAllowed, NotFound, NotNow
from domain.reasons import AppealOutcome

NOBODY = "A suspension must carry the name of the person who decides it."


class Suspension(Aggregate):
    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.member_id = id
        self.brand_id: UUID | None = None
        self.decided_by = id
        self.starts_at: datetime | None = None
        self.until: datetime | None = None
        self.in_force = False
        self.over = False
        self.appealed = False
        self.heard = False

    # What can happen, and what each event changes.

    class Decided(Event, frozen=True):
        """A person decided it; what they wrote lies in the private store."""

        member_id: UUID
        brand_id: UUID | None
        """None: for all brands."""
        starts_at: datetime
        until: datetime | None
        """None: excluded, until somebody decides otherwise."""
        evidence_positions: tuple[int, ...]
        """The positions of the events that were looked at."""
        reason_text_id: UUID
        text_length: int
        by: UUID

        def apply(self, suspension: "Suspension") -> None:
            suspension.member_id, suspension.brand_id = self.member_id, self.brand_id
            suspension.starts_at, suspension.until, suspension.decided_by = (
                self.starts_at,
                self.until,
                self.by,
            )

    class TookEffect(Event, frozen=True):
        """From now on the member takes no new conversation."""

        member_id: UUID
        brand_id: UUID | None

        def apply(self, suspension: "Suspension") -> None:
            suspension.in_force = True

    class Appealed(Event, frozen=True):
        """The member asked another person to look at it."""

        member_id: UUID
        appeal_text_id: UUID
        text_length: int

        def apply(self, suspension: "Suspension") -> None:
            suspension.appealed = True

    class AppealDecided(Event, frozen=True):
        """Another person decided the appeal, and said why."""

        member_id: UUID
        outcome: AppealOutcome
        reason_text_id: UUID
        text_length: int
        by: UUID

        def apply(self, suspension: "Suspension") -> None:
            suspension.appealed, suspension.heard = False, True

    class Expired(Event, frozen=True):
        """Its time was over: the member may answer again."""

        member_id: UUID
        brand_id: UUID | None

        def apply(self, suspension: "Suspension") -> None:
            suspension.in_force, suspension.over = False, True

    class Lifted(Event, frozen=True):
        """A person ended it before its time, or granted the appeal."""

        member_id: UUID
        brand_id: UUID | None
        by: UUID

        def apply(self, suspension: "Suspension") -> None:
            suspension.in_force, suspension.over = False, True

    # What people ask of it: the rules, then the event.

    def decide(
        self,
        member_id: UUID,
        brand_id: UUID | None,
        period: tuple[datetime, datetime | None],
        evidence_positions: Sequence[int],
        reason: tuple[UUID, int],
        by: UUID | None,
        at: datetime,
    ) -> None:
        """reason: where it lies in the private store, and how long it is."""
        starts_at, until = period
        if self.version:
            raise NotNow("This decision has already been made.")
        if by is None:
            raise NotAllowed(NOBODY)
        if by == member_id:
            raise NotAllowed("You cannot suspend yourself. Leave the brand instead.")
        if starts_at < at or (until is not None and until <= starts_at):
            raise Invalid("A suspension must start now or later, and end after it starts.")
        _must_be_reasoned(evidence_positions, reason)
        self.record(
            self.Decided(
                at=at,
                member_id=member_id,
                brand_id=brand_id,
                starts_at=starts_at,
                until=until,
                evidence_positions=tuple(evidence_positions),
                reason_text_id=reason[0],
                text_length=reason[1],
                by=by,
            )
        )

    def take_effect(self, at: datetime) -> None:
        """Nothing happens before its time, or when it is over by then."""
        assert self.starts_at is not None
        in_time = at >= self.starts_at and (self.until is None or at < self.until)
        if in_time and not (self.in_force or self.over):
            self.record(self.TookEffect(at=at, member_id=self.member_id, brand_id=self.brand_id))

    def appeal(self, member_id: UUID, text_id: UUID, length: int, at: datetime) -> None:
        if member_id != self.member_id:
            raise NotFound("This suspension does not exist.")
        if self.over or self.appealed or self.heard:
            raise NotNow("You can appeal once, while the suspension lasts.")
        if not length:
            raise Invalid("Explain why the suspension should end.")
        self.record(
            self.Appealed(at=at, member_id=member_id, appeal_text_id=text_id, text_length=length)
        )

    def decide_appeal(
        self,
        outcome: AppealOutcome,
        reason: tuple[UUID, int],
        by: UUID | None,
        at: datetime,
    ) -> None:
        """reason: where it lies in the private store, and its length in characters."""
        if not self.appealed:
            raise NotNow("There is no appeal to decide.")
        if by is None or by == self.member_id:
            raise NotAllowed(NOBODY)
        if by == self.decided_by:
            raise NotAllowed("The person who made the decision cannot decide the appeal.")
        if not reason[1]:
            raise Invalid("Explain your decision. The person will read this.")
        self.record(
            self.AppealDecided(
                at=at,
                member_id=self.member_id,
                outcome=outcome,
                reason_text_id=reason[0],
                text_length=reason[1],
                by=by,
            )
        )
        if outcome is AppealOutcome.GRANTED and not self.over:
            self.lift(by, at)

    def lift(self, by: UUID, at: datetime) -> None:
        """A person ends it, at any time. Raises NotAllowed to the suspended member."""
        self._must_not_be_over()
        if by == self.member_id:
            raise NotAllowed("You cannot lift your own suspension. You can appeal against it.")
        self.record(self.Lifted(at=at, member_id=self.member_id, brand_id=self.brand_id, by=by))

    def expire(self, at: datetime) -> None:
        """It ends by itself once its time is over. Raises NotNow before that."""
        self._must_not_be_over()
        if self.until is None or at < self.until:
            raise NotNow("The suspension has not reached its end date.")
        self.record(self.Expired(at=at, member_id=self.member_id, brand_id=self.brand_id))

    def _must_not_be_over(self) -> None:
        if self.over:
            raise NotNow("This suspension has ended.")


def _must_be_reasoned(evidence_positions: Sequence[int], reason: tuple[UUID, int]) -> None:
    if not reason[1]:
        raise Invalid("Enter the reason. The person will read it.")
    if not evidence_positions:
        raise Invalid("Choose at least one event that the decision is based on.")
