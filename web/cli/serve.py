"""Serving: pages, streams and a worker, all stopped together, or one of them."""

import os
import sys
from collections.abc import Mapping
from typing import NamedTuple, Self

import click

from web.cli.parts import open_marketplace_and_store
from web.cli.supervision import Program, run_together
from web.settings import Settings
from web.streams.application import MOST_STREAMS

THIS_MACHINE = ("127.0.0.1", "::1", "localhost")
PARTS = ("pages", "streams", "worker")
GUNICORN = (
    *("--no-control-socket", "--log-level", "warning"),
    *("--worker-tmp-dir", "/tmp"),  # noqa: S108 - heartbeat files, no content
)


class Address(NamedTuple):
    """Where a site is served on this machine."""

    host: str
    port: int
    streams_port: int

    @classmethod
    def at(cls, host: str, port: int, streams_port: int | None = None) -> Self:
        """The streams are on the next port unless one is given."""
        return cls(host, port, streams_port or port + 1)

    @property
    def shop_port(self) -> int:
        """Of the shop's page, which only a demonstration has."""
        return self.streams_port + 1

    @property
    def shop_url(self) -> str:
        """Another site than ours: `localhost` and `127.0.0.1` are two to a browser."""
        host = "localhost" if self.host == "127.0.0.1" else self.url_host
        return f"http://{host}:{self.shop_port}"

    @property
    def url_host(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--processes", default=1, show_default=True, type=click.IntRange(1, 64))
@click.option("--threads", default=16, show_default=True, type=click.IntRange(1, 2000))
@click.option(
    "--streams-port",
    type=click.IntRange(1, 65535),
    help="The port of the streams.  [default: the next one]",
)
@click.option("--only", type=click.Choice(PARTS), help="Run one part; others run elsewhere.")
def serve(
    host: str, port: int, processes: int, threads: int, streams_port: int | None, only: str | None
) -> None:
    """Serve pages on HOST:PORT and streams beside them, with a worker, until stopped."""
    open_marketplace_and_store(Settings.from_environment())
    address = Address.at(host, port, streams_port)
    click.echo(f"Serving on http://{host}:{port}/ (stop with Ctrl-C)")
    environment = environment_for(address)
    programs = programs_of(address, processes, threads, environment)
    wanted = [program for part, program in programs.items() if only in (None, part)]
    sys.exit(run_together(wanted, environment))


def serve_pages(
    address: Address, processes: int, threads: int, environment: Mapping[str, str]
) -> int:
    """Run all parts until asked to stop; 0 when asked."""
    programs = programs_of(address, processes, threads, environment)
    return run_together(list(programs.values()), environment)


def programs_of(
    address: Address, processes: int, threads: int, environment: Mapping[str, str]
) -> dict[str, Program]:
    """The programs of a whole site, by part."""
    demonstration = Settings.from_environment(environment).demonstration
    worker_file = demonstration and demonstration.worker_file
    programs = {
        "pages": Program("web server", _pages(address, processes, threads)),
        "streams": Program("streams server", _streams(address)),
        "worker": Program("worker", _comptoir("work"), worker_file),
    }
    if demonstration is not None:
        programs["shop"] = Program("shop", _shop(address))
    return programs


def environment_for(
    address: Address, environment: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """Served to this very machine, links lead here."""
    own = {}
    if address.host in THIS_MACHINE:
        own = {
            "COMPTOIR_PUBLIC_URL": f"http://{address.url_host}:{address.port}",
            "COMPTOIR_STREAMS_URL": f"http://{address.url_host}:{address.streams_port}",
        }
    return {**own, **environment}


def _pages(address: Address, processes: int, threads: int) -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", "web.wsgi:make_app()"),
        *("--bind", f"{address.host}:{address.port}", "--worker-class", "gthread"),
        *("--workers", str(processes), "--threads", str(threads)),
        *GUNICORN,
    ]


def _streams(address: Address) -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", "web.asgi:make_streams()"),
        *("--bind", f"{address.host}:{address.streams_port}", "--worker-class", "asgi"),
        *("--worker-connections", str(2 * MOST_STREAMS)),
        *GUNICORN,
    ]


def _shop(address: Address) -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", "web.demo.shop_page:make_shop()"),
        *("--bind", f"{address.host}:{address.shop_port}", "--worker-class", "gthread"),
        *GUNICORN,
    ]


def _comptoir(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "from web.cli import main; main()", *arguments]
