"""Finance's pages on a ledger with a million earnings, as the server answers them."""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from sqlalchemy import func, insert, select

from benchmarks.million_earnings import brand_id, expert_id, fill_ledger
from payments.accounting.ledger_months import group_months
from payments.company.company import Company
from payments.ledger.database import LedgerDatabase
from payments.ledger.line_lists import accounts_named
from payments.ledger.tables import closed_period, ledger_day
from tests.web.marketplace_of_app import marketplace_in
from tests.web.shop import Shop, open_shop, session_of, settings_at
from web.accounting.checklist import MONTH_CHECKS, MonthToCheck, checked
from web.http.brand_directory import BrandDirectory
from web.marketplace import Marketplace

EARNINGS = int(os.environ.get("BENCH_EARNINGS", "1000000"))
ROUNDS = 9
FINANCE = "fran@comptoir.example"
COMPANY = Company(
    "Comptoir (invented)",
    "10 rue de l’Exemple",
    "69001",
    "Lyon",
    "999999998",
    "FR11999999998",
    "FR7630006000011234567890189",
)
NOW = "now"
DAYS = {
    NOW: "",
    "as known in June": "as_of=2026-06-30",
    "both days": "as_of=2026-10-31&effective_to=2026-09-30",
}
PAGES = {
    "first page": "/finance",
    "by expert": "/finance/balances",
    "by brand": "/finance/balances/brands",
    "by week": "/finance/balances/weeks",
    "ageing": "/finance/ageing",
    "prepaid": "/finance/prepaid",
    "receivables": "/finance/receivables",
    "points": "/finance/points",
    "earned in a week": "/finance/entries?flow=earned&unit=EUR&from=2026-05-04&to=2026-05-10",
    "paid in a week": "/finance/entries?flow=paid&unit=EUR&from=2026-05-04&to=2026-05-10",
    "an expert": f"/finance/experts/{expert_id(7)}",
    "a brand": f"/finance/brands/{brand_id(7)}",
    "commission": "",
    "an entry": "/finance/entries/1000",
    "reconciliation": "/finance/reconciliation",
}
PAGES_OF_NOW = {
    "months": "/finance/months",
    "a closed month": "/finance/months/2026-08",
    "payout forecast": "/finance/payout-forecast",
    "invoices to issue": "/finance/invoices?month=2026-10",
    "withheld pay": "/finance/payees",
}
"""They take no days, or are of no use as of another one."""
CHECKLIST = "an open month"
CHECKS = tuple(check for check in MONTH_CHECKS if check.code != "rails_reconciled")
"""The last one reads the events of payments, and this log has none."""
CLOSED, OPEN = "2026-09", "2026-10"


class PageTime(NamedTuple):
    """How long a page takes, and how long a processor works on it: on a busy machine, less."""

    elapsed_ms: float
    worked_ms: float

    def __str__(self) -> str:
        return f"{self.elapsed_ms:5.0f} ({self.worked_ms:.0f})"


def run(folder: Path) -> dict[str, float]:
    """
    Milliseconds of each page, SQLite, one process, nothing remembered between requests.

    5,000 experts and 40 brands in a year of 364 days: each earning is closed, spent from a budget
    and released a week later; what reaches the threshold is paid on Tuesdays.
    """
    settings = replace(settings_at(folder), company=COMPANY)
    with open_shop(settings) as shop, marketplace_in(shop.app, settings.database_url) as market:
        shop.app.extensions["comptoir.brands"] = BrandDirectory(market.read_models)
        began = time.perf_counter()
        entries = fill_ledger(market.ledger, EARNINGS)
        seconds = time.perf_counter() - began
        print(f"   {EARNINGS:,} earnings, {entries:,} entries, filled in {seconds:.0f} s")
        with market.ledger.read() as db:
            [commission] = accounts_named(["platform:commission"], db)
        _close_month(market.ledger)
        pages = PAGES | {"commission": f"/finance/accounts/{commission.account_id}"}
        client = shop.app.test_client()
        with client.session_transaction() as session:
            session.update(session_of(shop.store, FINANCE))
        times = {
            (page, days): _time_of(client, path, query)
            for page, path in pages.items()
            for days, query in DAYS.items()
        }
        times |= {(page, NOW): _time_of(client, path, "") for page, path in PAGES_OF_NOW.items()}
        times[CHECKLIST, NOW] = _time_of_checklist(shop, market)
        market.ledger.close()
    return _results(times)


def _close_month(ledger: LedgerDatabase) -> None:
    """As the poster does; entries have the positions of their numbers."""
    with ledger.write() as db:
        last = db.scalar(
            select(func.max(ledger_day.c.last_entry)).where(ledger_day.c.period <= CLOSED)
        )
        db.execute(insert(closed_period).values(period=CLOSED, position=last))


def _time_of_checklist(shop: Shop, market: Marketplace) -> PageTime:
    with shop.app.test_request_context():
        month = MonthToCheck(OPEN, market, shop.store, datetime.now(UTC))
        return _median_time(lambda: _figures_and_checks(month))


def _figures_and_checks(month: MonthToCheck) -> None:
    """What the page of an open month reads."""
    with month.marketplace.ledger.read() as db:
        group_months(month.month, db)
    checked(month, CHECKS)


def _time_of(client: Any, path: str, query: str) -> PageTime:
    address = f"{path}{'&' if '?' in path else '?'}{query}" if query else path

    def get() -> None:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)

    return _median_time(get)


def _median_time(work: Callable[[], None]) -> PageTime:
    """The medians of several times, after one that is not counted."""
    elapsed, worked = [], []
    for _ in range(ROUNDS + 1):
        began, worked_before = time.perf_counter(), time.process_time()
        work()
        elapsed.append(1000 * (time.perf_counter() - began))
        worked.append(1000 * (time.process_time() - worked_before))
    return PageTime(median(elapsed[1:]), median(worked[1:]))


def _results(times: dict[tuple[str, str], PageTime]) -> dict[str, float]:
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    print(f"   load of the machine: {load}; {os.cpu_count()} cores; elapsed (worked), ms")
    for page in (*PAGES, *PAGES_OF_NOW, CHECKLIST):
        of_page = (f"{days}: {times[page, days]}" for days in DAYS if (page, days) in times)
        print(f"   {page:18} {'   '.join(of_page)}")
    slowest = {
        days: max(took.worked_ms for (_, of_days), took in times.items() if of_days == days)
        for days in DAYS
    }
    return {
        "finance_first_page_ms": round(times["first page", NOW].elapsed_ms),
        "finance_first_page_cpu_ms": round(times["first page", NOW].worked_ms),
        "finance_slowest_page_ms": round(
            max(took.elapsed_ms for (_, of_days), took in times.items() if of_days == NOW)
        ),
        "finance_slowest_page_cpu_ms": round(slowest[NOW]),
        "finance_slowest_page_as_of_cpu_ms": round(max(slowest.values())),
    }
