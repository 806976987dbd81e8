"""
Commands on suspensions; every command returns the log's position after it.

A suspension in force holds the reservations of the member's engagements. A claim compares the
terms of the presence session with the holder of the engagement, so it is refused without a check
of its own.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from domain.errors import Invalid, NotNow
from domain.log.commands import Commands, updates
from domain.log.commit_metadata import command_of
from domain.log.entries import Decision, Reservation
from domain.members.member import Member, engagement_reservation, suspension_reservation
from domain.moderation.suspension import Suspension
from domain.presence.presence_session import PresenceSession
from domain.presence.presence_session_commands import session_reservation
from domain.reasons import AppealOutcome


class SuspensionCommands(Commands):
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
        Suspend a member; a member has one suspension at a time.

        brand_id: None for all brands.
        period: as for Suspension.decide. If it starts at `at`, it takes effect at once, and the
        member's presence session ends.
        Raises what Suspension.decide raises; NotNow during another suspension; NotFound without
        the member; Invalid for evidence that is not in the log.
        """

        def decide() -> Decision:
            self._must_be_in_the_log(evidence_positions)
            reservation = suspension_reservation(member_id, f"{suspension_id}/{brand_id or ''}")
            if self._log.current(reservation).holder:
                raise NotNow("This person is already suspended. Settle that suspension first.")
            member = self._log.load(Member, member_id)
            suspension = self._log.load_or_new(Suspension, suspension_id)
            suspension.decide(member_id, brand_id, period, evidence_positions, reason, by, at)
            suspension.take_effect(at)
            return self._with_effect(suspension, member, at, reserve=[reservation])

        return self._log.execute(decide)

    def take_effect(self, suspension_id: UUID, at: datetime) -> int:
        """
        Let a suspension take effect after its notice; outside its period nothing happens.

        Raises NotFound without the suspension.
        """

        def decide() -> Decision:
            suspension = self._log.load(Suspension, suspension_id)
            suspension.take_effect(at)
            member = self._log.load(Member, suspension.member_id)
            return self._with_effect(suspension, member, at)

        return self._log.execute(decide)

    appeal = updates(Suspension, Suspension.appeal)

    def decide_appeal(
        self,
        suspension_id: UUID,
        outcome: AppealOutcome,
        reason: tuple[UUID, int],
        by: UUID | None,
        at: datetime,
    ) -> int:
        """
        As Suspension.decide_appeal; granted, the member's engagements are given back.

        Raises NotFound without the suspension.
        """
        return self._restoring(
            suspension_id, lambda suspension: suspension.decide_appeal(outcome, reason, by, at)
        )

    def lift(self, suspension_id: UUID, by: UUID, at: datetime) -> int:
        """As Suspension.lift; engagements are given back. Raises NotFound without it."""
        return self._restoring(suspension_id, lambda suspension: suspension.lift(by, at))

    def expire(self, suspension_id: UUID, at: datetime) -> int:
        """As Suspension.expire; engagements are given back. Raises NotFound without it."""
        return self._restoring(suspension_id, lambda suspension: suspension.expire(at))

    def _restoring(self, suspension_id: UUID, act: Callable[[Suspension], None]) -> int:
        def decide() -> Decision:
            suspension = self._log.load(Suspension, suspension_id)
            was_over = suspension.over
            act(suspension)
            if was_over or not suspension.over:
                return Decision([suspension])
            member = self._log.load(Member, suspension.member_id)
            engagements = _engagements(suspension, member)
            blocked = self._current(
                [_blocked(suspension, engagement) for engagement in engagements]
            )
            restored = [
                engagement
                for engagement in engagements
                if _blocked(suspension, engagement) in blocked
            ]
            return Decision(
                [suspension],
                reserve=restored,
                release=[*blocked, suspension_reservation(member.id)],
                preconditions=blocked,
            )

        return self._log.execute(decide, command=command_of(act))

    def _with_effect(
        self,
        suspension: Suspension,
        member: Member,
        at: datetime,
        reserve: Sequence[Reservation] = (),
    ) -> Decision:
        """If it takes effect now, block the engagements and end the member's presence session."""
        if not (suspension.in_force and suspension.pending_events):
            return Decision([suspension], reserve=reserve)
        engagements = self._current(_engagements(suspension, member))
        blocked = [_blocked(suspension, engagement) for engagement in engagements]
        presence = self._log.current(session_reservation(member.id))
        sessions = [self._left_session(UUID(presence.holder), at)] if presence.holder else []
        return Decision(
            [suspension, *sessions],
            reserve=[*reserve, *blocked],
            release=[*engagements, presence],
            preconditions=[*engagements, presence],
        )

    def _current(self, reservations: Sequence[Reservation]) -> list[Reservation]:
        """Those with the same holder in the log: an engagement may have ended meanwhile."""
        return [
            reservation
            for reservation in reservations
            if self._log.current(reservation) == reservation
        ]

    def _left_session(self, session_id: UUID, at: datetime) -> PresenceSession:
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


def _blocked(suspension: Suspension, engagement: Reservation) -> Reservation:
    """The engagement's reservation as a suspension in force holds it."""
    return engagement._replace(holder=f"suspended/{suspension.id}")
