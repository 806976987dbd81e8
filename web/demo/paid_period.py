"""
What the shop's experts earn and are paid: day by day, by the same commands as the jobs'.

Every command may be repeated: what happened before changes nothing. So a load that was interrupted
begins again, and goes on where it was.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, partial
from typing import NamedTuple
from uuid import UUID

from domain.bookings.budget_reservation import reservation_id
from domain.conversations.conversation import Conversation
from domain.errors import NotNow
from domain.log.event_log import EventLog
from domain.log.event_reader import read_events
from domain.money import Money
from domain.terms import Paid
from payments.brand_accounts.rail_payment import RailPayment
from payments.earnings.earning import earning_id
from payments.months import month_before, month_of
from payments.pay_runs.pay_run import PayRunLimits, pay_run_id
from payments.pay_runs.payout import Payout, Rail
from payments.pay_runs.payout_lists import open_payouts
from payments.rail_statements.rail_statement import RailAccount
from payments.weeks import Week, week_of
from web.demo.planned import CURRENCY, FINANCE_ID, PLATFORM_ID, manager_id_of
from web.demo.planned_contests import ONE_DAY, PlannedContest, written
from web.earnings.jobs import release_due_earnings
from web.marketplace import Marketplace
from web.pay_runs.jobs import finalise_payouts
from web.statements.closing import close_week

BATCH = 5000
HELD_FOR = timedelta(days=7)
EARLY, MORNING, AFTERNOON = time(4), time(9), time(15)
MONDAY, TUESDAY = 0, 1
CLOSED_ON, BRAND_PAYS_ON = 6, 15
"""The days on which finance closes the month before, and a brand pays what it owes for it."""
LIMITS = PayRunLimits(run_minor=500_000, payout_minor=2_000)
"""A pay run above the first needs a second person; an expert with less than the second waits."""
LOW_LIMITS = PayRunLimits(run_minor=5_000, payout_minor=1_000)
"""So that a small run of the demonstration needs a second person, too."""


class ClosedConversation(NamedTuple):
    id: UUID
    closed: Conversation.Closed
    price: Money


class ContestedConversation(NamedTuple):
    contest: PlannedContest
    conversation: ClosedConversation


class PaidPeriod:
    """Some days of a brand's experts, in order."""

    def __init__(
        self,
        marketplace: Marketplace,
        brand_id: UUID,
        conversations: Sequence[ClosedConversation],
        contested: Sequence[ContestedConversation],
        paid_before: date,
    ) -> None:
        """
        conversations: of the brand's experts, in the order in which they were closed.

        paid_before: a pay run on this day or later is only prepared, by another person, and waits
        for its approval.
        """
        self._market, self._brand_id = marketplace, brand_id
        self._conversations, self._contested = conversations, contested
        self._paid_before = paid_before

    def run(self, until: date) -> None:
        """Each day from the first conversation on, before a last."""
        coming = iter([*self._conversations, None])
        conversation = next(coming)
        day = conversation.closed.at.date() if conversation else until
        while day < until:
            while conversation is not None and conversation.closed.at < _at(day + ONE_DAY, EARLY):
                earn = self._market.earnings.earn
                earn(conversation.id, conversation.closed, HELD_FOR)
                conversation = next(coming)
            self._live(day)
            day += ONE_DAY

    def _live(self, day: date) -> None:
        self._decide_contests(day)
        release_due_earnings(self._market, _at(day, EARLY))
        finalise_payouts(self._market, _at(day, EARLY))
        last_week = week_of(_at(day, EARLY)).before
        if day.weekday() == MONDAY:
            close_week(self._market, last_week, _at(day, EARLY))
        if day.weekday() == TUESDAY:
            self._pay(last_week, day)
        if day.day == CLOSED_ON:
            self._close_month(day)
        if day.day == BRAND_PAYS_ON:
            self._receive_from_brand(day)

    def _decide_contests(self, day: date) -> None:
        for step in self._steps:
            if step.day == day:
                with suppress(NotNow):  # taken before
                    step.act()

    def _pay(self, week: Week, day: date) -> None:
        """Finance prepares and starts the run, pays at its bank, and records that it did."""
        at, is_paid = _at(day, MORNING), day < self._paid_before
        limits, by = (LIMITS, FINANCE_ID) if is_paid else (LOW_LIMITS, PLATFORM_ID)
        # The worker carries out the run that waits: it can be killed in the middle of it.
        rail = Rail.MANUAL if is_paid else Rail.PRACTICE
        runs, id = self._market.pay_runs, pay_run_id(str(week), rail)
        with suppress(NotNow):  # nothing to pay
            runs.prepare(str(week), rail, limits, by, at)
            if is_paid:
                runs.start(id, FINANCE_ID, at)
                runs.initiate_payouts(id, at)
                self._record_payments(id, f"VIR {week}", _at(day, AFTERNOON))

    def _record_payments(self, pay_run_id: UUID, reference: str, at: datetime) -> None:
        for payout_id in list(open_payouts(self._market.log, pay_run_id)):
            amount = self._market.log.load(Payout, payout_id).amount
            self._market.payouts.record_payment(payout_id, amount, reference, FINANCE_ID, at)
        self._market.pay_runs.complete_if_done(pay_run_id, at)

    def _receive_from_brand(self, day: date) -> None:
        """The brand pays for the conversations of the month before that no booking paid for."""
        month, log = month_before(month_of(day)), self._market.log
        on_account = [
            conversation.price.amount
            for conversation in self._conversations
            if month_of(conversation.closed.at) == month
            and not log.rows.positions_of(reservation_id(conversation.id), 1)
        ]
        if on_account:
            with suppress(NotNow):  # recorded before
                self._market.brand_accounts.receive_payment(
                    self._brand_id,
                    Money(sum(on_account), CURRENCY),
                    RailPayment(RailAccount.BANK, f"VIR {month}", day),
                    FINANCE_ID,
                    _at(day, AFTERNOON),
                )

    def _close_month(self, day: date) -> None:
        month = month_before(month_of(day))
        with suppress(NotNow):  # closed before
            self._market.general_ledger.close_period(month, FINANCE_ID, _at(day, AFTERNOON))

    @cached_property
    def _steps(self) -> list["ContestStep"]:
        return [step for contested in self._contested for step in self._steps_of(*contested)]

    def _steps_of(
        self, contest: PlannedContest, contested: ClosedConversation
    ) -> Iterator["ContestStep"]:
        """Who does what about a contested conversation, day after day."""
        earnings, id, expert_id = (
            self._market.earnings,
            earning_id(contested.id),
            contested.closed.respondent_id,
        )
        by, texts = manager_id_of(self._brand_id), partial(written, self._brand_id, contest)
        day = contested.closed.at.date()

        def step(days: int, act: Callable[[datetime], object]) -> ContestStep:
            on = day + days * ONE_DAY
            return ContestStep(on, partial(act, _at(on, MORNING)))

        yield step(
            1,
            lambda at: earnings.contest(
                id, self._brand_id, contest.reason, texts("evidence"), by, at
            ),
        )
        yield step(2, lambda at: earnings.answer_contest(id, expert_id, texts("answer"), at))
        if contest.is_accepted:
            yield step(3, lambda at: earnings.accept_contest(id, texts("decision"), FINANCE_ID, at))
        elif contest.decision:
            yield step(3, lambda at: earnings.reject_contest(id, texts("decision"), FINANCE_ID, at))
        if contest.appeal:
            yield step(5, lambda at: earnings.appeal(id, expert_id, texts("appeal"), at))
            yield step(
                8,
                lambda at: earnings.grant_appeal(id, texts("appeal_decision"), PLATFORM_ID, at),
            )


class ContestStep(NamedTuple):
    """What a person does about a contested conversation on a day."""

    day: date
    act: Callable[[], object]


def paid_conversations(log: EventLog, brand_id: UUID) -> list[ClosedConversation]:
    """The conversations that a brand pays for, in the order in which they were closed."""
    found, after = [], 0
    while rows := log.rows.rows_after(after, BATCH):
        events, _ = read_events(rows, (Conversation.Closed,), set())
        after = rows[-1].position
        found += [
            ClosedConversation(UUID(bytes=event.stream), event.data, terms.price)
            for event in events
            if event.data.brand_id == brand_id and isinstance(terms := event.data.terms, Paid)
        ]
    return sorted(found, key=lambda conversation: conversation.closed.at)


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=UTC)
