"""
Commands on earnings; every command returns the log's position after it.

Reservations belong to them: the earnings that are held, by the time until which they are, so that
the job that releases them finds those that are due; those that a person has to decide, by time; and
the time at which an expert last earned with a visitor.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from domain.aggregate import Aggregate
from domain.bookings.returned_prices import charge_again, return_price
from domain.conversations.conversation import Conversation
from domain.log.commands import Commands
from domain.log.commit_metadata import command_of
from domain.log.entries import BalanceChange, Decision, IdempotencyKey, Reservation
from domain.log.event_log import EventLog
from domain.money import Money
from payments.earnings.earning import Earning, EarningStatus, WrittenText, earning_id
from payments.earnings.earning_rules import ConversationPay, pay_of, refusal_reasons
from payments.earnings.unstated_items import AccountHolder, UnstatedItem

ALL = "all"
"""The holder of all held earnings: they are listed together."""


def earnings_to_decide(log: EventLog, at: datetime | None = None) -> list[UUID]:
    """
    The earnings that a person has to decide: appeals, then contests, the oldest first.

    at: only those that can be decided at that time; None: also those that wait for an answer.
    """
    return [
        UUID(key.partition("/")[2])
        for kind in ("earning-appealed", "earning-contested")
        for key in log.rows.keys_held_by(kind, ALL)
        if at is None or key.partition("/")[0] <= _written(at)
    ]


def visit_reservation(
    expert_id: UUID, visitor_id: UUID, earned_at: datetime | None = None
) -> Reservation:
    """When an expert last earned with a visitor: the holder is the time, as ISO text."""
    at = earned_at.isoformat() if earned_at else ""
    return Reservation("earned-with-visitor", f"{expert_id}/{visitor_id}", at)


class HeldEarning(NamedTuple):
    """What is held: until when, and how much."""

    held_until: datetime
    id: UUID
    net: Money


def held_earnings(log: EventLog) -> Iterator[HeldEarning]:
    """All that is held and not contested, the first to be released first: one query."""
    for key in log.rows.keys_held_by("earning-held", ALL):
        held_until, id, currency, minor = key.split("/")
        net = Money(int(minor), currency)
        yield HeldEarning(datetime.fromisoformat(held_until), UUID(id), net)


def due_earnings(log: EventLog, at: datetime) -> Iterator[UUID]:
    """The earnings that are held until a time that has come, the oldest first."""
    for key in log.rows.keys_held_by("earning-held", ALL):
        held_until, id, *_ = key.split("/")
        if held_until > _written(at):
            return
        yield UUID(id)


class EarningCommands(Commands):
    def earn(
        self,
        conversation_id: UUID,
        closed: Conversation.Closed,
        held_for: timedelta,
        noticed_at: datetime | None = None,
    ) -> int:
        """
        Earn what a closed conversation pays, held from its close on; a second call changes nothing.

        noticed_at: now, as that may be long after the close; None: it is noticed at once.
        Raises NotFound without the conversation.
        """

        def decide() -> Decision:
            pay = pay_of(conversation_id, closed)
            earning = self._log.load_or_new(Earning, earning_id(conversation_id))
            if pay is None or earning.version:
                return Decision([])
            conversation = self._log.load(Conversation, conversation_id)
            visit = self._log.current(visit_reservation(pay.expert_id, conversation.visitor_id))
            last_at = datetime.fromisoformat(visit.holder) if visit.holder else None
            reply = conversation.credited
            reasons = refusal_reasons(closed, reply and reply.replied_at, last_at)
            earning.earn(pay, tuple(reasons), held_for, closed.at, noticed_at)
            if earning.status is EarningStatus.REFUSED:
                aggregates, changes = self._paid_by_brand(earning)
                return Decision([earning, *aggregates], balance_changes=changes)
            earned = visit_reservation(pay.expert_id, conversation.visitor_id, closed.at)
            return Decision(
                [earning],
                reserve=[*_listed(earning), earned],
                release=[visit] if visit.holder else [],
                preconditions=[visit],
            )

        return self._log.execute(decide)

    def contest(
        self,
        id: UUID,
        brand_id: UUID,
        reason: str,
        evidence: WrittenText,
        by: UUID,
        at: datetime,
        key: IdempotencyKey | None = None,
    ) -> int:
        """Raises what Earning.contest raises; NotFound without the earning."""
        return self._change(
            id, lambda earning: earning.contest(brand_id, reason, evidence, by, at), key
        )

    def answer_contest(
        self,
        id: UUID,
        expert_id: UUID,
        answer: WrittenText,
        at: datetime,
        key: IdempotencyKey | None = None,
    ) -> int:
        """Raises what Earning.answer_contest raises; NotFound without the earning."""
        return self._change(id, lambda earning: earning.answer_contest(expert_id, answer, at), key)

    def accept_contest(
        self,
        id: UUID,
        reason: WrittenText,
        by: UUID,
        at: datetime,
        key: IdempotencyKey | None = None,
    ) -> int:
        """Raises what Earning.accept_contest raises; NotFound without the earning."""
        return self._change(id, lambda earning: earning.accept_contest(reason, by, at), key)

    def reject_contest(
        self,
        id: UUID,
        reason: WrittenText,
        by: UUID,
        at: datetime,
        key: IdempotencyKey | None = None,
    ) -> int:
        """Raises what Earning.reject_contest raises; NotFound without the earning."""
        return self._change(id, lambda earning: earning.reject_contest(reason, by, at), key)

    def appeal(
        self,
        id: UUID,
        expert_id: UUID,
        appeal: WrittenText,
        at: datetime,
        key: IdempotencyKey | None = None,
    ) -> int:
        """Raises what Earning.appeal raises; NotFound without the earning."""
        return self._change(id, lambda earning: earning.appeal(expert_id, appeal, at), key)

    def grant_appeal(
        self,
        id: UUID,
        reason: WrittenText,
        by: UUID,
        at: datetime,
        key: IdempotencyKey | None = None,
    ) -> int:
        """Raises what Earning.grant_appeal raises; NotFound without the earning."""
        return self._change(id, lambda earning: earning.grant_appeal(reason, by, at), key)

    def reject_appeal(
        self,
        id: UUID,
        reason: WrittenText,
        by: UUID,
        at: datetime,
        key: IdempotencyKey | None = None,
    ) -> int:
        """Raises what Earning.reject_appeal raises; NotFound without the earning."""
        return self._change(id, lambda earning: earning.reject_appeal(reason, by, at), key)

    def release(self, id: UUID, at: datetime) -> int:
        """Raises what Earning.release raises; NotFound without the earning."""
        return self._change(id, lambda earning: earning.release(at))

    def _change(
        self, id: UUID, change: Callable[[Earning], None], key: IdempotencyKey | None = None
    ) -> int:
        """Change an earning, once for a key, and list it where it belongs then."""

        def decide() -> Decision:
            earning = self._log.load(Earning, id)
            before = _listed(earning)
            change(earning)
            aggregates, changes = self._paid_by_brand(earning)
            return Decision([earning, *aggregates], _listed(earning), before, changes)

        return self._log.execute(decide, key, command_of(change))

    def _paid_by_brand(
        self, earning: Earning
    ) -> tuple[Sequence[Aggregate], Sequence[BalanceChange]]:
        """
        What follows for the conversation and the budget that paid for it, in the same commit.

        Its own events say what it costs now: read models know nothing of earnings.
        """
        match earning.pending_events:
            case [Earning.Refused(at=at) | Earning.ContestAccepted(at=at) as event]:
                conversation = self._conversation(event.pay)
                moved = return_price(self._log, conversation.id, at)
                by = event.by if isinstance(event, Earning.ContestAccepted) else None
                conversation.waive_price(moved.booking_id, by, at)
            case [Earning.AppealGranted(at=at) as event]:
                conversation = self._conversation(event.pay)
                moved = charge_again(self._log, conversation.id, at)
                conversation.reinstate_price(moved.booking_id, event.by, at)
            case _:
                return [], []
        return [conversation, *moved.aggregates], moved.balance_changes

    def _conversation(self, pay: ConversationPay) -> Conversation:
        return self._log.load(Conversation, pay.conversation_id)


def _listed(earning: Earning) -> list[Reservation]:
    """By the time until which it is held, from which it can be decided, or of its release."""
    match earning.status:
        case EarningStatus.HELD:
            return [held_reservation(earning)]
        case EarningStatus.CONTESTED:
            return [Reservation("earning-contested", _key(earning.decidable_from, earning), ALL)]
        case EarningStatus.REFUSED if earning.is_appealed:
            return [Reservation("earning-appealed", _key(earning.decidable_from, earning), ALL)]
        case EarningStatus.RELEASED:
            return [_unstated(earning)]
        case _:
            return []


def held_reservation(earning: Earning) -> Reservation:
    """With its amount, so that what will be paid is added up without reading each earning."""
    assert earning.pay is not None
    net = earning.pay.net
    key = f"{_key(earning.held_until, earning)}/{net.currency}/{net.amount}"
    return Reservation("earning-held", key, ALL)


def _unstated(earning: Earning) -> Reservation:
    """A released earning is found by the next statement."""
    assert earning.pay is not None
    assert earning.released_at is not None
    holder = AccountHolder(earning.pay.expert_id, earning.pay.net.currency)
    return UnstatedItem(earning.released_at, holder, earning.id, is_earning=True).reservation


def _key(at: datetime | None, earning: Earning) -> str:
    assert at is not None
    return f"{_written(at)}/{earning.id}"


def _written(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S.%fZ}"
