"""
What the ledger and the log say of earned pay: the history, and what is certain at a moment.

* earned_pay          the lines of experts' held accounts, as one fact for each conversation
* certain_payouts     what is payable already, and what is held with the day of its release
* certain_payouts_as_of   the same as of a past day
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, func, select

from domain.conversations.conversation import Conversation
from domain.log.event_log import EventLog
from payments.earnings.earning import Earning, EarningStatus, earning_id
from payments.earnings.earning_commands import held_earnings
from payments.ledger.cutoffs import Cutoff
from payments.ledger.daily_totals import DAY_US
from payments.ledger.entries import microseconds
from payments.ledger.flows import class_totals
from payments.ledger.tables import account, daily_total, entry, line
from payments.ledger.trial_balance import AccountBalance
from payments.payout_forecasts.market_facts import EarnedPay
from payments.payout_forecasts.payout_weeks import (
    HOUR_US,
    payout_week_of,
    week_number,
    week_start_us,
)

LONGEST_HOLD_US = 60 * 24 * HOUR_US
"""What closed longer ago and is still held has no day of release: contested, or from before."""


class ConversationEarning(NamedTuple):
    """Pay in a currency, and the conversation that earned it."""

    conversation_id: UUID
    currency: str
    pay: EarnedPay


HeldPay = tuple[str, int, int]
"""Currency, until when it is held in microseconds since 1970, and its net in minor units."""


class CertainPayouts(NamedTuple):
    """What will be paid as far as it is earned, in minor units of one currency."""

    by_week: Mapping[int, int]
    """By week of payout."""
    without_day: int
    """Held without a day of release: contested, not looked at yet, or from before Comptoir."""


def earned_pay(
    db: Connection, hold_us: int, since_us: int, before_us: int | None = None
) -> list[ConversationEarning]:
    """
    What conversations earned experts, of entries recorded since a moment and before another.

    hold_us: from the end of a conversation to its release. Times are microseconds since 1970 (UTC).
    """
    found: dict[bytes, ConversationEarning] = {}
    earlier: list[ConversationEarning] = []
    for row in db.execute(_held_lines(since_us, before_us)):
        if row.amount_minor > 0:
            if row.conversation_id in found:
                earlier.append(found[row.conversation_id])
            found[row.conversation_id] = _earned(row, hold_us)
        elif (earned := found.get(row.conversation_id)) is not None:
            found[row.conversation_id] = earned._replace(pay=_left(earned.pay, row))
    return [*earlier, *found.values()]


def _held_lines(since_us: int, before_us: int | None) -> Any:
    query = (
        select(
            account.c.name,
            account.c.unit,
            entry.c.conversation_id,
            entry.c.event_type,
            entry.c.effective_us,
            entry.c.recorded_us,
            line.c.amount_minor,
        )
        .join(line, line.c.entry_id == entry.c.id)
        .join(account, account.c.id == line.c.account_id)
        .where(account.c.name.like("expert:%:held"), entry.c.recorded_us >= since_us)
        .order_by(entry.c.id)
    )
    return query if before_us is None else query.where(entry.c.recorded_us < before_us)


def _earned(row: Any, hold_us: int) -> ConversationEarning:
    """An appeal that was granted makes it payable at once."""
    waits = hold_us if row.event_type.startswith(Conversation.Closed.__qualname__) else 0
    expert_id = UUID(row.name.split(":")[1])
    pay = EarnedPay(
        expert_id, row.amount_minor, row.effective_us, row.effective_us + waits, row.recorded_us
    )
    return ConversationEarning(UUID(bytes=row.conversation_id), row.unit, pay)


def _left(pay: EarnedPay, row: Any) -> EarnedPay:
    """It left the held account: released to be paid, or refused."""
    if row.event_type.startswith(Earning.Released.__qualname__):
        return pay._replace(released_us=row.recorded_us, payable_us=row.effective_us)
    return pay._replace(refused_us=row.recorded_us)


def certain_payouts(log: EventLog, db: Connection, at_us: int) -> dict[str, CertainPayouts]:
    """What is certain now, by currency: from totals of the ledger and the list of what is held."""
    totals = class_totals(("expert:held", "expert:payable"), Cutoff(), db)
    released = _released_since(week_start_us(week_number(at_us)), db)
    held = (
        (one.net.currency, microseconds(one.held_until), one.net.amount)
        for one in held_earnings(log)
    )
    return _certain(held, _of_class("held", totals), _of_class("payable", totals), released, at_us)


def certain_payouts_as_of(
    log: EventLog,
    earned: Iterable[ConversationEarning],
    balances: Sequence[AccountBalance],
    at_us: int,
    before_us: int,
) -> dict[str, CertainPayouts]:
    """
    What was certain at a moment, by currency; it reads the events of each earning that was held.

    balances: of the same moment. before_us: only events that were recorded before count.
    """
    payable = _balances_of("payable", balances)
    released = _released_from(week_start_us(week_number(at_us)), earned)
    held = _held(log, earned, at_us, before_us)
    return _certain(held, _balances_of("held", balances), payable, released, at_us)


def _certain(
    held: Iterable[HeldPay],
    held_minor: Counter[str],
    payable_minor: Counter[str],
    released: Counter[str],
    at_us: int,
) -> dict[str, CertainPayouts]:
    """released: since the week began."""
    by_week: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for currency, minor in payable_minor.items():
        # Less than was released is left when some of it has been paid already.
        later = min(minor, released[currency])
        by_week[currency][week_number(at_us)] += minor - later
        by_week[currency][week_number(at_us) + 1] += later
    without_day = Counter(held_minor)
    for currency, held_until_us, net in held:
        by_week[currency][payout_week_of(max(held_until_us, at_us))] += net
        without_day[currency] -= net
    return {
        currency: CertainPayouts(by_week[currency], without_day[currency])
        for currency in sorted({*without_day, *payable_minor})
    }


def _of_class(purpose: str, totals: Mapping[tuple[str, str], int]) -> Counter[str]:
    """What experts' accounts of a purpose hold, by currency."""
    name = f"expert:{purpose}"
    return Counter({unit: minor for (found, unit), minor in totals.items() if found == name})


def _released_since(since_us: int, db: Connection) -> Counter[str]:
    """What became payable since the beginning of a day (UTC), by currency."""
    totals = daily_total.c
    query = (
        select(totals.unit, func.sum(totals.credit_minor))
        .where(totals.account_class == "expert:payable", totals.effective_day >= since_us // DAY_US)
        .where(totals.event_type.startswith(f"{Earning.Released.__qualname__}."))
        .group_by(totals.unit)
    )
    return Counter({unit: int(minor) for unit, minor in db.execute(query)})


def _released_from(since_us: int, earned: Iterable[ConversationEarning]) -> Counter[str]:
    """What became payable from a moment on, by currency."""
    released: Counter[str] = Counter()
    for _, currency, pay in earned:
        if pay.payable_us is not None and pay.payable_us >= since_us:
            released[currency] += pay.net
    return released


def _balances_of(purpose: str, balances: Iterable[AccountBalance]) -> Counter[str]:
    """What experts' accounts of a purpose held, by currency."""
    sums: Counter[str] = Counter()
    for balance in balances:
        owner, _, rest = balance.name.partition(":")
        if owner == "expert" and rest.endswith(f":{purpose}"):
            sums[balance.unit] += balance.balance_minor
    return sums


def _held(
    log: EventLog, earned: Iterable[ConversationEarning], at_us: int, before_us: int
) -> Iterator[HeldPay]:
    """What was held until a day, as the log had it."""
    for conversation_id, currency, pay in earned:
        is_open = pay.released_us is None and pay.refused_us is None
        if is_open and pay.closed_us > at_us - LONGEST_HOLD_US:
            earning = _earning(log, conversation_id, before_us)
            if earning.status is EarningStatus.HELD and earning.held_until is not None:
                yield currency, microseconds(earning.held_until), pay.net


def _earning(log: EventLog, conversation_id: UUID, before_us: int) -> Earning:
    earning = Earning(earning_id(conversation_id))
    for event in log.history(earning.id):
        if event.recorded_us < before_us:
            earning.replay(event.data)
    return earning
