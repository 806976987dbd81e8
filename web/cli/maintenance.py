"""Looking after the database: following the log, rebuilding read models, status, verification."""

import signal
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from queue import SimpleQueue

import click

from domain.errors import Invalid
from projections.engine.projection import Projection
from projections.engine.rebuild import Rebuilder
from web.cli.parts import (
    open_marketplace,
    open_marketplace_and_store,
    progress,
    rebuild_outdated,
    update_read_models,
)
from web.jobs.job_runs import JobRuns
from web.jobs.locks import locks_beside
from web.jobs.registry import all_jobs
from web.jobs.runner import JobRunner
from web.marketplace import Marketplace
from web.operations.ledger_check import ledger_problems
from web.operations.verification import VerificationReport
from web.operations.verification import verify as verify_log
from web.private_store.health import PrivateStoreHealth, private_store_health
from web.private_store.store import open_private_store
from web.settings import Settings


@click.command()
def work() -> None:
    """
    Follow the log, keep read models up to date, send invitations and e-mails, until stopped.

    Overdue test attempts time out, and suspensions start and end on time. Several workers can
    run at the same time.
    """
    settings = Settings.from_environment()
    marketplace, store = open_marketplace_and_store(settings)
    # A rebuild that is broken off leaves the live pages as they are.
    _on_stop_signal(lambda: sys.exit(0))
    with progress() as advance:
        rebuild_outdated(marketplace, advance)
    stop = threading.Event()
    set_on_stop_signal(stop)
    jobs, runs = all_jobs(marketplace, store, settings), JobRuns(store)
    runs.forget_others([job.name for job in jobs])
    runner = JobRunner(jobs, locks_beside(store.engine), runs.record, marketplace.clock)
    with runner.running(stop):
        marketplace.projector.run(stop)


def set_on_stop_signal(stop: threading.Event) -> None:
    """
    Have a thread of its own set the event.

    A signal interrupts the main thread, which may hold the lock of the event it waits for at that
    moment: setting it there would wait for that lock forever.
    """
    signals: SimpleQueue[None] = SimpleQueue()

    def set_when_signalled() -> None:
        signals.get()
        stop.set()

    threading.Thread(target=set_when_signalled, daemon=True).start()
    _on_stop_signal(lambda: signals.put(None))


def _on_stop_signal(act: Callable[[], object]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: act())


@click.command()
@click.argument("names", nargs=-1)
@click.option(
    "--check", is_flag=True, help="Compare with the live tables without changing anything."
)
def rebuild(names: tuple[str, ...], *, check: bool) -> None:
    """
    Rebuild projections from the whole log: all of them, or those given by NAME.

    New tables are built beside the live ones, which pages keep reading until the cut-over. With
    --check, the exit code is 1 when a live table differs from the log.
    """
    marketplace = open_marketplace()
    chosen = _chosen(names, marketplace)
    with progress() as advance:
        rebuilder = Rebuilder(marketplace.log, marketplace.read_model_store, advance)
        if check:
            _check(rebuilder, chosen, marketplace)
            return
        position = rebuilder.rebuild(*chosen)
    for projection in chosen:
        click.echo(f"{projection.name}: rebuilt up to position {position}.")


def _chosen(names: tuple[str, ...], marketplace: Marketplace) -> list[Projection]:
    known = {projection.name: projection for projection in marketplace.read_models.all}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise Invalid(f"Unknown projection {', '.join(unknown)}. Choose from {', '.join(known)}.")
    return [known[name] for name in names or known]


def _check(rebuilder: Rebuilder, chosen: list[Projection], marketplace: Marketplace) -> None:
    marketplace.projector.catch_up()
    differences = rebuilder.check(*chosen)
    for projection in chosen:
        own_differences = [
            difference for difference in differences if difference.projection == projection.name
        ]
        for difference in own_differences:
            click.echo(
                f"{projection.name}: {difference.table} differs:"
                f" {difference.rows_live} rows live, {difference.rows_rebuilt} rebuilt."
            )
        if not own_differences:
            click.echo(f"{projection.name}: identical after the rebuild.")
    if differences:
        sys.exit(1)


@click.command()
def verify() -> None:
    """
    Check that the log is complete and readable, and that the facts agree with it.

    Positions and versions without a gap, every event decodable, postings balanced, the prices and
    points of the facts equal to the postings, reserved slots equal to open conversations; no
    event parked, and no read model of another log or ahead of this one. The ledger, recomputed
    from the log, is entry by entry what is stored. The private store has the tables of this
    version and opens with the private key.
    """
    marketplace = open_marketplace()
    health = _private_store_health(marketplace)
    if all(status.is_of_this_log for status in marketplace.read_models.progress()):
        # Others are reported: rebuilding them here would hide what was wrong.
        update_read_models(marketplace)
    with progress() as advance:
        report = verify_log(
            marketplace.log,
            marketplace.read_models,
            lambda done, total: advance("reading the log", done, total),
        )
    ledger = ledger_problems(marketplace.log, marketplace.ledger, marketplace.poster)
    for problem in (*ledger, *health.problems):
        report.add_problem(problem)
    _print_report(report)
    if health.unsettled_texts:
        click.echo(f"Texts that no event names yet: {health.unsettled_texts}.")


def _print_report(report: VerificationReport) -> None:
    """What was found; with problems, it is the end."""
    for problem in report.problems:
        click.echo(problem, err=True)
    if report.unlisted:
        click.echo(f"and {report.unlisted} more.", err=True)
    if report.problems:
        sys.exit(1)
    click.echo(f"{report.events} events in {report.streams} streams: no problems found.")


def _private_store_health(marketplace: Marketplace) -> PrivateStoreHealth:
    """As the store is: migrating it here would hide what was wrong."""
    settings = Settings.from_environment()
    with closing(open_private_store(settings, migrates=False)) as store:
        return private_store_health(store, marketplace.clock())
