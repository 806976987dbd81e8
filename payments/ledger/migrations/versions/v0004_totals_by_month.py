"""The totals by day say in which month they are booked, and days of how many entries they are."""

from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0004", "0003"

DAY_US = 86_400_000_000


def upgrade() -> None:
    """Both tables are derived from the entries: they are made anew."""
    op.drop_table("daily_total", schema=_schema())
    op.drop_table("ledger_day", schema=_schema())
    _create_tables()
    fill()


def _create_tables() -> None:
    op.create_table(
        "ledger_day",
        sa.Column("effective_day", sa.BigInteger(), nullable=False),
        sa.Column("recorded_day", sa.BigInteger(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("first_entry", sa.BigInteger(), nullable=False),
        sa.Column("last_entry", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("effective_day", "recorded_day", "period"),
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
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("credit_minor", sa.BigInteger(), nullable=False),
        sa.Column("debit_minor", sa.BigInteger(), nullable=False),
        sa.Column("lines", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(*key, "period"),
        schema=_schema(),
    )


def fill() -> None:
    """The totals of the entries there are."""
    db, ledger = op.get_bind(), f"{_schema()}." if _schema() else ""
    days = f"e.effective_us / {DAY_US} AS effective_day, e.recorded_us / {DAY_US} AS recorded_day"
    of_days = sa.text(
        f"INSERT INTO {ledger}ledger_day SELECT effective_day, recorded_day, period,"  # noqa: S608 - our names
        f" MIN(id), MAX(id), COUNT(*) FROM (SELECT e.id, e.period, {days} FROM {ledger}entry e) t"
        " GROUP BY 1, 2, 3"
    )
    by_account = sa.text(
        "SELECT name, unit, effective_day, recorded_day, event_type, period,"  # noqa: S608 - our names
        " SUM(CASE WHEN amount_minor > 0 THEN amount_minor ELSE 0 END),"
        " SUM(CASE WHEN amount_minor < 0 THEN amount_minor ELSE 0 END), COUNT(*)"
        f" FROM (SELECT a.name, a.unit, {days}, e.event_type, e.period, l.amount_minor"
        f" FROM {ledger}line l JOIN {ledger}account a ON a.id = l.account_id"
        f" JOIN {ledger}entry e ON e.id = l.entry_id) t GROUP BY 1, 2, 3, 4, 5, 6"
    )
    db.execute(of_days)
    if totals := _by_class(db.execute(by_account)):
        names = ", ".join(f":c{n}" for n in range(len(totals[0])))
        insert = sa.text(f"INSERT INTO {ledger}daily_total VALUES ({names})")  # noqa: S608
        db.execute(insert, [{f"c{n}": value for n, value in enumerate(row)} for row in totals])


def _by_class(rows: Any) -> list[tuple[Any, ...]]:
    totals: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0, 0])
    for name, unit, effective_day, recorded_day, event_type, period, *sums in rows:
        parts = name.split(":")
        owner = parts[parts.index("brand") + 1] if "brand" in parts else ""
        place = (f"{parts[0]}:{parts[-1]}", owner, unit)
        key = (*place, effective_day, recorded_day, event_type, period)
        totals[key] = [before + int(more) for before, more in zip(totals[key], sums, strict=True)]
    return [(*key, *sums) for key, sums in totals.items()]


def _schema() -> str | None:
    return None if op.get_bind().dialect.name == "sqlite" else "ledger"
