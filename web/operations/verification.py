"""Verifying: the log is whole, every event can be read, and facts and rule rows agree with it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Connection, func, select

from domain.bookings.budget_reservation import BUDGET
from domain.conversations.conversation import Conversation
from domain.log.entries import StoredRow
from domain.log.event_log import EventLog
from domain.log.mapper import Unreadable, decode
from domain.rewards.points import POINTS as POINTS_BALANCE
from domain.rewards.programme_commands import GIFT_STOCK
from domain.terms import Voluntary
from payments.accounts import POINTS
from payments.postings import postings_of
from projections.conversations.tables import conversations, tallies
from projections.engine.generation import position_of
from projections.engine.progress import Progress
from projections.read_models import ProjectionProgress, ReadModels
from web.operations.budget_totals import BudgetTotals

MAX_PROBLEMS = 50
"""After so many problems the rest is only counted."""

SumsByBrand = dict[tuple[UUID, str], int]
"""By brand id and measure."""


@dataclass
class VerificationReport:
    """What a verification read, and what is wrong."""

    events: int = 0
    streams: int = 0
    problems: list[str] = field(default_factory=list)
    unlisted: int = 0

    def add_problem(self, problem: str) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem)
        else:
            self.unlisted += 1


@dataclass
class _PostingTotals:
    """The postings of all closed conversations, added up by brand, kind of account and unit."""

    charged: Counter[tuple[UUID, str]] = field(default_factory=Counter)
    balance: Counter[str] = field(default_factory=Counter)
    reserved_slots: int = 0
    budgets: BudgetTotals = field(default_factory=BudgetTotals)


def verify(log: EventLog, read_models: ReadModels, progress: Progress) -> VerificationReport:
    """
    Read the whole log once, then compare what it says with the facts and the rule rows.

    Read models of another log are a problem, and are not compared; so are parked events.
    progress: called with the position read and the last one to read.
    """
    report, totals = VerificationReport(), _PostingTotals()
    all_progress = read_models.progress()
    if not _check_read_models(read_models, all_progress, log.rows.head(), report):
        upto = max(projection.position for projection in all_progress)
        _read_log(log, upto, report, totals, progress)
        return report
    with read_models.read(read_models.facts) as db:
        upto = position_of(db)
        _read_log(log, upto, report, totals, progress)
        for unit, amount in totals.balance.items():
            if amount:
                report.add_problem(f"the postings in {unit} do not balance: {amount}")
        sums = _due_by_daily_total(db)
        _compare(totals, "tallies", sums, report)
        _compare(totals, "conversations", _due_by_conversation(db), report)
        rows = db.scalar(select(func.count()).select_from(conversations)) or 0
    requested = sum(n for (_, measure), n in sums.items() if measure == "requests")
    if rows != requested:
        report.add_problem(f"{rows} conversations are stored, but {requested} requests are counted")
    _check_rules(log, totals, report)
    return report


def _check_read_models(
    read_models: ReadModels,
    all_progress: Sequence[ProjectionProgress],
    head: int,
    report: VerificationReport,
) -> bool:
    """Add a problem for each projection that lacks something; return if all are of this log."""
    for progress in all_progress:
        if not progress.is_of_this_log:
            report.add_problem(foreign_sentence(progress, head))
    parked = read_models.parked()
    for name, n in Counter(event.projection for event in parked).items():
        first = next(event for event in parked if event.projection == name)
        report.add_problem(
            f"{name} has parked {n} event{'s' * (n > 1)}, the first at position {first.position}:"
            f" {first.error}"
        )
    return all(progress.is_of_this_log for progress in all_progress)


def foreign_sentence(progress: ProjectionProgress, head: int) -> str:
    """What to do about a projection that is not of this log; head: where the log ends."""
    return (
        f"{progress.name} was built from another log, or from events that are no longer in this"
        f" one: it has read up to position {progress.position}, and the log ends at"
        f" {head}. Run `comptoir rebuild {progress.name}`."
    )


def _read_log(
    log: EventLog, upto: int, report: VerificationReport, totals: _PostingTotals, progress: Progress
) -> None:
    expected, versions = 1, Counter[bytes]()
    for row in log.all_rows():
        if row.position != expected:
            report.add_problem(f"positions {expected} to {row.position - 1} are missing")
        expected = row.position + 1
        versions[row.stream] += 1
        if row.version != versions[row.stream]:
            report.add_problem(f"position {row.position}: version {row.version} out of order")
            versions[row.stream] = row.version
        report.events += 1
        _read_event(row, upto, report, totals)
        if row.position % 5000 == 0:
            progress(row.position, upto)
    if expected <= upto:
        report.add_problem(f"positions {expected} to {upto} are missing")
    report.streams = len(versions)


def _read_event(
    row: StoredRow, upto: int, report: VerificationReport, totals: _PostingTotals
) -> None:
    try:
        event = decode(row.topic, row.state)
    except Unreadable as error:
        report.add_problem(f"position {row.position}: {error}")
        return
    totals.budgets.count(row.stream, event)
    match event:
        case Conversation.Claimed(slot=slot) if slot:
            totals.reserved_slots += 1
        case (
            Conversation.Transferred(slot=slot)
            | Conversation.ClaimReleased(slot=slot)
            | Conversation.Lost(slot=slot)
        ) if slot:
            totals.reserved_slots -= 1
        case Conversation.Closed():
            totals.reserved_slots -= bool(event.slot)
            if row.position <= upto:
                _post(event, totals)


def _post(closed: Conversation.Closed, totals: _PostingTotals) -> None:
    for posting in postings_of(closed):
        totals.balance[posting.unit] += posting.amount
        if posting.amount < 0:
            measure = "points" if posting.unit == POINTS else f"price:{posting.unit}"
            totals.charged[closed.brand_id, measure] -= posting.amount
    match closed:
        case Conversation.Closed(reason="imported", terms=Voluntary(points=points)):
            # The facts count the points of history, which no member was credited.
            totals.charged[closed.brand_id, "points"] += points


def _due_by_daily_total(db: Connection) -> SumsByBrand:
    """All tallies, added up over the months."""
    t = tallies.c
    query = select(t.brand_id, t.measure, func.sum(t.n)).where(t.grain == "m")
    rows = db.execute(query.group_by(t.brand_id, t.measure))
    return {(UUID(bytes=brand_id), measure): int(n) for brand_id, measure, n in rows}


def _due_by_conversation(db: Connection) -> SumsByBrand:
    """The prices and points of the conversations that are over, row by row."""
    c = conversations.c
    query = select(c.brand_id, c.currency, func.sum(c.price), func.sum(c.points))
    over = query.where(c.handled_s.is_not(None)).group_by(c.brand_id, c.currency)
    sums: SumsByBrand = {}
    for brand_id, currency, price, points in db.execute(over):
        measure, n = (f"price:{currency}", price) if currency else ("points", points)
        sums[UUID(bytes=brand_id), measure] = int(n or 0)
    return sums


def _compare(
    totals: _PostingTotals, name: str, sums: SumsByBrand, report: VerificationReport
) -> None:
    due = {key: n for key, n in sums.items() if key[1] == "points" or key[1].startswith("price:")}
    for key in sorted(due.keys() | totals.charged.keys()):
        if due.get(key, 0) != totals.charged[key]:
            brand, measure = key
            report.add_problem(
                f"brand {brand}, {measure}: the {name} show {due.get(key, 0)},"
                f" the postings {totals.charged[key]}"
            )


def _check_rules(log: EventLog, totals: _PostingTotals, report: VerificationReport) -> None:
    slots = log.rows.count_reservations("conversation-slot")
    budgets = log.rows.balances(BUDGET)
    # In a log that has grown meanwhile the rows are ahead of what was read: nothing to compare.
    if log.rows.head() == report.events:
        for problem in (*_slot_problems(slots, totals), *totals.budgets.problems(budgets)):
            report.add_problem(problem)
    for kind in (POINTS_BALANCE, GIFT_STOCK, BUDGET):
        for balance in log.rows.balances(kind):
            if balance.debited > balance.credited:
                report.add_problem(f"the {kind} balance {balance.key} is negative")


def _slot_problems(slots: int, totals: _PostingTotals) -> Iterator[str]:
    if slots != totals.reserved_slots:
        yield f"{slots} conversation slots are reserved, but {totals.reserved_slots} are claimed"
