"""Serving the pages: a web server and a worker, both stopped together."""

import os
import sys
from collections.abc import Mapping

import click

from web.cli.parts import open_marketplace_and_store
from web.cli.supervision import Program, run_together
from web.settings import Settings

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
    sys.exit(serve_pages(host, port, processes, threads, environment_for(host, port)))


def serve_pages(
    host: str, port: int, processes: int, threads: int, environment: Mapping[str, str]
) -> int:
    """Run a web server and a worker until asked to stop; 0 when asked."""
    demonstration = Settings.from_environment(environment).demonstration
    programs = [
        Program("web server", _web(host, port, processes, threads)),
        Program("worker", _comptoir("work"), demonstration and demonstration.worker_file),
    ]
    return run_together(programs, environment)


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
