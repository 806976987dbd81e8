"""
What became of pay that was released: on which statement it is, and whether that was paid out.

A payout pays the statements up to the one that its deduction names, the oldest first. A statement
that was closed while it was being prepared is paid by the next; one that came back pays nothing.
"""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from domain.aggregate import Event
from domain.log.event_log import EventLog
from payments.earnings.earning import Earning
from payments.earnings.unstated_items import AccountHolder
from payments.pay_runs.payout import OPEN, Payout, PayoutStatus
from payments.statements.statement_account import StatementAccount, statement_account_id
from web.earnings.labels import EarningState, StateText
from web.i18n.language import gettext
from web.i18n.periods import week_text

PAID = (PayoutStatus.PAID, PayoutStatus.FINAL)


class StatedEarning(NamedTuple):
    """The statement that lists an earning, and the payout that took its amount."""

    week: str
    payout_id: UUID | None
    """None: it is not paid out yet, or what was paid came back."""


class PaymentStates:
    """Reads each statement account and each payout once, however many earnings are asked for."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._stated: dict[AccountHolder, dict[UUID, StatedEarning]] = {}
        self._payouts: dict[UUID, Payout] = {}

    def of(self, earning: Earning) -> StateText:
        """Of an earning that was released."""
        assert earning.pay is not None
        holder = AccountHolder(earning.pay.expert_id, earning.pay.net.currency)
        stated = self._stated_by(holder).get(earning.id)
        if stated is None:
            return StateText(EarningState.PAYABLE, gettext("on the next statement"))
        why = gettext("on the statement of %(week)s", week=week_text(stated.week, "medium"))
        return StateText(self._state(stated.payout_id), why)

    def _state(self, payout_id: UUID | None) -> EarningState:
        if payout_id is None:
            return EarningState.PAYABLE
        if payout_id not in self._payouts:
            self._payouts[payout_id] = self._log.load_or_new(Payout, payout_id)
        status = self._payouts[payout_id].status
        if status in PAID:
            return EarningState.PAID
        return EarningState.IN_TRANSIT if status in OPEN else EarningState.PAYABLE

    def _stated_by(self, holder: AccountHolder) -> dict[UUID, StatedEarning]:
        if holder not in self._stated:
            history = self._log.history(statement_account_id(*holder))
            self._stated[holder] = stated_earnings(recorded.data for recorded in history)
        return self._stated[holder]


def stated_earnings(events: Iterable[Event]) -> dict[UUID, StatedEarning]:
    """By the id of the earning, from the events of a statement account."""
    stated: dict[UUID, StatedEarning] = {}
    for event in events:
        match event:
            case StatementAccount.StatementClosed(week=week, lines=lines):
                stated |= {line.earning_id: StatedEarning(week, None) for line in lines}
            case StatementAccount.PayoutDeducted(payout_id=payout_id, paid_up_to_week=up_to):
                _pay(stated, up_to, payout_id)
            case StatementAccount.PayoutReturned(payout_id=payout_id):
                _return(stated, payout_id)
    return stated


def _pay(stated: dict[UUID, StatedEarning], up_to_week: str, payout_id: UUID) -> None:
    for id, earning in stated.items():
        if earning.payout_id is None and earning.week <= up_to_week:
            stated[id] = earning._replace(payout_id=payout_id)


def _return(stated: dict[UUID, StatedEarning], payout_id: UUID) -> None:
    for id, earning in stated.items():
        if earning.payout_id == payout_id:
            stated[id] = earning._replace(payout_id=None)
