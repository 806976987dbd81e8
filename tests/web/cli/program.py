"""`comptoir` as people run it: a program of its own, on a database of its own."""

import base64
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from domain.log.event_log import EventLog
from tests.support.cli_forkserver import CliForkServer

COMPTOIR = Path(sys.executable).parent / "comptoir"
PATIENCE_S = 120
OURS = ("DATABASE_URL", "COMPTOIR_")
KEYS = {
    "COMPTOIR_SECRET_KEY": "for tests only, and long enough",
    "COMPTOIR_PRIVATE_KEY": base64.b64encode(bytes(range(64))).decode(),
}


@dataclass(frozen=True)
class FinishedProgram:
    """How a program ended, and what it said."""

    code: int
    output: str
    error_output: str

    @property
    def sentence(self) -> str:
        """The one sentence it complained with."""
        [line] = self.error_output.splitlines()
        return line

    @property
    def figures(self) -> dict[str, Any]:
        figures: dict[str, Any] = json.loads(self.output)
        return figures


@dataclass(frozen=True)
class Program:
    database_url: str
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """Where its files are, on SQLite."""
        return Path(self.database_url.removeprefix("sqlite:///")).parent

    def run(self, *arguments: object) -> FinishedProgram:
        """Run to the end, without the second that importing takes: `start` does that."""
        environment = self._environment
        done = warm(*_for_python(environment)).run(
            self._command(arguments), environment, PATIENCE_S
        )
        return FinishedProgram(done.returncode, done.stdout, done.stderr)

    def works(self, *arguments: object) -> FinishedProgram:
        """Run to a good end, without a complaint."""
        ran = self.run(*arguments)
        assert (ran.code, ran.error_output) == (0, "")
        return ran

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        """Start, to be stopped by the test."""
        return subprocess.Popen(
            self._command(arguments),
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    @property
    def head(self) -> int:
        """The newest position of its log."""
        with EventLog(self.database_url) as log:
            return log.rows.head()

    def _command(self, arguments: tuple[object, ...]) -> list[str]:
        return [str(COMPTOIR), *map(str, arguments)]

    @property
    def _environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        wide = {"COLUMNS": "200", "LC_ALL": "C.UTF-8", "PYTHONWARNINGS": "error"}
        return {**inherited, **KEYS, **wide, **self.settings, "DATABASE_URL": self.database_url}


def _for_python(environment: Mapping[str, str]) -> list[tuple[str, str]]:
    """What Python itself reads, and that only when it starts."""
    read = ("PYTHON", "LC_", "LANG", "PATH")
    return sorted(item for item in environment.items() if item[0].startswith(read))


@cache
def warm(*settings: tuple[str, str]) -> CliForkServer:
    return CliForkServer(dict(settings))


def wait_until(done: Callable[[], object], seconds: float = PATIENCE_S) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "in vain"
        time.sleep(0.002)
