"""Statements as experts and finance read them: amounts, what is withheld and why, adjustments."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.log.event_log import EventLog
from domain.money import Money, sums_by_currency
from payments.earnings.unstated_items import AccountHolder, unstated_items
from payments.payees.payee_commands import missing_of
from payments.statements.account_reasons import WithheldReason
from payments.statements.statement_account import StatementAccount
from payments.statements.statement_list import StatementOfWeek, account_history
from payments.statements.week_statements import WeekStatement
from web.http.account_names import account_names, names_of, person_name
from web.http.request_context import private_texts
from web.i18n.language import gettext


class PaymentRule(NamedTuple):
    """By what it is decided whether an account is paid now."""

    threshold_minor: int
    at: datetime
    """Now, UTC."""


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
    log: EventLog, account: StatementAccount, holder: AccountHolder, rule: PaymentRule
) -> AccountView:
    """What of an account is to be paid now, or why it is not."""
    missing = missing_of(log, holder.expert_id)
    return AccountView(
        holder,
        to_pay=Money(account.to_pay_minor, holder.currency),
        owed=Money(account.owed_minor, holder.currency),
        withheld=account.withheld_reasons(rule.threshold_minor, missing, rule.at),
        unstated=len(unstated_items(log, holder)),
        week=account.week,
    )


def adjustment_views(adjustments: Sequence[StatementAccount.Adjusted]) -> list[AdjustmentView]:
    """With the names of those who adjusted, never an address, and what they wrote."""
    texts = private_texts().read([adjusted.reason_text_id for adjusted in adjustments])
    names = author_names([adjusted.by for adjusted in adjustments])
    return [
        AdjustmentView(adjusted, names[adjusted.by], texts.get(adjusted.reason_text_id))
        for adjusted in adjustments
    ]


def statement_rows(
    log: EventLog, listed: Iterable[WeekStatement], week: str, rule: PaymentRule
) -> list[StatementRow]:
    """Some statements of a week, in their order. Finance sees names, and no payment details."""
    holders = [statement.holder for statement in listed]
    names = expert_names([holder.expert_id for holder in holders])
    return [
        StatementRow(
            holder,
            names[holder.expert_id],
            of_week,
            account_view(log, history.account, holder, rule),
        )
        for holder in holders
        if (of_week := (history := account_history(log, holder)).of_week(week))
    ]


def totals(listed: Iterable[WeekStatement]) -> list[Money]:
    """What the statements of a week close with, by currency."""
    return sums_by_currency(statement.closing for statement in listed)


def expert_names(ids: Sequence[UUID]) -> dict[UUID, str]:
    """As finance reads them: those without a name by their address."""
    names = account_names(ids)
    return {id: person_name(id, names) for id in ids}


def author_names(ids: Sequence[UUID]) -> dict[UUID, str]:
    """As experts read them, who see no address of those in finance."""
    unnamed = gettext("a person without a name")
    names = {id: found.name.strip() or unnamed for id, found in names_of(ids).items()}
    return {id: person_name(id, names) for id in ids}
