"""The rail of a demonstration: it keeps a list of what it was asked to pay, and no money moves."""

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from domain.money import Money
from payments.gateway import (
    GatewayBug,
    PaymentMade,
    PaymentOutcome,
    PaymentRefused,
    RefundIntent,
    ReversalIntent,
    TransferIntent,
    refusal_of,
)

PRACTICE_LABEL = "practice:"
"""Begins each reference, so that none looks like a bank's or a payment service's."""
HALF_A_TRANSFER_S = 0.5
"""Before the list is written, and again after it: a program can be killed in between."""
BUSY_PATIENCE_S = 30
ONLY_TRANSFERS = PaymentRefused("practice_only_transfers")

TABLES = """
CREATE TABLE IF NOT EXISTS transfers (
  number INTEGER PRIMARY KEY, intent_id TEXT NOT NULL UNIQUE, amount_minor INTEGER NOT NULL,
  currency TEXT NOT NULL, requests INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS worker_kills (
  number INTEGER PRIMARY KEY, pay_run_id TEXT NOT NULL, killed_at TEXT NOT NULL
) STRICT;
"""
RECORD = """
INSERT INTO transfers (intent_id, amount_minor, currency, requests) VALUES (?, ?, ?, 1)
ON CONFLICT (intent_id) DO UPDATE SET requests = requests + 1
RETURNING amount_minor, currency, requests
"""


class PracticeTransfer(NamedTuple):
    """What the list says of one intent."""

    amount: Money
    requests: int
    """How often it was asked for: the transfer is one all the same."""


class PracticeBook:
    """The list, in a file of its own that outlives any program, and when a worker was killed."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def record(self, intent: TransferIntent) -> PracticeTransfer:
        """Write a transfer; for an intent that has one already, only that it was asked again."""
        values = (str(intent.id), intent.amount.amount, intent.amount.currency)
        with self._opened() as db:
            [(minor, currency, requests)] = db.execute(RECORD, values).fetchall()
        return PracticeTransfer(Money(minor, currency), requests)

    def transfers(self, intent_ids: Sequence[UUID]) -> Mapping[UUID, PracticeTransfer]:
        """What was paid of these intents."""
        wanted = set(intent_ids)
        with self._opened() as db:
            rows = db.execute("SELECT intent_id, amount_minor, currency, requests FROM transfers")
            return {
                UUID(id): PracticeTransfer(Money(minor, currency), requests)
                for id, minor, currency, requests in rows
                if UUID(id) in wanted
            }

    def note_kill(self, pay_run_id: UUID, at: datetime) -> None:
        """A person had the worker killed during a run."""
        with self._opened() as db:
            db.execute(
                "INSERT INTO worker_kills (pay_run_id, killed_at) VALUES (?, ?)",
                (str(pay_run_id), at.isoformat()),
            )

    def kills(self, pay_run_id: UUID) -> list[datetime]:
        """When the worker was killed during a run, the first first."""
        query = "SELECT killed_at FROM worker_kills WHERE pay_run_id = ? ORDER BY number"
        with self._opened() as db:
            return [datetime.fromisoformat(at) for (at,) in db.execute(query, (str(pay_run_id),))]

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=BUSY_PATIENCE_S)) as db, db:
            db.executescript(TABLES)
            yield db


class PracticeGateway:
    """Writes into its list instead of paying, and takes a second for it."""

    name = "practice"

    def __init__(
        self, book: PracticeBook, wait_for: Callable[[float], object] = time.sleep
    ) -> None:
        """wait_for: takes seconds."""
        self._book, self._wait_for = book, wait_for

    def transfer(self, intent: TransferIntent) -> PaymentOutcome:
        refusal = refusal_of(intent.amount)
        if refusal is not None:
            return refusal
        self._wait_for(HALF_A_TRANSFER_S)
        made = self._book.record(intent)
        self._wait_for(HALF_A_TRANSFER_S)
        if made.amount != intent.amount:
            raise GatewayBug(f"{intent.id}: another amount is on the practice rail's list")
        return PaymentMade(f"{PRACTICE_LABEL}{intent.id}")

    def reverse(self, intent: ReversalIntent) -> PaymentOutcome:  # noqa: ARG002 - as every gateway
        return ONLY_TRANSFERS

    def refund(self, intent: RefundIntent) -> PaymentOutcome:  # noqa: ARG002 - as every gateway
        return ONLY_TRANSFERS
