import json
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from uuid import uuid4

import pytest

from domain.brands.brand_commands import BrandCommands
from domain.clock import system_clock
from domain.log.event_log import EventLog
from projections.engine.read_model_store import ReadModelStore
from projections.read_models import ReadModels
from tests.support.private_store import make_private_store
from tests.support.raw_sql import INSERT_EVENT, metadata_for_test
from tests.web.cli.history_examples import PERIOD
from tests.web.cli.program import Program, wait_until


def change(path, statement, *values):
    """Change a database file without a command."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(statement, values)


def register_a_brand(database_url):
    with EventLog(database_url) as log:
        return BrandCommands(log).register(
            uuid4(), "road", "Road", "UTC", "EUR", None, system_clock()
        )


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


def test_verify_reports_a_private_store_that_does_not_belong_to_this_version_or_key(own_copy):
    store = own_copy.folder / "test.private.db"
    other_key = replace(own_copy, settings={"COMPTOIR_PRIVATE_KEY": "A" * 86 + "=="})
    with_other_key = other_key.run("verify")
    change(store, "UPDATE private_store_version SET version_num = '0002'")
    of_older_version = own_copy.run("verify")

    assert (with_other_key.code, of_older_version.code) == (1, 1)
    assert "does not open with this private key" in with_other_key.sentence
    assert "have revision 0002, not" in of_older_version.sentence


def test_the_status_says_how_far_each_projection_has_read(imported):
    status = imported.run("status").output

    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in status.splitlines()]
    read = {row[0]: row[1:] for row in rows if row}
    assert f"Latest log position: {imported.head}" in status
    assert {"brands", "facts"} <= read.keys()
    assert all(row == ["1", str(imported.head), "0", "0"] for row in read.values())


def test_the_status_without_a_worker_says_so_and_exits_with_one(imported):
    status = imported.run("status")

    assert status.code == 1
    assert status.output.endswith("No worker has run yet. Start `comptoir work`.\n")


def test_the_status_as_json_has_projections_reactors_and_jobs(imported):
    status = json.loads(imported.run("status", "--format", "json").output)

    assert (status["verdict"], status["head"]) == ("no_worker", imported.head)
    assert {projection["name"] for projection in status["projections"]} >= {"brands", "facts"}
    assert (status["reactors"], status["parked_reactions"], status["jobs"]) == ([], [], [])


@pytest.mark.slow
def test_the_status_is_well_while_a_worker_runs(own_copy):
    make_private_store(own_copy.database_url)

    def status():
        return json.loads(own_copy.run("status", "--format", "json").output)

    def has_run():
        found = status()
        return len(found["jobs"]) >= 8 and len(found["reactors"]) >= 9

    with own_copy.start("work") as worker:
        wait_until(has_run)
        last = own_copy.works("status").output
        worker.send_signal(signal.SIGTERM)
        worker.communicate(timeout=20)

    assert status()["verdict"] == "well"
    assert {reactor["behind"] for reactor in status()["reactors"]} == {0}
    assert "deliver_mail" in last


def test_the_status_shows_what_is_parked(own_copy):
    event = (own_copy.head + 1, bytes(16), 1, "Conversation.Dreamt.1", b"{}", 0)
    change(own_copy.folder / "test.db", INSERT_EVENT, *event, *metadata_for_test())
    own_copy.run("rebuild")

    status = own_copy.run("status")

    assert status.code == 1
    assert f"facts parked position {event[0]} (Conversation.Dreamt.1)" in status.output


def restore_older_log(program, head):
    change(program.folder / "test.db", "DELETE FROM events WHERE position > ?", head)


def test_read_models_ahead_of_the_log_are_reported(own_copy):
    restore_older_log(own_copy, 500)
    ahead = "facts was built from another log, or from events that are no longer in this one: it"

    status, verified = own_copy.run("status"), own_copy.run("verify")
    checked = own_copy.run("rebuild", "--check")

    assert (status.code, verified.code, checked.code) == (1, 1, 1)
    assert ahead in status.output
    assert ahead in verified.error_output
    assert "run `comptoir rebuild applications`" in checked.sentence


def test_a_command_rebuilds_read_models_of_another_log_and_says_so(own_copy):
    (own_copy.folder / "test.db").unlink()
    register_a_brand(own_copy.database_url)

    compared = own_copy.run("compare", "nest", *PERIOD)
    verified = own_copy.works("verify")

    assert compared.code == 1
    assert "not of this log, or ahead of it, and are rebuilt: applications" in compared.error_output
    assert "There is no brand called nest." in compared.error_output
    assert verified.output == "1 events in 1 streams: no problems found.\n"


def test_verify_reports_parked_events(own_copy):
    event = (own_copy.head + 1, bytes(16), 1, "Conversation.Dreamt.1", b"{}", 1)
    change(own_copy.folder / "test.db", INSERT_EVENT, *event, *metadata_for_test())

    verified = own_copy.run("verify")

    assert verified.code == 1
    assert f"facts has parked 1 event, the first at position {event[0]}:" in verified.error_output


def test_a_comparison_says_that_events_were_parked(own_copy):
    event = (own_copy.head + 1, bytes(16), 1, "Conversation.Dreamt.1", b"{}", 1)
    change(own_copy.folder / "test.db", INSERT_EVENT, *event, *metadata_for_test())

    figures = own_copy.run("compare", "nest", *PERIOD, "--format", "json").figures
    table = own_copy.run("compare", "nest", *PERIOD).output

    assert figures["incomplete"] == {"unread_events": 0, "parked_events": 1}
    assert "1 event could not be processed, so these figures may be incomplete." in table


def test_a_missing_column_of_a_read_model_says_to_rebuild(own_copy):
    facts = own_copy.folder / "test.read_models" / "facts-1.db"
    change(facts, "ALTER TABLE tallies RENAME COLUMN buckets TO former")

    refused = own_copy.run("compare", "nest", *PERIOD)

    assert refused.code == 1
    assert "no such column" in refused.sentence
    assert refused.sentence.endswith("Run `comptoir rebuild facts`.")


@pytest.mark.slow
def test_a_worker_follows_the_log_until_it_is_stopped(database_url):
    comptoir = Program(database_url)
    make_private_store(database_url)
    with EventLog(database_url) as log, comptoir.start("work") as worker:
        read_model_store = ReadModelStore(database_url, log)
        read_models = ReadModels(log, read_model_store)
        position = register_a_brand(database_url)
        try:
            wait_until(lambda: read_models.is_caught_up_to(position))
        finally:
            worker.send_signal(signal.SIGTERM)
        output, _ = worker.communicate(timeout=20)
    read_model_store.close()

    assert (worker.returncode, output) == (0, "")


STOPS_ON_A_SIGNAL = """
import os, signal, threading
from web.cli.maintenance import set_on_stop_signal

class Stop(threading.Event):
    def set(self):
        assert threading.current_thread() is not threading.main_thread()
        super().set()

stop = Stop()
set_on_stop_signal(stop)
os.kill(os.getpid(), signal.SIGTERM)
print("stopped" if stop.wait(30) else "in vain")
"""


@pytest.mark.slow
def test_a_stop_signal_never_sets_the_event_in_the_thread_it_interrupts():
    program = [sys.executable, "-c", STOPS_ON_A_SIGNAL]

    stopped = subprocess.run(program, capture_output=True, text=True, timeout=60, check=False)

    assert (stopped.stdout, stopped.stderr) == ("stopped\n", "")
