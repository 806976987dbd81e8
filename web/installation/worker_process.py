"""
Which process the worker is: its number is in a file that is locked for as long as it lives.

The lock belongs to the worker and ends with it, however that ends: so a file that is left behind
never leads to another process that has got its number since.
"""

import fcntl
import os
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from subprocess import Popen
from typing import IO

from domain.errors import NotNow


def announce(path: Path, start: Callable[[Sequence[int]], "Popen[bytes]"]) -> "Popen[bytes]":
    """
    Start a process, and write its number into a file.

    start: takes the descriptors that the process must inherit.
    """
    new = path.with_name(f"{path.name}.new")
    with new.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        process = start((file.fileno(),))
        file.write(str(process.pid))
    new.replace(path)
    return process


def kill_worker(path: Path) -> None:
    """Kill -9: it has no chance to tidy up. Raises NotNow when none is running."""
    # It is not there, is half written, or its process has ended in this moment.
    with suppress(FileNotFoundError, ValueError, ProcessLookupError), path.open() as file:
        if _is_held(file):
            os.kill(int(file.read()), signal.SIGKILL)
            return
    raise NotNow("No worker is running now. Wait a moment, until it has been started again.")


def _is_held(file: IO[str]) -> bool:
    """Whether the process that the file names lives."""
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False
