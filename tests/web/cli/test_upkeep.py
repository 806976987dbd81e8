import signal
import sqlite3
from contextlib import closing
from uuid import uuid4

import pytest

from domain.aggregate import now
from domain.brands.brand_commands import BrandCommands
from domain.log.event_log import EventLog
from projections.engine.read_model_store import ReadModelStore
from projections.read_models import ReadModels
from tests.support.private_store import make_private_store
from tests.support.raw_sql import INSERT_EVENT, metadata_for_test
from tests.web.cli.program import Program, wait_until


def change(path, statement, *values):
    """Change a database file without a command."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(statement, values)


def register_a_brand(database_url):
    with EventLog(database_url) as log:
        return BrandCommands(log).register(uuid4(), "road", "Road", "UTC", "EUR", None, now())


@pytest.mark.slow
def test_a_manipulated_table_is_found_and_rebuilt(own_copy):
    facts = own_copy.folder / "test.read_models" / "facts-1.db"
    change(facts, "DELETE FROM conversations WHERE wait_s IS NULL")

    tampered = own_copy.run("rebuild", "--check")
    healed = own_copy.works("rebuild", "facts")
    checked = own_copy.works("rebuild", "facts", "--check")

    assert (tampered.code, tampered.error_output) == (1, "")
    assert "facts: conversations differs:" in tampered.output
    assert "brands: identical after the rebuild." in tampered.output
    assert healed.output == f"facts: rebuilt up to position {own_copy.head}.\n"
    assert checked.output == "facts: identical after the rebuild.\n"


def test_rebuilding_an_unknown_projection_is_refused(imported):
    refused = imported.run("rebuild", "brands", "moods", "whims")

    assert refused.code == 2
    sentence = "comptoir: Unknown projection moods, whims. Choose from applications, "
    assert refused.sentence.startswith(sentence)


def test_verify_reports_a_manipulated_log(own_copy):
    change(own_copy.folder / "test.db", "DELETE FROM events WHERE position = 100")

    verified = own_copy.run("verify")

    assert (verified.code, verified.output) == (1, "")
    assert "positions 100 to 100 are missing" in verified.error_output


def test_the_status_says_how_far_each_projection_has_read(imported):
    status = imported.works("status").output

    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in status.splitlines()]
    read = {row[0]: row[1:] for row in rows if row}
    assert f"Latest log position: {imported.head}" in status
    assert {"brands", "facts"} <= read.keys()
    assert all(row == ["1", str(imported.head), "0", "0"] for row in read.values())


def test_the_status_shows_what_is_parked(own_copy):
    event = (own_copy.head + 1, bytes(16), 1, "Conversation.Dreamt.1", b"{}", 0)
    change(own_copy.folder / "test.db", INSERT_EVENT, *event, *metadata_for_test())
    own_copy.run("rebuild")

    status = own_copy.run("status")

    assert status.code == 1
    assert f"facts parked position {event[0]} (Conversation.Dreamt.1)" in status.output


@pytest.mark.slow
def test_a_worker_follows_the_log_until_it_is_stopped(database_url):
    comptoir = Program(database_url)
    make_private_store(database_url)
    read_model_store = ReadModelStore(database_url)
    with EventLog(database_url) as log, comptoir.start("work") as worker:
        read_models = ReadModels(log, read_model_store)
        position = register_a_brand(database_url)
        try:
            wait_until(lambda: read_models.is_caught_up_to(position))
        finally:
            worker.send_signal(signal.SIGTERM)
        output, _ = worker.communicate(timeout=20)
    read_model_store.close()

    assert (worker.returncode, output) == (0, "")
