"""
What people do with suspensions; every command returns the log's position after it.

While one is in force it holds the member's engagements: a claim compares the terms that a desk
knows with who holds the engagement, and finds that they have changed. It costs a claim nothing.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from domain.errors import Invalid, NotNow
from domain.log.entries import Decision, Reservation
from domain.log.event_log import EventLog
from domain.members.member import Member, engagement_reservation, suspension_reservation
from domain.moderation.suspension import Suspension
from domain.presence.presence_session import PresenceSession, session_reservation
from domain.reasons import AppealOutcome


class SuspensionCommands:
    def __init__(self, log: EventLog) -> None:
        self._log = log

    def decide(
        self,
        suspension_id: UUID,
        member_id: UUID,
        brand_id: UUID | None,
        period: tuple[datetime, datetime | None],
        evidence_positions: Sequence[int],
        reason: tuple[UUID, int],
        by: UUID | None,
        at: datetime,
    ) -> int:
        """
        Suspend a member for a brand, or for all; one suspension at a time.

        period: from when, and until when or for good. When it starts now, it takes effect at once.
        based_on: positions in the log of the events it rests on.
        """

        def decide() -> Decision:
            self._must_be_in_the_log(evidence_positions)
            place = suspension_reservation(member_id, f"{suspension_id}/{brand_id or ''}")
            if self._log.rows.holder_of(place.kind, place.key) is not None:
                raise NotNow("This person is already suspended. Settle that suspension first.")
            member = self._log.load(Member, member_id)
            suspension = self._log.load_or_new(Suspension, suspension_id)
            suspension.decide(member_id, brand_id, period, evidence_positions, reason, by, at)
            suspension.take_effect(at)
            return self._held(suspension, member, at, reserve=[place])

        return self._log.execute(decide)

    def take_effect(self, suspension_id: UUID, at: datetime) -> int:
        """Begin, after the notice; before its time nothing happens."""

        def decide() -> Decision:
            suspension = self._log.load(Suspension, suspension_id)
            suspension.take_effect(at)
            return self._held(suspension, self._log.load(Member, suspension.member_id), at)

        return self._log.execute(decide)

    def appeal(
        self, suspension_id: UUID, member_id: UUID, text_id: UUID, length: int, at: datetime
    ) -> int:
        return self._log.update(
            Suspension, suspension_id, lambda each: each.appeal(member_id, text_id, length, at)
        )

    def decide_appeal(
        self,
        suspension_id: UUID,
        outcome: AppealOutcome,
        reason: tuple[UUID, int],
        by: UUID | None,
        at: datetime,
    ) -> int:
        """
        Decide an appeal; granted, the suspension is lifted.

        reason: where it lies in the private store, and its length in characters.
        Raises NotNow without an appeal; NotAllowed to whoever decided on the suspension.
        """
        return self._restoring(
            suspension_id, lambda suspension: suspension.decide_appeal(outcome, reason, by, at)
        )

    def lift(self, suspension_id: UUID, by: UUID, at: datetime) -> int:
        """End a suspension before its time. Raises NotNow when it is over."""
        return self._restoring(suspension_id, lambda suspension: suspension.lift(by, at))

    def expire(self, suspension_id: UUID, at: datetime) -> int:
        """End a suspension whose time is over. Raises NotNow before that."""
        return self._restoring(suspension_id, lambda suspension: suspension.expire(at))

    def _restoring(self, suspension_id: UUID, act: Callable[[Suspension], None]) -> int:
        def decide() -> Decision:
            suspension = self._log.load(Suspension, suspension_id)
            was_over = suspension.over
            act(suspension)
            if was_over or not suspension.over:
                return Decision([suspension])
            member = self._log.load(Member, suspension.member_id)
            agreed = _engagements(suspension, member)
            held = self._found([_held_by(suspension, place) for place in agreed])
            given_back = [place for place in agreed if _held_by(suspension, place) in held]
            free = [*held, suspension_reservation(member.id)]
            return Decision([suspension], reserve=given_back, release=free, preconditions=held)

        return self._log.execute(decide)

    def _held(
        self,
        suspension: Suspension,
        member: Member,
        at: datetime,
        reserve: Sequence[Reservation] = (),
    ) -> Decision:
        """What takes effect now, holds the engagements, and ends the member's sitting."""
        if not (suspension.in_force and suspension.pending_events):
            return Decision([suspension], reserve=reserve)
        agreed = self._found(_engagements(suspension, member))
        held = [_held_by(suspension, place) for place in agreed]
        found = self._log.current(session_reservation(member.id))
        presence = [self._left(UUID(found.holder), at)] if found.holder else []
        return Decision(
            [suspension, *presence],
            reserve=[*reserve, *held],
            release=[*agreed, found],
            preconditions=[*agreed, found],
        )

    def _found(self, places: Sequence[Reservation]) -> list[Reservation]:
        """Those that are held so now: member and brand may have parted meanwhile."""
        return [each for each in places if self._log.current(each) == each]

    def _left(self, session_id: UUID, at: datetime) -> PresenceSession:
        session = self._log.load(PresenceSession, session_id)
        session.leave("suspended", at)
        return session

    def _must_be_in_the_log(self, positions: Sequence[int]) -> None:
        head = self._log.rows.head()
        if any(not 1 <= position <= head for position in positions):
            raise Invalid("One of the events that the decision is based on is not in the log.")


def _engagements(suspension: Suspension, member: Member) -> list[Reservation]:
    return [
        engagement_reservation(brand_id, member.id, terms)
        for brand_id, terms in member.engagements.items()
        if suspension.brand_id in (None, brand_id)
    ]


def _held_by(suspension: Suspension, agreed: Reservation) -> Reservation:
    return agreed._replace(holder=f"suspended/{suspension.id}")
