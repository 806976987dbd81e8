import pytest

from domain.log.event_log import EventLog
from tests.web.cli.history_examples import PERIOD, invent
from tests.web.cli.program import Program, wait_until

IMPORT = ("import-conversations", "--brand", "nest", "--model", "voluntary")
COMPARE = ("compare", "nest", *PERIOD, "--format", "json")
BAD = [
    "2015-03-01T10:00Z,u-1,u-2,2015-03-01T09:59Z,2015-03-01T10:05Z,1,1,1",
    "yesterday,u-1,,,,1,0,0",
    "2015-03-01T10:00Z,u-1,,,2015-03-01T10:05Z,1,0",
]


def summary(figures, model="voluntary"):
    """What a comparison says, in the words of the history that was invented."""
    output = figures["models"][model]
    ours = model, output["answered"], output["demand_coverage"], output["wait_s"]["median"]
    names = ("requests", "answered", "lost", "demand_coverage")
    return {**{name: figures[name] for name in names}, "of the model": ours}


def conversations_in(database_url):
    with EventLog(database_url) as log:
        topics = [row.topic for row in log.all_rows()]
    return topics.count("Conversation.Requested.1")


@pytest.mark.slow
def test_an_imported_history_is_compared_with_its_own_figures(database_url, history, history_file):
    comptoir = Program(database_url)

    first = comptoir.works(*IMPORT, history_file)
    figures = comptoir.works(*COMPARE).figures

    assert first.output == "300 conversations imported; 0 already existed.\n"
    assert summary(figures) == history.figures("voluntary")
    assert figures["models"]["paid"]["answered"] == 0

    again = comptoir.works(*IMPORT, history_file)

    assert again.output == "0 conversations imported; 300 already existed.\n"
    assert comptoir.works(*COMPARE).figures == figures
    assert "differs" not in comptoir.works("rebuild", "--check").output
    assert "no problems found" in comptoir.works("verify").output


@pytest.mark.slow
def test_a_paid_history_costs_its_price(comptoir, history, history_file):
    paid = ("import-conversations", history_file, "--brand", "road", "--model", "paid")
    card = ("--price", "2.50", "--currency", "GBP")

    tried = comptoir.works(*paid, *card, "--dry-run")

    assert tried.output == "300 conversations would be imported; 0 already exist.\n"
    assert comptoir.head == 0

    comptoir.works(*paid, *card)
    figures = comptoir.works("compare", "road", *PERIOD, "--format", "json").figures

    cost = figures["models"]["paid"]["cost"]
    assert summary(figures, "paid") == history.figures("paid")
    assert (cost["currency"], cost["per_answered_minor"]) == ("GBP", 250)
    assert cost["total_minor"] == 250 * history.answered
    assert figures["models"]["voluntary"]["answered"] == 0


@pytest.mark.slow
def test_an_employed_history_costs_its_handling_time(comptoir, history, history_file):
    staff = ("import-conversations", history_file, "--brand", "road", "--model", "employed")

    comptoir.works(*staff, "--wage", "36.00")
    figures = comptoir.works("compare", "road", *PERIOD, "--format", "json").figures

    employed = figures["models"]["employed"]
    assert summary(figures, "employed") == history.figures("employed")
    # A cent for each second of handling time.
    assert employed["cost"]["total_minor"] == pytest.approx(
        employed["handled_hours"] * 3600, abs=180
    )
    assert "wages" in {assumption["key"] for assumption in figures["assumptions"]}


@pytest.mark.slow
def test_with_a_bad_row_nothing_is_imported_unless_it_may_be_left_out(comptoir, history, tmp_path):
    file = history.write(tmp_path / "history.csv", *BAD)
    named = [
        "line 302: answered_at is before opened_at",
        "line 303: opened_at is not a time: 'yesterday'; write it like 2026-03-29T14:05Z",
        "line 304: this line has 7 fields, but the header has 8",
        "3 invalid rows.",
    ]

    refused = comptoir.run(*IMPORT, file)

    assert (refused.code, refused.output) == (1, "")
    advice = "Nothing was imported. Fix these rows, or add --skip-bad."
    assert refused.error_output.splitlines() == [*named, advice]
    assert comptoir.head == 0

    left_out = comptoir.run(*IMPORT, file, "--skip-bad")

    assert left_out.code == 0
    assert left_out.error_output.splitlines() == named
    assert left_out.output == "300 conversations imported; 0 already existed.\n"
    assert conversations_in(comptoir.database_url) == history.requests


@pytest.mark.slow
def test_an_import_that_was_killed_is_completed_by_the_next(comptoir, tmp_path):
    history = invent(2500)
    file = history.write(tmp_path / "history.csv")
    with comptoir.start(*IMPORT, file) as killed:
        wait_until(lambda: comptoir.head > 1)  # the brand, and a first batch
        killed.kill()
    there = conversations_in(comptoir.database_url)

    completed = comptoir.works(*IMPORT, file)

    assert 0 < there < history.requests
    missing = history.requests - there
    assert completed.output == f"{missing} conversations imported; {there} already existed.\n"
    assert summary(comptoir.works(*COMPARE).figures) == history.figures("voluntary")


def test_a_conversation_that_has_changed_since_is_refused(own_copy, history, tmp_path):
    before = own_copy.head
    file = tmp_path / "changed.csv"
    lines = history.write(file).read_text().splitlines()
    lines[41] = lines[41].rpartition(",")[0].rpartition(",")[0] + ",99,1"
    file.write_text("\n".join(lines))

    refused = own_copy.run(*IMPORT, file)

    assert refused.code == 1
    reason = "line 42: this conversation has already been imported with different content"
    assert refused.error_output.splitlines()[0] == reason
    assert own_copy.head == before
