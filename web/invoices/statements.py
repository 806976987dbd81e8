"""An expert's monthly statement in the reader's language: as a page, as PDF and as CSV."""

import csv
import io
from calendar import monthrange
from datetime import date
from typing import Any
from uuid import UUID

from payments.invoices.monthly_statement import (
    AccountMonth,
    MonthlyStatement,
    Movement,
    monthly_statement,
)
from web.conversations.presenters import short
from web.http.request_context import marketplace
from web.i18n import formats
from web.i18n.language import current_language, gettext, lazy_gettext
from web.invoices.labels import MOVEMENTS, OTHER_MOVEMENT
from web.invoices.pdf import draw

PART_NAMES = {
    "held": lazy_gettext("Held"),
    "payable": lazy_gettext("Payable"),
    "in_transit": lazy_gettext("In transit"),
    "advance": lazy_gettext("Advance to recover"),
}


def statement_of(expert_id: UUID, month: str, currency: str) -> MonthlyStatement:
    with marketplace().ledger.read() as db:
        return monthly_statement(expert_id, month, currency, db)


def movement_name(event_type: str) -> str:
    return str(MOVEMENTS.get(event_type, OTHER_MOVEMENT))


def as_csv(statement: MonthlyStatement) -> str:
    """Amounts in minor units, so that no program mistakes a comma for a thousands separator."""
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(("at", "event", "conversation", "amount_minor", "balance_minor", "currency"))
    for movement in statement.movements:
        conversation = movement.conversation_id or ""
        at = movement.at.isoformat()
        amounts = (movement.amount, movement.balance, statement.currency)
        rows.writerow((at, movement.event_type, conversation, *amounts))
    return file.getvalue()


def as_pdf(statement: MonthlyStatement, name: str, platform: str) -> bytes:
    """name: the expert's. It says that it was made on the last day of its month."""
    return draw("statement_1", _data(statement, name, platform), last_day_of(statement.month))


def title_of(statement: MonthlyStatement) -> str:
    month = formats.month(first_day_of(statement.month))
    return gettext("Statement for %(month)s", month=month)


def first_day_of(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def last_day_of(month: str) -> date:
    first = first_day_of(month)
    return first.replace(day=monthrange(first.year, first.month)[1])


def _data(statement: MonthlyStatement, name: str, platform: str) -> dict[str, Any]:
    currency = statement.currency
    return {
        "title": title_of(statement),
        "name": name,
        "platform": platform,
        "language": current_language(),
        "part_headings": [
            gettext("Account"),
            gettext("Opening"),
            gettext("In"),
            gettext("Out"),
            gettext("Closing"),
        ],
        "parts": [
            [str(PART_NAMES[part]), *_part(amounts, currency)]
            for part, amounts in statement.parts.items()
        ],
        "movements_title": gettext("What became payable, and what was paid"),
        "movement_headings": [
            gettext("Day (UTC)"),
            gettext("What"),
            gettext("Conversation"),
            gettext("Amount"),
            gettext("Payable after it"),
        ],
        "movements": [_row(movement, currency) for movement in statement.movements],
        "note": gettext("Amounts are those of the ledger. VAT is included."),
    }


def _part(amounts: AccountMonth, currency: str) -> list[str]:
    opening, credited, debited = amounts
    return [
        formats.money(minor, currency) for minor in (opening, credited, debited, amounts.closing)
    ]


def _row(movement: Movement, currency: str) -> list[str]:
    return [
        formats.day(movement.at.date(), "short"),
        movement_name(movement.event_type),
        short(movement.conversation_id) or "",
        formats.money(movement.amount, currency),
        formats.money(movement.balance, currency),
    ]
