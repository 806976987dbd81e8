"""
A suspension: a member gets no conversations of a brand, or of any, for a period or for good.

A person decides it, with a written reason and the events it is based on, usually after a notice;
another person decides the appeal (compare the EU Digital Services Act, article 20).
No program suspends a member.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from domain.aggregate import Aggregate, Event
from domain.errors import Invalid, NotAllowed, NotFound, NotNow, translatable
from domain.reasons import AppealOutcome

NO_DECIDER = translatable("A suspension must carry the name of the person who decides it.")


class Suspension(Aggregate):
    """One decision to suspend a member, its appeal and its end."""

    ABSENT = translatable("This suspension does not exist.")

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
        self.appeal_decided = False

    # Events, and what each changes.

    class Decided(Event, frozen=True):
        """A person decided on the suspension; the written reason is in the private store."""

        member_id: UUID
        brand_id: UUID | None
        """None: for all brands."""
        starts_at: datetime
        until: datetime | None
        """None: for good, unless a person lifts it."""
        evidence_positions: tuple[int, ...]
        """The log positions of the events the decision is based on."""
        reason_text_id: UUID
        text_length: int
        by: UUID

        def apply(self, suspension: "Suspension") -> None:
            suspension.member_id, suspension.brand_id = self.member_id, self.brand_id
            suspension.starts_at, suspension.until = self.starts_at, self.until
            suspension.decided_by = self.by

    class TookEffect(Event, frozen=True):
        """The notice is over; from now on the member gets no new conversation."""

        member_id: UUID
        brand_id: UUID | None

        def apply(self, suspension: "Suspension") -> None:
            suspension.in_force = True

    class Appealed(Event, frozen=True):
        """The member asked for a review by another person."""

        member_id: UUID
        appeal_text_id: UUID
        text_length: int

        def apply(self, suspension: "Suspension") -> None:
            suspension.appealed = True

    class AppealDecided(Event, frozen=True):
        """Another person decided the appeal, with a written reason."""

        member_id: UUID
        outcome: AppealOutcome
        reason_text_id: UUID
        text_length: int
        by: UUID

        def apply(self, suspension: "Suspension") -> None:
            suspension.appealed, suspension.appeal_decided = False, True

    class Expired(Event, frozen=True):
        """The end date has passed; the member may answer again."""

        member_id: UUID
        brand_id: UUID | None

        def apply(self, suspension: "Suspension") -> None:
            suspension.in_force, suspension.over = False, True

    class Lifted(Event, frozen=True):
        """A person ended it early, or granted the appeal."""

        member_id: UUID
        brand_id: UUID | None
        by: UUID

        def apply(self, suspension: "Suspension") -> None:
            suspension.in_force, suspension.over = False, True

    # Decisions: the rules, then the event.

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
        """
        Decide on a suspension that has not taken effect yet.

        period: start and end, UTC; without an end, for good.
        evidence_positions: log positions of the events it is based on. reason: its id in the
        private store, and its length in characters.
        Raises NotNow when it was decided before; NotAllowed without a person, or to the member;
        Invalid for a period in the past or empty, without a reason, or without evidence.
        """
        starts_at, until = period
        if self.version:
            raise NotNow("This decision has already been made.")
        if by is None:
            raise NotAllowed(NO_DECIDER)
        if by == member_id:
            raise NotAllowed("You cannot suspend yourself. Leave the brand instead.")
        if starts_at < at or (until is not None and until <= starts_at):
            raise Invalid("A suspension must start now or later, and end after it starts.")
        _check_reason(evidence_positions, reason)
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
        """Let it take effect, if its period has started and not ended; else nothing happens."""
        assert self.starts_at is not None
        in_time = at >= self.starts_at and (self.until is None or at < self.until)
        if in_time and not (self.in_force or self.over):
            self.record(self.TookEffect(at=at, member_id=self.member_id, brand_id=self.brand_id))

    def appeal(self, member_id: UUID, text_id: UUID, length: int, at: datetime) -> None:
        """
        Appeal; a suspension can be appealed once.

        text_id, length: where the appeal is in the private store, and its length in characters.
        Raises NotFound to another person; NotNow when it is over or was appealed; Invalid when
        nothing is written.
        """
        if member_id != self.member_id:
            raise NotFound(self.ABSENT)
        if self.over or self.appealed or self.appeal_decided:
            raise NotNow("You can appeal once, while the suspension lasts.")
        if not length:
            raise Invalid("Explain why the suspension should end.")
        self.record(
            self.Appealed(at=at, member_id=member_id, appeal_text_id=text_id, text_length=length)
        )

    def decide_appeal(
        self, outcome: AppealOutcome, reason: tuple[UUID, int], by: UUID | None, at: datetime
    ) -> None:
        """
        Decide the appeal; granted, the suspension is lifted.

        reason: its id in the private store, and its length in characters.
        Raises NotNow without an appeal; NotAllowed without a person, to the member, and to the
        person who decided on the suspension; Invalid when no reason is written.
        """
        if not self.appealed:
            raise NotNow("There is no appeal to decide.")
        if by is None or by == self.member_id:
            raise NotAllowed(NO_DECIDER)
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
        """End it early. Raises NotNow when it is over; NotAllowed to the suspended member."""
        self._must_not_be_over()
        if by == self.member_id:
            raise NotAllowed("You cannot lift your own suspension. You can appeal against it.")
        self.record(self.Lifted(at=at, member_id=self.member_id, brand_id=self.brand_id, by=by))

    def expire(self, at: datetime) -> None:
        """End it after its end date. Raises NotNow before that, and when it is over."""
        self._must_not_be_over()
        if self.until is None or at < self.until:
            raise NotNow("The suspension has not reached its end date.")
        self.record(self.Expired(at=at, member_id=self.member_id, brand_id=self.brand_id))

    def _must_not_be_over(self) -> None:
        if self.over:
            raise NotNow("This suspension has ended.")


def _check_reason(evidence_positions: Sequence[int], reason: tuple[UUID, int]) -> None:
    if not reason[1]:
        raise Invalid("Enter the reason. The person will read it.")
    if not evidence_positions:
        raise Invalid("Choose at least one event that the decision is based on.")
