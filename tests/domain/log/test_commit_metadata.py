"""What is recorded of a commit besides its events: its id, what it belongs to, its command."""

import ast
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from domain.log.commit_metadata import command_of, correlated
from domain.log.entries import Decision
from domain.log.event_log import EventLog
from tests.domain.log.note_aggregate import OnlyInTestsNote, note


@pytest.fixture
def log(database_url):
    with EventLog(database_url) as log:
        yield log


class NoteCommands:
    def __init__(self, log):
        self._log = log

    def write(self, *texts, id=None):
        def decide():
            return Decision([note(*texts, id=id)])

        return self._log.execute(decide)

    def add(self, note_id, text):
        return self._log.update(OnlyInTestsNote, note_id, lambda found: found.write(text))


def test_a_commit_outside_of_any_correlation_is_correlated_with_itself(log):
    metadata = log.rows.metadata_at(NoteCommands(log).write("a"))

    assert metadata.correlation_id == metadata.commit_id
    assert metadata.causation_id is None


def test_all_events_of_a_commit_have_its_metadata(log):
    note_id = uuid4()
    last_position = NoteCommands(log).write("a", "b", id=note_id)

    metadata = log.rows.metadata_of(note_id, 1)
    assert (
        metadata == log.rows.metadata_at(last_position - 1) == log.rows.metadata_at(last_position)
    )


def test_commits_of_one_correlation_share_its_id_and_no_other(log):
    commands = NoteCommands(log)
    with correlated():
        first, second = (log.rows.metadata_at(commands.write(text)) for text in "ab")
    other = log.rows.metadata_at(commands.write("c"))

    assert first.correlation_id == second.correlation_id != other.correlation_id
    assert len({first.commit_id, second.commit_id, other.commit_id}) == 3


def test_a_reaction_names_its_cause_and_belongs_to_the_same_correlation(log):
    commands = NoteCommands(log)
    cause = log.rows.metadata_at(commands.write("a"))
    with correlated(cause.correlation_id, cause.commit_id):
        reaction = log.rows.metadata_at(commands.write("b"))

    assert reaction.causation_id == cause.commit_id
    assert reaction.correlation_id == cause.correlation_id


def test_a_correlation_inside_another_ends_with_its_block(log):
    commands, outer_id, inner_id = NoteCommands(log), UUID(int=1), UUID(int=2)
    with correlated(outer_id):
        with correlated(inner_id):
            inner = commands.write("a")
        outer = commands.write("b")

    assert log.rows.metadata_at(inner).correlation_id == inner_id
    assert log.rows.metadata_at(outer).correlation_id == outer_id


def test_a_commit_names_the_method_that_is_the_command(log):
    note_id, commands = uuid4(), NoteCommands(log)
    written = commands.write("a", id=note_id)
    added = commands.add(note_id, "b")

    assert log.rows.metadata_at(written).command == "NoteCommands.write"
    assert log.rows.metadata_at(added).command == "NoteCommands.add"


def test_a_function_that_is_in_no_method_is_named_by_itself():
    def decide():
        """Inside this test, as a decision is inside its command."""

    assert command_of(NoteCommands.write) == "NoteCommands.write"
    assert command_of(decide) == "test_a_function_that_is_in_no_method_is_named_by_itself"


def test_a_position_without_an_event_has_no_metadata(log):
    assert log.rows.metadata_at(1) is None
    assert log.rows.metadata_of(uuid4(), 1) is None


def appends_without_command(source):
    """The private methods that append under their own name, though a public one is the command."""
    for method in ast.walk(ast.parse(source)):
        if isinstance(method, ast.FunctionDef) and method.name.startswith("_"):
            calls = [node for node in ast.walk(method) if isinstance(node, ast.Call)]
            appends = [call for call in calls if ast.unparse(call.func) == "self._log.execute"]
            if any("command" not in {keyword.arg for keyword in call.keywords} for call in appends):
                yield method.name


def test_a_private_method_that_appends_says_which_command_it_serves():
    domain = Path(__file__).parent.parent.parent.parent / "domain"
    found = {
        path.name: methods
        for path in domain.rglob("*.py")
        if (methods := list(appends_without_command(path.read_text())))
    }

    assert found == {}


def test_a_private_method_that_appends_without_a_command_is_found():
    source = "class C:\n    def _close(self):\n        return self._log.execute(decide)\n"

    assert list(appends_without_command(source)) == ["_close"]
