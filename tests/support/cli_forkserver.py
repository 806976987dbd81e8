"""
`comptoir` in a process of its own, copied from one that has imported everything already.

Importing takes a second, many times what a small command does. A copy ends as any program does:
it is reported what it forgot to close.
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


class CliForkServer:
    """The process that is forked for each command; it ends with us, because its socket does."""

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
        with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
            ours, theirs = socket.socketpair()
            with ours, ours.makefile("rw") as line:
                with theirs, self._asking:
                    files = [output.fileno(), errors.fileno(), theirs.fileno()]
                    socket.send_fds(self._line, [b"!"], files)
                line.write(json.dumps([str(Path.cwd()), command, environment]) + "\n")
                line.flush()
                ours.settimeout(patience_s)
                code = int(line.readline())
            output.seek(0)
            errors.seek(0)
            return subprocess.CompletedProcess(command, code, output.read(), errors.read())


def copy() -> None:
    """Fork a process for each request; another one waits for it and reports its exit code."""
    from web.cli import main  # noqa: PLC0415 - not needed by callers

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the waiting processes are not waited for
    with socket.socket(fileno=os.dup(0)) as requests:
        while files := socket.recv_fds(requests, 1, 3)[1]:
            if not os.fork():
                break
            for file in files:
                os.close(file)
        else:
            return
    _become_program(*files)
    main()


def _become_program(output: int, errors: int, line: int) -> None:
    """Return in the forked process, which then runs the command of the request."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with socket.socket(fileno=line) as ours, ours.makefile("rw") as channel:
        folder, command, environment = json.loads(channel.readline())
        if program := os.fork():
            code = os.waitstatus_to_exitcode(os.waitpid(program, 0)[1])
            channel.write(f"{code}\n")
            channel.flush()
            os._exit(0)
    for number, file in enumerate((os.open(os.devnull, os.O_RDONLY), output, errors)):
        os.dup2(file, number)
        os.close(file)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv[:] = command
