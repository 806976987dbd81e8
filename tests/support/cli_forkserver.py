"""
`comptoir` in a process of its own, copied from one that has imported everything already.

Importing takes a second, many times what a small command does. A copy ends as any program does:
what it forgot to close is complained about.
"""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Warm:
    """What copies are made of; it ends with us at the latest, because its socket does."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._line, theirs = socket.socketpair()
        self._asking = threading.Lock()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", "from tests.support.cli_forkserver import copy; copy()"],
                stdin=theirs,
                cwd=ROOT,
                env=dict(environment),
            )

        atexit.register(self.close)

    def close(self) -> None:
        self._line.close()
        self._process.wait()

    def run(
        self, command: Sequence[str], environment: Mapping[str, str], patience_s: float
    ) -> subprocess.CompletedProcess[str]:
        """Run to the end. Several threads may do so at once."""
        with tempfile.TemporaryFile("w+") as told, tempfile.TemporaryFile("w+") as complained:
            ours, theirs = socket.socketpair()
            with ours, ours.makefile("rw") as line:
                with theirs, self._asking:
                    files = [told.fileno(), complained.fileno(), theirs.fileno()]
                    socket.send_fds(self._line, [b"!"], files)
                line.write(json.dumps([str(Path.cwd()), command, environment]) + "\n")
                line.flush()
                ours.settimeout(patience_s)
                code = int(line.readline())
            told.seek(0)
            complained.seek(0)
            return subprocess.CompletedProcess(command, code, told.read(), complained.read())


def copy() -> None:
    """Make a copy for each who asks. Another one waits for it and tells how it ended."""
    from web.cli import main  # noqa: PLC0415 - only here, not in those who ask

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who wait
    with socket.socket(fileno=os.dup(0)) as asked:
        while files := socket.recv_fds(asked, 1, 3)[1]:
            if not os.fork():
                break
            for file in files:
                os.close(file)
        else:
            return
    _be_asked(*files)
    main()


def _be_asked(told: int, complained: int, line: int) -> None:
    """Return in the copy, which is then what was asked for."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with socket.socket(fileno=line) as ours, ours.makefile("rw") as words:
        folder, command, environment = json.loads(words.readline())
        if program := os.fork():
            code = os.waitstatus_to_exitcode(os.waitpid(program, 0)[1])
            words.write(f"{code}\n")
            words.flush()
            os._exit(0)
    for number, file in enumerate((os.open(os.devnull, os.O_RDONLY), told, complained)):
        os.dup2(file, number)
        os.close(file)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv[:] = command
