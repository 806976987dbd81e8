"""An expert's monthly statement in the reader's language: as a page, as PDF and as CSV."""

import csv
import io
from typing import Any
from uuid import UUID

from payments.invoices.monthly_statement import (
    AccountMonth,
    MonthlyStatement,
    Movement,
    monthly_statement,
)
from payments.months import last_day_of
from web.conversations.presenters import short
from web.http.request_context import marketplace
from web.i18n import formats
from web.i18n.language import current_language, gettext
from web.i18n.periods import month_text
from web.invoices.labels import MOVEMENTS, OTHER_MOVEMENT
from web.invoices.pdf import draw
from web.ledger.labels import class_text


def part_name(part: str) -> str:
    """What an account of an expert is called."""
    return class_text(f"expert:{part}")


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
    return gettext("Statement for %(month)s", month=month_text(statement.month))


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
            [part_name(part), *_part(amounts, currency)]
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
