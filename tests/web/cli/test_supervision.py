"""Programs that run together: what is killed is started again, what ends stops the others."""

import os
import signal
import subprocess
import sys

import pytest

from domain.errors import NotNow
from tests.support.programs import ROOT
from tests.support.waiting import wait_until
from web.cli.supervision import MOST_RESTARTS, Program, run_together
from web.installation.worker_process import announce, kill_worker

STAYS = "import time; time.sleep(3600)"
COUNTS = "import os, sys; open(sys.argv[1], 'a').write('x')\n"
DIES = COUNTS + "os.kill(os.getpid(), 9)"
SUPERVISOR = """
import sys
from pathlib import Path
from web.cli.supervision import Program, run_together
counts, stays, folder = sys.argv[1:]
python = [sys.executable, "-c"]
worker = Program("worker", [*python, counts + stays, f"{folder}/starts"], Path(folder) / "pid")
programs = [worker, Program("web server", [*python, stays])]
sys.exit(run_together(programs, pause_s=0))
"""


def program(code, *arguments, name="worker"):
    return Program(name, [sys.executable, "-c", code, *arguments])


@pytest.fixture
def signals_kept():
    """The handlers of the tests' own process."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


def test_a_killed_program_is_started_again_and_all_stop_when_asked(tmp_path):
    starts, pid_file = tmp_path / "starts", tmp_path / "pid"
    command = [sys.executable, "-c", SUPERVISOR, COUNTS, STAYS, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as supervisor:
        for times in (1, 2, 3):
            wait_until(lambda times=times: starts.exists() and len(starts.read_text()) == times)
            wait_until(lambda: kills(pid_file))
        wait_until(lambda: len(starts.read_text()) == 4)

        supervisor.terminate()

        _, errors = supervisor.communicate()
        assert supervisor.returncode == 0
    assert errors.splitlines() == ["The worker was killed (SIGKILL). It is started again."] * 3
    with pytest.raises(NotNow):
        kill_worker(pid_file)


@pytest.mark.usefixtures("signals_kept")
def test_what_is_killed_too_often_stops_all(tmp_path, capsys):
    starts = tmp_path / "starts"

    assert run_together([program(DIES, str(starts)), program(STAYS)], pause_s=0) == 1

    assert len(starts.read_text()) == MOST_RESTARTS + 1
    assert "killed too often (SIGKILL). All programs are stopped." in capsys.readouterr().err


@pytest.mark.usefixtures("signals_kept")
@pytest.mark.parametrize("code", ["", "raise SystemExit(3)"])
def test_what_ends_by_itself_is_not_started_again(tmp_path, code, capsys):
    starts = tmp_path / "starts"

    assert run_together([program(COUNTS + code, str(starts)), program(STAYS)], pause_s=0) == 1

    assert starts.read_text() == "x"
    assert capsys.readouterr().err == ""


def test_a_file_of_a_worker_that_has_ended_kills_no_other_process(tmp_path):
    path = tmp_path / "worker.pid"
    announce(path, lambda fds: subprocess.Popen([sys.executable, "-c", ""], pass_fds=fds)).wait()
    path.write_text(str(os.getpid()))

    with pytest.raises(NotNow, match="No worker is running"):
        kill_worker(path)


def test_without_a_file_there_is_no_worker_to_kill(tmp_path):
    with pytest.raises(NotNow):
        kill_worker(tmp_path / "worker.pid")


def kills(path):
    """Whether the worker could be killed: it may have just been started."""
    try:
        kill_worker(path)
    except NotNow:
        return False
    return True
