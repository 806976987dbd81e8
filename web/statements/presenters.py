"""Statements as experts and finance read them: amounts, what is withheld and why, adjustments."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.log.event_log import EventLog
from domain.money import Money
from payments.earnings.unstated_items import AccountHolder, unstated_items
from payments.payees.payee_commands import missing_of
from payments.payees.payee_details import MissingDetail
from payments.statements.account_reasons import WithheldReason
from payments.statements.statement_account import StatementAccount
from payments.statements.statement_commands import load_account
from payments.statements.statement_list import StatementOfWeek, statement_of_week
from web.brands.settings_history_views import account_names
from web.http.request_context import private_texts
from web.i18n.language import gettext


class AccountView(NamedTuple):
    """An expert's account in a currency, as it is now."""

    holder: AccountHolder
    to_pay: Money
    """By the last statement."""
    owed: Money
    withheld: tuple[WithheldReason, ...]
    unstated: int
    """Conversations and adjustments that the next statement will list."""
    week: str
    """Of the last statement; '' before the first."""


class AdjustmentView(NamedTuple):
    adjusted: StatementAccount.Adjusted
    by: str
    text: str | None
    """None when it has been erased."""


class StatementRow(NamedTuple):
    """An expert's statement of a week, as finance's list has it."""

    holder: AccountHolder
    name: str
    of_week: StatementOfWeek
    account: AccountView


def account_view(
    log: EventLog,
    holder: AccountHolder,
    missing: Sequence[MissingDetail],
    threshold_minor: int,
    at: datetime,
) -> AccountView:
    """at: now, UTC. missing: which details of the expert."""
    account = load_account(log, holder)
    return AccountView(
        holder,
        to_pay=Money(account.to_pay_minor, holder.currency),
        owed=Money(account.owed_minor, holder.currency),
        withheld=account.withheld_reasons(threshold_minor, missing, at),
        unstated=len(unstated_items(log, holder)),
        week=account.week,
    )


def adjustment_views(adjustments: Sequence[StatementAccount.Adjusted]) -> list[AdjustmentView]:
    """With the names of those who adjusted, and what they wrote."""
    texts = private_texts().read([adjusted.reason_text_id for adjusted in adjustments])
    names = account_names(adjusted.by for adjusted in adjustments)
    return [
        AdjustmentView(
            adjusted,
            names.get(adjusted.by) or gettext("a closed account"),
            texts.get(adjusted.reason_text_id),
        )
        for adjusted in adjustments
    ]


def statement_rows(
    log: EventLog,
    holders: Iterable[AccountHolder],
    week: str,
    threshold_minor: int,
    at: datetime,
) -> list[StatementRow]:
    """The statements of a week, by name. Finance sees names, and no payment details."""
    found = [(holder, statement_of_week(log, holder, week)) for holder in holders]
    names = account_names(holder.expert_id for holder, _ in found)
    rows = [
        StatementRow(
            holder,
            expert_name(names, holder.expert_id),
            of_week,
            account_view(log, holder, missing_of(log, holder.expert_id), threshold_minor, at),
        )
        for holder, of_week in found
        if of_week
    ]
    return sorted(rows, key=lambda row: (row.name.casefold(), row.holder))


def totals(rows: Iterable[StatementRow]) -> list[Money]:
    """What is to be paid by the statements that nothing withholds, by currency."""
    sums: dict[str, int] = {}
    for row in rows:
        if not row.account.withheld:
            currency = row.holder.currency
            sums[currency] = sums.get(currency, 0) + row.account.to_pay.amount
    return [Money(amount, currency) for currency, amount in sorted(sums.items())]


def expert_name(names: Mapping[UUID, str], expert_id: UUID) -> str:
    """By name; those who closed their account have none."""
    return names.get(expert_id) or gettext("a closed account")
