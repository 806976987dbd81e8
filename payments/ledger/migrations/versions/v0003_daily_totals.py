"""Totals by day, filled from the entries there are, and what finance's pages look lines up by."""

from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0003", "0002"

DAY_US = 86_400_000_000


def upgrade() -> None:
    _create_tables()
    _create_indexes()
    fill()


def _create_tables() -> None:
    op.create_table(
        "ledger_day",
        sa.Column("effective_day", sa.BigInteger(), nullable=False),
        sa.Column("recorded_day", sa.BigInteger(), nullable=False),
        sa.Column("first_entry", sa.BigInteger(), nullable=False),
        sa.Column("last_entry", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("effective_day", "recorded_day"),
        schema=_schema(),
    )
    key = ("account_class", "owner", "unit", "effective_day", "recorded_day", "event_type")
    op.create_table(
        "daily_total",
        sa.Column("account_class", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("effective_day", sa.BigInteger(), nullable=False),
        sa.Column("recorded_day", sa.BigInteger(), nullable=False),
        sa.Column("event_type", sa.Text(), nullable=False),
        sa.Column("credit_minor", sa.BigInteger(), nullable=False),
        sa.Column("debit_minor", sa.BigInteger(), nullable=False),
        sa.Column("lines", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(*key),
        schema=_schema(),
    )


def _create_indexes() -> None:
    op.create_index("entry_by_effective", "entry", ["effective_us", "id"], schema=_schema())
    conversation = sa.text("conversation_id IS NOT NULL")
    op.create_index(
        "entry_by_conversation",
        "entry",
        ["conversation_id"],
        schema=_schema(),
        sqlite_where=conversation,
        postgresql_where=conversation,
    )
    # All that a balance is read from: neither the line nor its entry is looked up.
    columns = ["account_id", "entry_id", "amount_minor", "balance_minor"]
    op.create_index("line_balances", "line", columns, schema=_schema())


def fill() -> None:
    """The totals of the entries there are."""
    db, ledger = op.get_bind(), f"{_schema()}." if _schema() else ""
    days = f"e.effective_us / {DAY_US} AS effective_day, e.recorded_us / {DAY_US} AS recorded_day"
    of_days = sa.text(
        f"INSERT INTO {ledger}ledger_day SELECT effective_day, recorded_day, MIN(id), MAX(id)"  # noqa: S608 - our names
        f" FROM (SELECT e.id, {days} FROM {ledger}entry e) t GROUP BY 1, 2"
    )
    by_account = sa.text(
        "SELECT name, unit, effective_day, recorded_day, event_type,"  # noqa: S608 - our names
        " SUM(CASE WHEN amount_minor > 0 THEN amount_minor ELSE 0 END),"
        " SUM(CASE WHEN amount_minor < 0 THEN amount_minor ELSE 0 END), COUNT(*)"
        f" FROM (SELECT a.name, a.unit, {days}, e.event_type, l.amount_minor FROM {ledger}line l"
        f" JOIN {ledger}account a ON a.id = l.account_id JOIN {ledger}entry e ON e.id = l.entry_id"
        ") t GROUP BY 1, 2, 3, 4, 5"
    )
    db.execute(of_days)
    if totals := _by_class(db.execute(by_account)):
        names = ":1, :2, :3, :4, :5, :6, :7, :8, :9".replace(":", ":c")
        insert = sa.text(f"INSERT INTO {ledger}daily_total VALUES ({names})")  # noqa: S608
        db.execute(insert, [{f"c{n}": value for n, value in enumerate(row, 1)} for row in totals])


def _by_class(rows: Any) -> list[tuple[Any, ...]]:
    totals: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0, 0])
    for name, unit, effective_day, recorded_day, event_type, *sums in rows:
        parts = name.split(":")
        owner = parts[parts.index("brand") + 1] if "brand" in parts else ""
        key = (f"{parts[0]}:{parts[-1]}", owner, unit, effective_day, recorded_day, event_type)
        totals[key] = [before + int(more) for before, more in zip(totals[key], sums, strict=True)]
    return [(*key, *sums) for key, sums in totals.items()]


def _schema() -> str | None:
    return None if op.get_bind().dialect.name == "sqlite" else "ledger"
