"""The statements of a week in the terminal."""

import json

import click
from rich.console import Console
from rich.table import Table

from domain.log.event_log import EventLog
from payments.statements.statement_list import StatementOfWeek, statement_of_week
from payments.statements.week_statements import statements_in
from payments.weeks import parse_week
from web.cli.parts import open_marketplace
from web.settings import Settings
from web.statements.closing import close_week


@click.command("statements")
@click.option("--week", required=True, help="An ISO 8601 week in UTC, such as 2017-W40.")
@click.option("--close", is_flag=True, help="Close the week first, where it is not closed yet.")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How the statements are written.",
)
def show_statements(*, week: str, close: bool, output_format: str) -> None:
    """
    Show what each expert is owed by the statement of a week, in each currency.

    Amounts in JSON are in minor units. Closing a week twice closes it once.
    """
    parsed = parse_week(week)
    marketplace = open_marketplace()
    if close:
        bonus = Settings.from_environment().bonus_rule
        close_week(marketplace, parsed, marketplace.clock(), bonus)
    statements = _statements(marketplace.log, week)
    if output_format == "json":
        click.echo(json.dumps([_as_json(statement) for statement in statements], indent=2))
    else:
        _print(week, statements)


def _statements(log: EventLog, week: str) -> list[StatementOfWeek]:
    holders = sorted(listed.holder for listed in statements_in(log, week))
    found = (statement_of_week(log, holder, week) for holder in holders)
    return [statement for statement in found if statement]


def _as_json(of_week: StatementOfWeek) -> dict[str, object]:
    statement = of_week.statement
    return {
        "week": statement.week,
        "expert_id": str(statement.expert_id),
        "currency": statement.currency,
        "number": statement.number,
        "opening_minor": statement.opening.amount,
        "earned_minor": of_week.earned.amount,
        "adjusted_minor": statement.adjusted.amount,
        "paid_out_minor": statement.paid_out.amount,
        "closing_minor": statement.closing.amount,
        "lines": [
            {
                "conversation_id": str(line.conversation_id),
                "released_at": line.released_at.isoformat(),
                "net_minor": line.net.amount,
            }
            for line in statement.lines
        ],
        "hash": statement.hash,
    }


def _print(week: str, statements: list[StatementOfWeek]) -> None:
    table = Table(title=f"Statements of {week}", title_justify="left")
    for column in ("expert", "currency", "opening", "earned", "adjusted", "paid out", "closing"):
        table.add_column(column, justify="left" if column in ("expert", "currency") else "right")
    for of_week in statements:
        statement = of_week.statement
        amounts = (
            statement.opening,
            of_week.earned,
            statement.adjusted,
            statement.paid_out,
            statement.closing,
        )
        table.add_row(
            str(statement.expert_id),
            statement.currency,
            *(_amount(money.amount) for money in amounts),
        )
    Console(width=WIDE).print(table)


WIDE = 130


def _amount(minor: int) -> str:
    sign = "-" if minor < 0 else ""
    return f"{sign}{abs(minor) // 100}.{abs(minor) % 100:02}"
