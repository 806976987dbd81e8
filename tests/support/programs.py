"""What programs of their own do in tests: open, follow, rebuild, be killed."""

import os
import subprocess
import sys
import threading
import time
from base64 import b64encode
from multiprocessing import get_context
from pathlib import Path

from projections.engine.rebuild import Rebuilder
from tests.support.random_commands import opened

ROOT = Path(__file__).parents[2]
HOURS = 3600
SECRETS = {
    "COMPTOIR_SECRET_KEY": "only for tests, and long enough",
    "COMPTOIR_PRIVATE_KEY": b64encode(bytes(range(64))).decode(),
}

# From a server without threads: a copy of a process with threads may hang. It has imported this
# module already, so that a program starts in milliseconds.
processes = get_context("forkserver")
processes.set_forkserver_preload([__name__])


def start(work, *values):
    """Start a function of this module as a program of its own; it ends with us at the latest."""
    program = processes.Process(target=work, args=values, daemon=True)
    program.start()
    return program


def kill(program) -> None:
    """Kill -9: the program gets no chance to tidy up."""
    program.kill()
    program.join()


def comptoir(database_url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line to its end."""
    with popen(database_url, *arguments) as program:
        output, errors = program.communicate()
    return subprocess.CompletedProcess(arguments, program.returncode, output, errors)


def popen(database_url: str, *arguments: str) -> subprocess.Popen[str]:
    """Start the command line."""
    return subprocess.Popen(
        [sys.executable, "-c", "from web.cli import main; main()", *arguments],
        cwd=ROOT,
        env={**os.environ, **SECRETS, "DATABASE_URL": database_url},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


# What a program does.


def follow(database_url):
    """Keep the read models up to date, as `comptoir work` does, until killed."""
    with opened(database_url) as market:
        market.projector.run(threading.Event())


def open_all_at_once(database_url, together, answers):
    """Wait for all the others, then open everything and put the generations into a queue."""
    together.wait()
    with opened(database_url) as market:
        answers.put(
            [
                (projection.name, projection.generation)
                for projection in market.read_models.progress()
            ]
        )


def rebuild_for_ever(database_url, name, started):
    """Begin to rebuild a projection, and never come to the end."""

    def stay(*_):
        started.set()
        time.sleep(HOURS)

    with opened(database_url) as market:
        [projection] = [
            projection for projection in market.read_models.all if projection.name == name
        ]
        Rebuilder(market.log, market.read_model_store, stay).rebuild(projection)
