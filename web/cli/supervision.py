"""Running programs together: what is killed is started again, and all are stopped together."""

import signal
import subprocess
import time
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click

from web.installation.worker_process import announce

STOP_PATIENCE_S = 12
PAUSE_S = 1.0
"""Before a program is started again."""
MOST_RESTARTS, WITHIN_S = 5, 60.0
"""More in so short a time is no accident: then all stop."""


class Program(NamedTuple):
    name: str
    """As sentences say it, such as `worker`."""
    command: Sequence[str]
    pid_file: Path | None = None
    """Where the number of its process is to be written."""


class RunningProgram:
    """A program, and the process that it is now."""

    def __init__(self, program: Program, environment: Mapping[str, str] | None) -> None:
        self.name, self._program, self._environment = program.name, program, environment
        self.process = self._started()

    def restart(self) -> None:
        self.process = self._started()

    def stop(self) -> None:
        """Wait for its end, with patience."""
        try:
            self.process.wait(STOP_PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _started(self) -> "subprocess.Popen[bytes]":
        path = self._program.pid_file
        return self._popen(()) if path is None else announce(path, self._popen)

    def _popen(self, descriptors: Sequence[int]) -> "subprocess.Popen[bytes]":
        # Its own session: an interrupt at the keyboard reaches us alone, and we stop all in order.
        return subprocess.Popen(  # noqa: S603 - our own programs
            self._program.command,
            start_new_session=True,
            env=self._environment,
            pass_fds=descriptors,
        )


class Restarts:
    """How often programs were started again lately."""

    def __init__(self, pause_s: float) -> None:
        self._pause_s, self._times = pause_s, deque[float](maxlen=MOST_RESTARTS)

    def keeps_running(self, running: RunningProgram) -> bool:
        """Whether a program runs; what was killed is started again, unless that was too often."""
        code = running.process.poll()
        if code is None:
            return True
        if code >= 0:
            return False  # it ended by itself: starting it again would not help
        name = signal.Signals(-code).name
        if len(self._times) == MOST_RESTARTS and time.monotonic() - self._times[0] < WITHIN_S:
            _say(f"The {running.name} was killed too often ({name}). All programs are stopped.")
            return False
        _say(f"The {running.name} was killed ({name}). It is started again.")
        time.sleep(self._pause_s)
        self._times.append(time.monotonic())
        running.restart()
        return True


def run_together(
    programs: Sequence[Program],
    environment: Mapping[str, str] | None = None,
    pause_s: float = PAUSE_S,
) -> int:
    """
    Run programs until one ends or we are asked to stop, then stop them all; 0 when asked.

    A program that was killed by a signal is started again after a pause in seconds, at most a few
    times a minute.
    """
    signals: list[int] = []

    def ask(number: int, _frame: Any) -> None:
        signals.append(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask)
    running, restarts = (
        [RunningProgram(program, environment) for program in programs],
        Restarts(pause_s),
    )
    while not signals and all(restarts.keeps_running(program) for program in running):
        time.sleep(0.1)
    for program in running:
        program.process.terminate()
    for program in running:
        program.stop()
    return 0 if signals else 1


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)
