"""Serving the pages: a web server and a worker, both stopped together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

import click

from web.cli.parts import open_marketplace_and_store
from web.settings import Settings

STOP_PATIENCE_S = 12
THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--processes", default=1, show_default=True, type=click.IntRange(1, 64))
@click.option("--threads", default=16, show_default=True, type=click.IntRange(1, 2000))
def serve(host: str, port: int, processes: int, threads: int) -> None:
    """Serve the pages on HOST:PORT, with a worker that keeps them up to date, until stopped."""
    open_marketplace_and_store(Settings.from_environment())
    click.echo(f"Serving on http://{host}:{port}/ (stop with Ctrl-C)")
    sys.exit(serve_pages(host, port, processes, threads))


def serve_pages(host: str, port: int, processes: int, threads: int) -> int:
    """Run a web server and a worker until asked to stop; 0 when asked."""
    commands = [_web(host, port, processes, threads), _comptoir("work")]
    return run_together(commands, environment_for(host, port))


def environment_for(
    host: str, port: int, environment: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """Served to this very machine, links lead here."""
    own = {}
    if host in THIS_MACHINE:
        url_host = f"[{host}]" if ":" in host else host
        own = {"COMPTOIR_PUBLIC_URL": f"http://{url_host}:{port}"}
    return {**own, **environment}


def _web(host: str, port: int, processes: int, threads: int) -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", "web.wsgi:make_app()"),
        *("--bind", f"{host}:{port}", "--worker-class", "gthread"),
        *("--workers", str(processes), "--threads", str(threads)),
        *("--no-control-socket", "--log-level", "warning", "--worker-tmp-dir", "/tmp"),  # noqa: S108 - heartbeat files, no content
    ]


def _comptoir(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "from web.cli import main; main()", *arguments]


def run_together(
    commands: Sequence[Sequence[str]], environment: Mapping[str, str] | None = None
) -> int:
    """Run programs until one ends or we are asked to stop, then stop them all; 0 when asked."""
    signals: list[int] = []

    def ask(number: int, _frame: Any) -> None:
        signals.append(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask)
    # Their own session: an interrupt at the keyboard reaches us alone, and we stop them in order.
    programs = [
        subprocess.Popen(command, start_new_session=True, env=environment)  # noqa: S603 - our own programs
        for command in commands
    ]
    while not signals and all(program.poll() is None for program in programs):
        time.sleep(0.1)
    for program in programs:
        program.terminate()
    for program in programs:
        _wait(program)
    return 0 if signals else 1


def _wait(program: "subprocess.Popen[bytes]") -> None:
    try:
        program.wait(STOP_PATIENCE_S)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait()
